// Keeps the books from the bytes that really passed, in both directions: who asked what, which ids are in
// use, what is owed. Nothing is booked from what a statement intended (BYTES count as well).
#pragma once

#include "client/packet.h"
#include "client/world.h"

namespace client {

/// A packet of ours has been written.
void book_sent(World& world, Connection& connection, const Packet& packet, Token token, bool harness);

/// A packet of the server has passed the standing rules. Returns the token of the harness's request that it
/// answers; nothing when it belongs to the script.
std::optional<Token> book_received(World& world, Connection& connection, const Packet& packet);

/// Topic and payload in one string, to tell a repeated message from another.
std::string content_of(const Packet& publish);

/// Names one delivery: packet id and content.
std::size_t delivery_key(const Packet& publish);

}  // namespace client
