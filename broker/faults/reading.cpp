// What the faults of reading from a stream do: servers that take a segment of TCP for a packet, and servers
// that act on a packet after they have looked whether its connection is still there.
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {
namespace {

using namespace std::chrono_literals;

/// Shorter than anything takes on its way, so that only what arrives together is told apart.
constexpr auto moment = 1us;

/// Whether the bytes end within the Remaining Length (2.1.4).
bool ends_within_length(std::span<const std::uint8_t> bytes) {
  return bytes.size() > 1 && bytes.size() < 5 && (bytes.back() & 0x80U) != 0 &&
         std::ranges::all_of(bytes.subspan(1), [](std::uint8_t each) { return (each & 0x80U) != 0; });
}

}  // namespace

/// Asked when a segment has ended within a packet.
void FaultyServer::mishandle_piece(Connection& connection) {
  const bool connecting = connection.phase == Connection::Phase::awaits_connect;
  if (connecting && faults_.on("connect-in-pieces-refused"))  // 3.1.1/MQTT-3.1.4-4 5.0/MQTT-3.1.4-5
    return server_.close(connection);
  if (connecting) return;
  // 3.1.1/MQTT-3.10.4-4 3.1.1/MQTT-3.12.4-1 3.1.1/MQTT-3.14.4-3 3.1.1/MQTT-3.8.4-1 3.1.1/MQTT-4.3.3-2
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-3.10.4-4 5.0/MQTT-3.12.4-1 5.0/MQTT-3.14.4-3 5.0/MQTT-3.8.4-1
  // 5.0/MQTT-4.3.3-11 5.0/MQTT-4.5.0-1
  if (faults_.on("packet-over-segments-lost")) connection.decoder = server_.new_decoder(connection);
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (ends_within_length(connection.decoder.pending()) && faults_.on("length-over-segments-misread"))
    connection.deaf = true;
}

/// Asked when a connection has ended within a packet, which is none then.
void FaultyServer::act_on_half_a_packet(Connection& connection) {
  constexpr std::uint8_t disconnect = 0xE0;
  constexpr std::uint8_t type_bits = 0xF0;
  constexpr std::uint8_t publish = 0x30;
  constexpr std::size_t header = 2;
  const auto rest = connection.decoder.pending();
  // 3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-8
  if (rest.front() == disconnect && faults_.on("half-a-disconnect-is-one")) connection.session->will.reset();
  if ((rest.front() & type_bits) != publish || rest.size() <= header) return;
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (!faults_.on("half-a-message-is-one")) return;
  std::vector<std::uint8_t> whole(rest.begin(), rest.end());
  whole[1] = static_cast<std::uint8_t>(whole.size() - header);
  connection.decoder = server_.new_decoder(connection);
  connection.decoder.feed(whole);
  const codec::Decoded decoded = connection.decoder.next();
  if (decoded.is_incomplete() || decoded.is_violation()) return;
  const codec::Packet& packet = decoded.packet();
  server_.distribute(
      server_.message_of(connection, packet, std::string(std::get<codec::Publish>(packet.body).topic)));
}

/// Asked behind a packet, when more of its segment is to be read: true when it is not, or not yet.
bool FaultyServer::leaves_the_rest(Connection& connection, bool was_connect) {
  if (connection.phase == Connection::Phase::closing) return false;
  // 3.1.1/MQTT-3.8.4-1 5.0/U-034
  if (was_connect && faults_.on("rest-of-connect-segment-lost")) {
    connection.decoder = server_.new_decoder(connection);
    return true;
  }
  // 3.1.1/MQTT-3.3.4-1 3.1.1/MQTT-3.8.4-1 3.1.1/MQTT-6.0.0-2
  // 5.0/MQTT-3.3.4-1 5.0/MQTT-3.8.4-1 5.0/MQTT-6.0.0-2 5.0/U-034
  return faults_.on("second-packet-of-segment-waits");
}

/// Asked when a message is about to be routed.
bool FaultyServer::routes_later(const Connection& connection, const MessagePointer& message) {
  if (!faults_.are_off() && is_held_up(*message)) {
    put_off(connection, [this, message] { server_.distribute(message); });
    return true;
  }
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (!faults_.on("message-dropped-with-its-publisher")) return false;
  put_off(connection, [this, message] { server_.distribute(message); });
  return true;
}

/// Whether another client has published on the topic since this one did, and its last message was not held
/// up.
bool FaultyServer::is_held_up(const Message& message) {
  Turns& turns = turns_on_[message.topic];
  const bool was_other = turns.last_publisher != message.publisher;
  turns.last_publisher = message.publisher;
  const auto [before, is_first] = turns.held_up.try_emplace(message.publisher, false);
  const bool due = !is_first && was_other && !before->second;
  // 3.1.1/MQTT-4.6.0-6 5.0/MQTT-4.6.0-5
  before->second = due && faults_.on("message-behind-that-of-another-client-late");
  return before->second;
}

void FaultyServer::put_off(const Connection& connection, std::function<void()> what) {
  put_off_.emplace_back(connection.id, std::move(what));
  server_.timers_.emplace(server_.now_ + moment, Server::TimerKind::put_off, connection.id);
}

void FaultyServer::do_what_was_put_off() {
  for (const auto& [from, what] : std::exchange(put_off_, {})) what();
}

void FaultyServer::drop_what_was_put_off(ConnectionId connection) {
  std::erase_if(put_off_, [connection](const auto& each) { return each.first == connection; });
}

}  // namespace broker
