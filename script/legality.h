// Whether a packet that a scenario sends is legal by the codec's own judgement, and what `!` has to say to
// that. Nothing is judged twice: the packet is composed and decoded.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codec/compose.h"
#include "script/plan.h"

namespace script {

struct SentPacket {
  codec::PacketType type{};
  codec::Version version{};
  std::vector<SentField> fields{};
  codec::Overrides overrides{};
  bool marked{};              ///< some value has a `!`
  bool wrong_here{};          ///< `PACKET!`
  Location where{};           ///< the packet's name
  Location override_where{};  ///< line 0: there is none
};

struct LegalityFault {
  Location where{};
  std::string message{};
  std::string suggestion{};
};

/// What is wrong with the marks of a packet: an illegal value without one, a legal one with it, a value that
/// cannot be written at all.
std::optional<LegalityFault> check_sent(const SentPacket& packet);

/// The fields with a Packet Identifier, where the packet needs one and the player will choose it.
std::vector<SentField> with_identifier(codec::PacketType type, std::span<const SentField> fields);

/// The fields with what the player adds for an exchange of authentication.
std::vector<SentField> with_exchange(codec::PacketType type, std::span<const SentField> fields);

/// The packet that answers a verb's; reserved when there is none (PUBLISH at QoS 0).
codec::PacketType answer_of(codec::PacketType type, std::span<const SentField> fields);

/// Whether some packet of some version refuses with this code.
bool is_refusal_code(codec::Number code);

}  // namespace script
