// A play and its transcript, read side by side: each connection's packets of both directions in their order,
// with what the codec thinks of them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "campaign/play.h"
#include "campaign/transcript.h"
#include "codec/version.h"
#include "codec/violation.h"

namespace campaign {

struct Utterance {
  enum class What : std::uint8_t { sent, heard, closed_by_broker };
  What what{};
  std::string_view packet{};  ///< sent and heard
  bool whole = true;
  std::optional<codec::Violation> violation{};
};

struct Conversation {
  std::uint8_t actor{};
  std::uint16_t connection{};                       ///< the actor's n-th
  codec::Version version = codec::Version::v3_1_1;  ///< that its CONNECT names
  bool begins_well{};                               ///< with a CONNECT that is whole and legal
  std::vector<Utterance> utterances;
};

/// One for each connection on which anything was sent or heard. Views point into both arguments.
std::vector<Conversation> conversations(const Play& play, const Transcript& transcript);

}  // namespace campaign
