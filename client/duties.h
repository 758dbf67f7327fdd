// What a client does by itself: acknowledgements (at once, slow, or left to the script) and pings.
#pragma once

#include <optional>

#include "client/world.h"

namespace client {

/// Acknowledges what has arrived. `ours`: markers and foreign messages, which the harness acknowledges in
/// every mode. Returns whether the packet is thereby done with and not for the script.
bool do_duties(World& world, Connection& connection, const Packet& packet, std::optional<Token> answered,
               bool ours);

/// Sends what is due: slow acknowledgements, pings at half of the keep alive.
void do_due_duties(World& world);
std::optional<Time> next_duty(const World& world);

/// Whether slow acknowledgements of this connection are still to be sent.
bool acknowledgements_pending(const World& world, const Connection& connection);

}  // namespace client
