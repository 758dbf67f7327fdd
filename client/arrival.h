// What happens to bytes and ends of connections at the moment they arrive, whatever the script waits for:
// decode, standing rules, background duties, unread list, and the `never`s that look on.
#pragma once

#include "client/player.h"
#include "client/world.h"

namespace client {

void on_event(World& world, const Event& event);

/// Tests one unread packet against a `never` that begins or goes on; reports a hit to world.pending.
void look_at(World& world, const Watch& watch, script::Actor actor, const Packet& packet);
void look_at_end(World& world, const Watch& watch, script::Actor actor, std::size_t wire_index);

}  // namespace client
