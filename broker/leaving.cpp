// DISCONNECT, errors, the Will, the end of sessions (3.14, 4.1, 4.13).
#include <algorithm>
#include <fmt/format.h>

#include "broker/server.h"
#include "codec/reason_codes.h"

namespace broker {
namespace {

/// A packet may be wrong in a way that another packet has the word for, such as a second CONNECT in its
/// Protocol Name (5.0/MQTT-3.2.2-8 5.0/MQTT-3.14.2-1).
std::uint8_t code_for(const codec::Violation& violation, codec::PacketType answer) {
  const auto& legal =
      codec::reason_codes::legal_5_0[static_cast<std::size_t>(codec::Direction::server_to_client)];
  if ((legal[violation.reason_code] >> static_cast<unsigned>(answer) & 1) != 0) return violation.reason_code;
  return violation.kind == codec::ViolationKind::malformed ? reason::malformed_packet
                                                           : reason::protocol_error;
}

}  // namespace

void Server::disconnect(Connection& connection, const codec::Packet& packet) {
  if (connection.phase != Connection::Phase::connected) {
    if (!faults_.on("left-open-after-clients-disconnect")) return close(connection);  // 3.1.1/U-129 5.0/U-100
    set_timer(connection, std::nullopt);
    connection.phase = Connection::Phase::closing;
    return;
  }
  const auto& notice = std::get<codec::Notice>(packet.body);
  Session& session = *connection.session;
  const auto expiry = notice.properties.find(static_cast<std::uint8_t>(PropertyId::session_expiry_interval));
  if (expiry) {
    if (connection.request.session_expiry_interval.value_or(0) == 0 && expiry->number != 0 &&
        !faults_.on("session-revived-by-disconnect")) {  // 5.0/U-097
      return fail(connection, reason::protocol_error,
                  "DISCONNECT wants to keep a session that CONNECT did not");
    }
    // 5.0/MQTT-4.1.0-2 5.0/MQTT-3.1.2-23
    const bool too_long = expiry->number > session.session_expiry_interval &&
                          faults_.on("disconnect-never-lengthens-the-session");
    if (!too_long && !faults_.on("expiry-in-disconnect-ignored"))
      session.session_expiry_interval =
          std::min(expiry->number, connection.capabilities().maximum_session_expiry_interval);
  }
  if (session.will && faulty_.mistakes_disconnect(connection, notice.code)) return;
  if (faulty_.misunderstands(connection, notice)) return;
  if (notice.code == reason::success) session.will.reset();  // 3.1.1/MQTT-3.14.4-3 5.0/MQTT-3.14.4-3
  log_.note("{}: disconnects with 0x{:02x}", log_.who(connection), notice.code);
  close(connection);
}

void Server::fail(Connection& connection, const codec::Violation& violation) {
  if (connection.phase == Connection::Phase::awaits_connect)
    return refuse_malformed_connect(connection, violation);
  if (connection.phase == Connection::Phase::authenticates) {
    return refuse(connection, code_for(violation, codec::PacketType::connack), violation.explanation);
  }
  fail(connection, code_for(violation, codec::PacketType::disconnect), violation.explanation);
}

void Server::fail(Connection& connection, std::uint8_t code, std::string_view why) {
  log_.note("{}: closed with 0x{:02x}: {}", log_.who(connection), code, why);
  if (faulty_.handles_error_badly(connection, code, why)) return;
  if (!faults_.are_off()) faulty_.harm_others(connection);
  // 3.1.1/MQTT-3.1.2-8 5.0/U-031
  if (connection.session != nullptr && connection.session->will && code != reason::keep_alive_timeout &&
      faults_.on("will-not-published-after-an-error"))
    connection.session->will.reset();
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
  if (faulty_.says_more_than_fits(connection, packet, notice)) return;
  send_with_reason(connection, properties, why, [&](const codec::Properties& given) {
    notice.tail = given.list.empty() ? codec::Tail::code : codec::Tail::properties;
    notice.properties = given;
    packet.body = notice;
    return packet;
  });
  faulty_.goes_on_after_disconnect(connection, code);
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
  // 5.0/MQTT-4.8.2-4 5.0/MQTT-4.8.2-5: a shared message stays with the member that it was begun to be sent to
  if (!session.inflight.empty() && faults_.on("shared-message-forgotten-on-disconnect"))
    faulty_.move_begun_messages(session, true);
  if (!session.inflight.empty() && faults_.on("shared-message-moved-on-disconnect"))
    faulty_.move_begun_messages(session, false);
  const std::uint32_t expiry = session.session_expiry_interval;
  if (session.will) {
    const std::uint32_t delay = will_delay(*session.will, expiry);  // 5.0/MQTT-3.1.3-9 5.0/MQTT-3.1.2-8
    session.will_due = now_ + std::chrono::seconds(delay);
    if (delay == 0) publish_will(session);  // 3.1.1/MQTT-3.1.2-8
  }
  // 3.1.1/MQTT-3.1.2-6 5.0/MQTT-4.1.0-2
  if (expiry == 0 && !faults_.on("clean-session-kept-afterwards")) return end_session(session);
  if (expiry == 0) return;
  if (expiry != Session::never_expires) session.expires_at = now_ + std::chrono::seconds(expiry);
  set_timer(session);
}

/// Seconds: the Will Delay Interval, cut short by the end of the session (5.0/MQTT-3.1.2-8).
std::uint32_t Server::will_delay(const Will& will, std::uint32_t expiry) const {
  constexpr std::uint32_t too_late = 30;
  // 3.1.1/U-120 5.0/U-030: promptly
  const std::uint32_t late = expiry > 0 && faults_.on("will-of-kept-session-late") ? too_late : 0;
  if (will.delay_interval == 0) return std::min(late, expiry);
  // 5.0/MQTT-3.1.2-8 5.0/MQTT-3.1.3-9
  if (faults_.on("will-delay-ignored")) return 0;
  if (expiry < will.delay_interval && faults_.on("delayed-will-lost-with-the-session"))
    return will.delay_interval;
  return std::min(will.delay_interval + late, expiry);
}

void Server::publish_will(Session& session) {
  session.will_due.reset();
  if (!session.will) return;
  const std::shared_ptr<Message> message = session.will->message;
  // 3.1.1/MQTT-3.1.2-10 5.0/MQTT-3.1.2-10
  if (session.session_expiry_interval == 0 || !faults_.on("will-not-removed-once-published"))
    session.will.reset();
  if (will_is_forbidden(session, *message) || faulty_.loses_will(*message)) return;
  faulty_.distort_will(*message);
  log_.note("{}: its Will is published to {}", session.client_id, message->topic);
  // 5.0/MQTT-3.1.2-8: its Message Expiry Interval runs from now on
  if (!message->message_expiry_interval || !faults_.on("will-expires-before-it-is-published"))
    message->received_at = now_;
  distribute(message);
}

/// The Will is published with the rights of its client.
bool Server::will_is_forbidden(const Session& session, const Message& message) const {
  return session.access_rules && !access_.may_publish(session.user_name, session.client_id, message.topic) &&
         !faults_.on("will-rights-not-checked");  // 3.1.1/T-acl 5.0/T-acl
}

void Server::drop_subscriptions(Session& session) {
  std::vector<std::string> filters;
  filters.reserve(session.subscriptions.size());
  for (const auto& [filter, subscription] : session.subscriptions) filters.push_back(filter);
  for (const std::string& filter : filters) remove_subscription(session, filter);
}

void Server::end_session(Session& session) {
  // 5.0/MQTT-3.1.2-8: the end of the session cuts the delay short
  if (session.will && faults_.on("delayed-will-lost-with-the-session")) session.will.reset();
  publish_will(session);
  if (!session.inflight.empty() && faults_.on("shared-message-moved-at-session-end"))  // 5.0/MQTT-4.8.2-5
    faulty_.move_begun_messages(session, false);
  if (!faults_.are_off()) faulty_.hand_on_twice(session);
  faulty_.leave_ghosts(session);
  if (!faults_.are_off()) faulty_.remember_ended(session);
  drop_subscriptions(session);
  // 3.1.1/MQTT-3.1.2-7 3.1.1/U-130 5.0/U-103
  if (faults_.on("retained-messages-go-with-the-session")) faulty_.drop_retained_of(session);
  if (Connection* connection = connection_of(session); connection != nullptr) {
    connection->session = nullptr;
    close(*connection);
  }
  session_of_client_.erase(session.client_id);
  sessions_.erase(session.handle);
}

}  // namespace broker
