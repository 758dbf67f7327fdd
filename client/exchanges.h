// Exchanges of authentication on a connection (5.0, 4.12): what the script says next, and the AUTH packets
// that the harness answers by itself, from a verb with `auth=` on until success.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "client/trouble.h"
#include "client/world.h"

namespace client {

/// Forgets what was said and asked so far: the next message is the first of an exchange.
void begin_exchange(Connection& connection);

/// The next Authentication Data of credentials of the target, an answer to the server's last AUTH. Trouble:
/// the target has no such credentials, or their method has nothing to say to that.
std::expected<std::string, Trouble> next_message(World& world, Connection& connection,
                                                 const std::string& credentials);

/// Begins an exchange with the credentials for which the harness answers here: gives the fields of a CONNECT
/// or AUTH their method and their first message, where they do not name them.
std::optional<Trouble> join_exchange(World& world, Connection& connection,
                                     std::vector<codec::FieldValue>& fields);

/// The line with its `$auth.good.next` put into words. A CONNECT, and an AUTH that says Re-authenticate,
/// begins an exchange.
std::expected<script::Send, Trouble> spoken(World& world, Connection& connection, const script::Send& line);

/// Takes note of a packet of the server; true when it is an AUTH that the harness has answered.
bool take_part(World& world, Connection& connection, const Packet& packet);

}  // namespace client
