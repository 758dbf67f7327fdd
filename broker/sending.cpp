// Packets from structs, within the client's limits.
#include <algorithm>

#include "broker/server.h"
#include "codec/encode.h"

namespace broker {

std::string encoded(const codec::Packet& packet) {
  const auto size = codec::encoded_size(packet);
  if (!size) return {};
  std::string bytes(*size, '\0');
  const auto written =
      codec::encode(packet, std::span(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()));
  if (!written) bytes.clear();
  return bytes;
}

void Server::send(Connection& connection, const codec::Packet& packet) {
  codec::Packet versioned = packet;
  versioned.version = connection.request.version;
  std::string bytes = encoded(versioned);
  if (bytes.size() > connection.request.maximum_packet_size) {  // 5.0/MQTT-3.1.2-24
    log_.warn("{}: its Maximum Packet Size leaves no room for {}", log_.who(connection),
              name_of(packet.type()));
    return doom(connection);
  }
  if (faulty_.is_delayed(connection, packet.type())) {  // 5.0/MQTT-3.3.4-10 5.0/MQTT-4.9.0-3
    connection.delayed_answers += bytes;
    return;
  }
  send_bytes(connection, std::move(bytes));
}

bool Server::is_too_large(const Connection& connection, std::size_t bytes) const {
  constexpr std::size_t fixed_header = 2;
  const std::size_t limit = connection.request.maximum_packet_size;
  if (bytes <= limit) return false;
  // 5.0/MQTT-3.1.2-24
  if (bytes <= limit + fixed_header && faults_.on("maximum-packet-size-without-header")) return false;
  return !faults_.on("maximum-packet-size-ignored");
}

/// 5.0/MQTT-3.1.2-29: only CONNACK and DISCONNECT may have a Reason String that was not asked for.
bool Server::may_be_explained(const Connection& connection, codec::PacketType type) const {
  if (!connection.v5() || !settings_.reason_strings) return false;
  return connection.request.request_problem_information || type == codec::PacketType::connack ||
         type == codec::PacketType::disconnect || faulty_.is_explained_unasked(type);
}

void Server::send_bytes(Connection& connection, std::string bytes) {
  if (bytes.empty() || connection.phase == Connection::Phase::closing || connection.doomed) return;
  if (!faults_.are_off()) faulty_.miswrite(connection, bytes);
  connection.unsent += bytes.size();
  if (connection.unsent > 2 * settings_.maximum_unsent_bytes) {
    // It asks and does not listen: the answers must not pile up.
    log_.warn("{}: reads nothing of what it is sent", log_.who(connection));
    return doom(connection);
  }
  if (!actions_.empty()) {
    auto* last = std::get_if<Write>(&actions_.back());
    if (last != nullptr && last->connection == connection.id) {
      last->bytes += bytes;
      return;
    }
  }
  actions_.emplace_back(Write{connection.id, std::move(bytes)});
}

/// Not closed at once: the caller may be going through subscriptions.
void Server::doom(Connection& connection) {
  if (connection.doomed) return;
  connection.doomed = true;
  doomed_.push_back(connection.id);
}

}  // namespace broker
