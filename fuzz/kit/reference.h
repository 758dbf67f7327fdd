// The reference verdict as a fuzzed parser is held against it: the codec's, and where the standard leaves a
// receiver the choice.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "codec/version.h"
#include "codec/violation.h"

namespace kit {

using PacketBytes = std::span<const std::uint8_t>;

enum class Expected : std::uint8_t {
  accept,   ///< refusing the packet is wrong
  refuse,   ///< taking it is wrong; whether as malformed or as a Protocol Error is never held against anybody
  open,     ///< either is right
  partial,  ///< the packet is not whole
};

struct Reference {
  Expected expected{};
  codec::Version version{};    ///< by which the packet is read: a CONNECT names its own
  codec::Direction from{};     ///< likewise: of the two readings for either side that which counts
  bool refused{};              ///< the codec refuses the packet; `violation` says why
  codec::Violation violation;  ///< only when refused
  std::string_view why_open;   ///< only when open; static
};

/// The verdict on the one packet in `packet`.
Reference reference_for(PacketBytes packet, codec::Version version, codec::Direction from);

/// The verdict for a parser that is not told who sent the packet: what either side may send must be taken.
Reference reference_for_either(PacketBytes packet, codec::Version version);

/// How much is made of a packet that was taken and should not have been: `must` where the text orders the
/// receiver to end the connection, else `should` (it binds the sender, or asks only those who notice).
enum class Level : std::uint8_t { must, should };
Level level_of(const codec::Violation& violation, PacketBytes packet, codec::Direction from);

/// The requirement in a sentence; "" for a bare section.
std::string_view sentence_of(std::string_view requirement);

/// What the text asks of whoever receives the packet.
std::string reaction_to(const codec::Violation& violation, PacketBytes packet, codec::Direction from);

}  // namespace kit
