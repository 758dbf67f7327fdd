// Which listener of the target a connection goes to, with which certificate and which credentials.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/player.h"
#include "net/endpoint.h"
#include "runner/target.h"
#include "script/plan.h"

namespace runner {

/// The listener's name for an actor: its own transport; for one with a user the listener `acl`, where the
/// target has one; else the target's default.
std::string listener_for(const Target& target, const script::ActorPlan& actor);

/// `certificate` as in ActorPlan: "none", "client", "foreign", or empty for what the target file gives.
/// Nothing when the target has no listener of that name, or the certificate is not there.
std::optional<net::Endpoint> endpoint_for(const Target& target, std::string_view listener,
                                          std::string_view certificate);

/// By role and by user name, since a plan may name either; "" is the default.
std::map<std::string, client::Credentials> credentials_of(const Target& target);

}  // namespace runner
