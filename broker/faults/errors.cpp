// The faults of PINGREQ, DISCONNECT and error handling that take more than a line (errors.h).
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {

/// Asked when a PINGREQ came: true when it is not answered.
bool FaultyServer::pings_in_vain(const Connection& connection) const {
  constexpr int often = 3;
  // 3.1.1/MQTT-3.12.4-1 5.0/MQTT-3.12.4-1
  if (faults_.on("pingresp-missing")) return true;
  return connection.pings % often == 0 && faults_.on("pingresp-missing-for-every-third");
}

/// Asked when a client's DISCONNECT came: true when the connection has been dealt with.
bool FaultyServer::misunderstands(Connection& connection, const codec::Notice& notice) {
  const bool has_will = connection.session->will.has_value();
  // 5.0/U-099 5.0/MQTT-3.14.4-3
  if (connection.v5() && notice.tail == codec::Tail::nothing && has_will &&
      faults_.on("short-disconnect-taken-for-a-loss")) {
    server_.close(connection);
    return true;
  }
  // 5.0/U-099
  if (connection.v5() && notice.tail == codec::Tail::code && faults_.on("disconnect-of-one-byte-refused")) {
    server_.fail(connection, reason::malformed_packet, "DISCONNECT has no Property Length");
    return true;
  }
  // 3.1.1/MQTT-3.14.4-3 5.0/MQTT-3.14.4-3
  if (has_will && notice.code == reason::success && connection.session->session_expiry_interval == 0 &&
      faults_.on("will-published-when-the-session-ends")) {
    server_.close(connection);
    return true;
  }
  // 3.1.1/U-129 5.0/U-100
  if (notice.code == reason::success && faults_.on("left-open-after-clients-disconnect")) {
    connection.session->will.reset();
    let_go_of(connection);
    return true;
  }
  return false;
}

/// Asked when an error is to end a connection: true when something else was done about it.
bool FaultyServer::handles_error_badly(Connection& connection, std::uint8_t code, std::string_view why) {
  if (!connection.v5() || connection.phase != Connection::Phase::connected) return false;
  const auto pending = connection.decoder.pending();
  const bool about_puback =
      !pending.empty() && static_cast<codec::PacketType>(pending.front() >> 4U) == codec::PacketType::puback;
  if (code == reason::topic_alias_invalid && faults_.on("closed-without-disconnect")) {  // 5.0/U-112
    server_.close(connection);
    return true;
  }
  // 5.0/MQTT-4.13.1-1 5.0/MQTT-4.13.2-1 5.0/MQTT-3.14.4-2 5.0/MQTT-2.1.3-1 5.0/MQTT-3.3.2-8 5.0/MQTT-3.3.4-7
  const bool left_open =
      (code == reason::malformed_packet && about_puback && faults_.on("left-open-after-malformed-packet")) ||
      (code == reason::topic_alias_invalid && faults_.on("left-open-after-protocol-error")) ||
      (code == reason::receive_maximum_exceeded && faults_.on("left-open-after-receive-maximum"));
  if (!left_open) return false;
  server_.send_disconnect(connection, code, why);
  connection.decoder = server_.new_decoder(connection);
  return true;
}

/// Asked when a client is cut off for an error, which is its own alone.
void FaultyServer::harm_others(const Connection& connection) {
  const auto pending = connection.decoder.pending();
  if (connection.phase != Connection::Phase::connected || pending.empty() ||
      static_cast<codec::PacketType>(pending.front() >> 4U) != codec::PacketType::subscribe)
    return;
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (!faults_.on("malformed-subscribe-ends-all-subscriptions")) return;
  for (const auto& [handle, session] : server_.sessions_) server_.drop_subscriptions(*session);
}

/// Asked when a DISCONNECT is to be sent: true when it was, with more than the client takes.
bool FaultyServer::says_more_than_fits(Connection& connection, codec::Packet packet, codec::Notice notice) {
  if (connection.request.maximum_packet_size == ConnectRequest().maximum_packet_size ||
      !faults_.on("user-property-makes-disconnect-too-large"))  // 5.0/MQTT-3.14.2-4 5.0/MQTT-3.1.2-24
    return false;
  const std::string text(connection.request.maximum_packet_size % 1'000, 'x');
  PropertyList properties;
  properties.pair("details", text);
  notice.tail = codec::Tail::properties;
  notice.properties = properties.view();
  packet.body = notice;
  server_.send_bytes(connection, encoded(packet));
  return true;
}

/// Asked about the properties of a PUBLISH: true when it is refused because of them.
bool FaultyServer::dislikes_order(const codec::Properties& properties) const {
  std::uint8_t highest = 0;
  for (const codec::Property& each : properties.list) {
    if (each.id < highest && faults_.on("properties-out-of-order-refused")) return true;  // 5.0/U-005
    highest = std::max(highest, each.id);
  }
  return false;
}

/// Behind a DISCONNECT that has just been sent.
void FaultyServer::goes_on_after_disconnect(Connection& connection, std::uint8_t code) {
  codec::Packet more;
  if (code == reason::session_taken_over && faults_.on("disconnect-twice")) {  // 5.0/MQTT-3.14.4-1
    more.first_byte = codec::first_byte_of(codec::PacketType::disconnect);
    more.body = codec::Notice{codec::Tail::code, code, {}};
    server_.send(connection, more);
  }
  if (code == reason::receive_maximum_exceeded && faults_.on("pingresp-behind-disconnect")) {
    more.first_byte = codec::first_byte_of(codec::PacketType::pingresp);  // 5.0/MQTT-3.14.4-1
    server_.send(connection, more);
  }
}

}  // namespace broker
