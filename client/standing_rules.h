// Rules that hold for every packet the server sends, whatever scenario runs: each is charged to its own
// requirement, whatever exposed it. docs/standing-rules.md says which statement has which rule, and why some
// have none.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "client/transport_breach.h"
#include "client/world.h"
#include "codec/violation.h"

namespace client {

struct StandingRuleInfo {
  std::string_view name;      ///< "receive-maximum"
  std::string_view id_3_1_1;  ///< "" when the version has no such rule
  std::string_view id_5_0;
  bool must_3_1_1 = true;  ///< false: a breach is advice
  bool must_5_0 = true;
  std::string_view sentence;
};

/// Statements about the form of a packet that count as verified when one came that could have broken them.
std::span<const std::string_view> form_ids();

/// All of them, for docs, `explain` and the checker. `well-formed` stands for every id that the codec
/// charges.
std::span<const StandingRuleInfo> standing_rules();

/// Puts a packet of the server to the rules, before it is booked. `violation`: what the codec found.
void judge_packet(World& world, Connection& connection, const Packet& packet,
                  const std::optional<codec::Violation>& violation);

/// Puts to the rules what the layers below MQTT saw; `none` is no breach. The event must be in the wire log
/// already.
void judge_transport(World& world, TransportBreach breach);

}  // namespace client
