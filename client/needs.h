// What a case needs against what the server offers: known before a connection is opened, so that the runner
// can look for a listener on which the case can be played.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "client/player.h"

namespace client {

/// What it means that a server of 5.0 announces nothing of it, as a number (3.2.2.3): the greatest packet
/// that the fixed header can tell, sessions for ever. Nothing where it says nothing (server_keep_alive).
std::optional<codec::Number> unannounced(codec::Field field);

struct UnmetNeed {
  script::Location where;
  std::string capability;  ///< as `needs` names it: "tls", "server.receive_maximum"
  std::string source;      ///< where it was read
  std::string sentence;
};

/// The first need that the server does not meet. What 3.1.1 has no words for counts as unannounced.
std::optional<UnmetNeed> unmet_need(std::span<const script::Need> needs, const ServerFacts& server);

}  // namespace client
