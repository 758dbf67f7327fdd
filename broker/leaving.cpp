// DISCONNECT, errors, the Will, the end of sessions (3.14, 4.1, 4.13).
#include <algorithm>
#include <fmt/format.h>

#include "broker/server.h"

namespace broker {

void Server::disconnect(Connection& connection, const codec::Packet& packet) {
  if (connection.phase != Connection::Phase::connected) return close(connection);
  const auto& notice = std::get<codec::Notice>(packet.body);
  Session& session = *connection.session;
  const auto expiry = notice.properties.find(static_cast<std::uint8_t>(PropertyId::session_expiry_interval));
  if (expiry) {
    if (connection.request.session_expiry_interval.value_or(0) == 0 && expiry->number != 0) {
      return fail(connection, reason::protocol_error,
                  "DISCONNECT wants to keep a session that CONNECT did not");
    }
    session.session_expiry_interval = std::min(expiry->number, settings_.maximum_session_expiry_interval);
  }
  if (notice.code == reason::success) session.will.reset();  // 3.1.1/MQTT-3.14.4-3 5.0/MQTT-3.14.4-3
  note("{}: disconnects with 0x{:02x}", who(connection), notice.code);
  close(connection);
}

void Server::fail(Connection& connection, const codec::Violation& violation) {
  if (connection.phase == Connection::Phase::awaits_connect)
    return refuse_malformed_connect(connection, violation);
  if (connection.phase == Connection::Phase::authenticates) {
    return refuse(connection, violation.reason_code, violation.explanation);
  }
  fail(connection, violation.reason_code, violation.explanation);
}

void Server::fail(Connection& connection, std::uint8_t code, std::string_view why) {
  note("{}: closed with 0x{:02x}: {}", who(connection), code, why);
  if (connection.phase == Connection::Phase::connected) send_disconnect(connection, code, why);
  close(connection);  // 3.1.1/MQTT-4.8.0-1 5.0/MQTT-4.13.1-1
}

/// Servers have a DISCONNECT in 5.0 only; never before a good CONNACK (5.0/MQTT-3.14.0-1).
void Server::send_disconnect(Connection& connection, std::uint8_t code, std::string_view why) {
  if (!connection.v5()) return;
  PropertyList properties;
  if (code == reason::use_another_server)
    properties.text(PropertyId::server_reference, settings_.server_reference);
  codec::Packet packet;
  packet.first_byte = codec::first_byte_of(codec::PacketType::disconnect);
  packet.version = connection.request.version;
  codec::Notice notice;
  notice.code = code;
  send_with_reason(connection, properties, why, [&](const codec::Properties& given) {
    notice.tail = given.list.empty() ? codec::Tail::code : codec::Tail::properties;
    notice.properties = given;
    packet.body = notice;
    return packet;
  });
}

void Server::close(Connection& connection) {
  if (connection.phase == Connection::Phase::closing) return;
  detach(connection);
  set_timer(connection, std::nullopt);
  connection.phase = Connection::Phase::closing;
  actions_.emplace_back(Close{connection.id});
}

void Server::detach(Connection& connection) {
  if (connection.session == nullptr) return;
  Session& session = *connection.session;
  connection.session = nullptr;
  session.connection.reset();
  const std::uint32_t expiry = session.session_expiry_interval;
  if (session.will) {
    const std::uint32_t delay =
        std::min(session.will->delay_interval, expiry);  // 5.0/MQTT-3.1.3-9 5.0/MQTT-3.1.2-8
    session.will_due = now_ + std::chrono::seconds(delay);
    if (delay == 0) publish_will(session);  // 3.1.1/MQTT-3.1.2-8
  }
  if (expiry == 0) return end_session(session);
  if (expiry != Session::never_expires) session.expires_at = now_ + std::chrono::seconds(expiry);
  set_timer(session);
}

void Server::publish_will(Session& session) {
  session.will_due.reset();
  const auto will = std::exchange(session.will, std::nullopt);  // 3.1.1/MQTT-3.1.2-10 5.0/MQTT-3.1.2-10
  if (!will) return;
  const std::shared_ptr<Message>& message = will->message;
  if (will_is_forbidden(session, *message)) return;
  note("{}: its Will is published to {}", session.client_id, message->topic);
  message->received_at = now_;
  distribute(message);
}

/// The Will is published with the rights of its client.
bool Server::will_is_forbidden(const Session& session, const Message& message) const {
  return session.access_rules && !access_.may_publish(session.user_name, session.client_id, message.topic);
}

void Server::end_session(Session& session) {
  publish_will(session);  // 5.0/MQTT-3.1.2-8: the end of the session cuts the delay short
  std::vector<std::string> filters;
  filters.reserve(session.subscriptions.size());
  for (const auto& [filter, subscription] : session.subscriptions) filters.push_back(filter);
  for (const std::string& filter : filters) remove_subscription(session, filter);
  if (Connection* connection = connection_of(session); connection != nullptr) {
    connection->session = nullptr;
    close(*connection);
  }
  session_of_client_.erase(session.client_id);
  sessions_.erase(session.handle);
}

}  // namespace broker
