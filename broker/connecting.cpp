// CONNECT, CONNACK, takeover, sessions resumed (3.1, 3.2).
#include <algorithm>
#include <fmt/format.h>

#include "broker/connect_request.h"
#include "broker/server.h"

namespace broker {
namespace {

/// The Connect Return Code of 3.1.1 (table 3.1) for a Reason Code; nothing where the close says it all.
std::optional<std::uint8_t> return_code(std::uint8_t code) {
  switch (code) {
    case reason::unsupported_protocol_version: return 1;
    case reason::client_identifier_not_valid: return 2;
    case reason::server_busy:
    case reason::quota_exceeded: return 3;
    case reason::bad_user_name_or_password: return 4;
    case reason::not_authorized: return 5;
    default: return std::nullopt;
  }
}

/// The Protocol Version byte of a CONNECT that names MQTT but does not decode.
std::optional<std::uint8_t> named_version(std::span<const std::uint8_t> bytes) {
  std::size_t at = 1;
  while (at < bytes.size() && at < 5 && (bytes[at] & 0x80) != 0) ++at;
  constexpr std::uint8_t name[] = {0, 4, 'M', 'Q', 'T', 'T'};
  ++at;
  if (bytes.size() <= at + std::size(name) || !std::ranges::equal(bytes.subspan(at, std::size(name)), name))
    return std::nullopt;
  return bytes[at + std::size(name)];
}

}  // namespace

void Server::connect(Connection& connection, const codec::Packet& packet) {
  connection.request = request_of(packet);
  connection.decoder.set_version(packet.version);
  connection.decoder.set_options(decode_options(connection));
  ConnectRequest& request = connection.request;
  if (faulty_.misreads_connect(connection, packet)) return;
  if (const auto objection = objection_to(connection))
    return refuse(connection, *objection, "the server cannot do what CONNECT asks for");
  if (request.authentication_method) return begin_exchange(connection);
  faulty_.act_before_the_check(connection);
  if (const auto refused = check_credentials(connection))
    return refuse(connection, *refused, "user name or password");
  accept(connection);
}

std::optional<std::uint8_t> Server::objection_to(const Connection& connection) const {
  const ConnectRequest& request = connection.request;
  if (request.client_id.empty() && request.version == codec::Version::v3_1_1 && !request.clean_start) {
    return reason::client_identifier_not_valid;  // 3.1.1/MQTT-3.1.3-8
  }
  if (faulty_.dislikes(request.client_id)) return reason::client_identifier_not_valid;
  if (request.will && connection.v5()) {
    // 5.0/MQTT-3.2.2-12
    if (request.will->message->qos > connection.capabilities().maximum_qos &&
        !faults_.on("will-qos-above-maximum-accepted"))
      return reason::qos_not_supported;
    // 5.0/MQTT-3.2.2-13
    if (request.will->message->retain && !connection.capabilities().retain_available &&
        !faults_.on("will-retain-unavailable-accepted"))
      return reason::retain_not_supported;
  }
  if (sessions_.size() >= settings_.maximum_sessions && !session_of_client_.contains(request.client_id)) {
    return reason::quota_exceeded;
  }
  return std::nullopt;
}

std::optional<std::uint8_t> Server::check_credentials(Connection& connection) {
  ConnectRequest& request = connection.request;
  if (!request.user_name && !connection.peer.transport_user.empty()) {
    request.user_name = connection.peer.transport_user;
    return std::nullopt;
  }
  const ListenerSettings& access = connection.listener;
  // Where everybody is let in, a name that is somebody's still needs that user's password.
  const bool is_known = request.user_name && settings_.users.contains(*request.user_name);
  if (access.anonymous && !is_known && (!access.access_rules || !request.user_name)) return std::nullopt;
  if (!request.user_name)
    return request.password ? reason::bad_user_name_or_password : reason::not_authorized;
  const std::string_view password =
      request.password ? std::string_view(*request.password) : std::string_view();
  if (password_fits(settings_, *request.user_name, password)) return std::nullopt;
  if (faulty_.lets_in_wrongly(*request.user_name, password)) return std::nullopt;
  return reason::bad_user_name_or_password;
}

/// All is well: the old connection of the same client goes, its session stays or goes, CONNACK comes first.
void Server::accept(Connection& connection) {
  ConnectRequest& request = connection.request;
  const bool assigned = request.client_id.empty();
  if (assigned) request.client_id = "auto-" + random_.hex(16);  // 3.1.1/MQTT-3.1.3-6 5.0/MQTT-3.1.3-6
  faulty_.misname(request, assigned);
  if (request.will) {
    request.will->message->publisher = request.client_id;
    request.will->message->received_at = now_;
  }

  bool present = false;
  const bool takes_over = faulty_.is_connected(request.client_id);
  Session& session = session_for(connection, present);
  session.connection = connection.id;
  take_user(session, request, present);
  session.wrong_memory.listener = connection.peer.listener;
  session.access_rules = connection.listener.access_rules;
  // 5.0/MQTT-3.1.3-9
  if (session.will_due && faults_.on("delayed-will-published-on-return")) publish_will(session);
  session.will_due.reset();
  if (!faults_.on("expiry-runs-on-after-resume")) session.expires_at.reset();  // 5.0/MQTT-4.1.0-1
  // 3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7
  if (takes_over && request.will && faults_.on("will-of-the-newer-connection-lost")) request.will.reset();
  if (!faulty_.goes_on_with_former_will(session, request, present)) session.will = std::move(request.will);
  const auto former_expiry = present ? std::optional(session.session_expiry_interval) : std::nullopt;
  session.session_expiry_interval = session_expiry_interval_of(connection);
  connection.session = &session;
  connection.phase = Connection::Phase::connected;
  connection.keep_alive = keep_alive_of(connection);
  set_timer(connection, connection.keep_alive == 0
                            ? std::nullopt
                            : std::optional(now_ + std::chrono::milliseconds(1'500 * connection.keep_alive)));
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (connection.keep_alive == 0 && faults_.on("keep-alive-0-runs-out"))
    set_timer(connection, now_ + std::chrono::milliseconds(1'500));
  log_.note("{}: connected, MQTT {}{}", log_.who(connection), name_of(request.version),
            present ? ", goes on with its session" : "");

  PropertyList properties;
  const std::string told = faulty_.told_name(request.client_id);
  if (connection.v5()) {
    if (assigned && !faults_.on("assigned-id-not-told"))  // 5.0/MQTT-3.1.3-7 5.0/MQTT-3.2.2-16
      properties.text(PropertyId::assigned_client_identifier, told);
    describe_ourselves(connection, properties);
  }
  // 3.1.1/MQTT-3.2.0-1 5.0/MQTT-3.2.0-1
  if (!session.queue.empty() && faults_.on("waiting-messages-before-connack")) pump(session);
  send_connack(connection, present, properties);
  connection.accepted_at = now_;
  // 5.0/MQTT-3.2.0-2
  if (takes_over && connection.v5() && faults_.on("connack-twice-after-takeover"))
    send_connack(connection, present, properties);
  faulty_.misjudge_expiry(session, request, former_expiry);
  // 5.0/U-109
  if (present && !session.inflight.empty() && faults_.on("places-of-the-former-connection-stay-taken"))
    connection.send_quota_used = static_cast<std::uint32_t>(session.inflight.size());
  pump(session);
  if (present) faulty_.greet_badly(session);
}

Session& Server::session_for(Connection& connection, bool& present) {
  const ConnectRequest& request = connection.request;
  if (!request.clean_start) faulty_.bring_back(request.client_id);
  faulty_.mistake_for_another(connection);
  const auto known = session_of_client_.find(request.client_id);
  if (known != session_of_client_.end()) {
    Session& old = *sessions_.at(known->second);
    if (Connection* other = connection_of(old); other != nullptr) {  // 3.1.1/MQTT-3.1.4-2 5.0/MQTT-3.1.4-3
      log_.note("{}: taken over by a new connection", log_.who(*other));
      // 3.1.1/MQTT-3.1.4-2 5.0/MQTT-3.1.4-3
      if (faults_.on("older-connection-left-open")) {
        faulty_.part_from_its_name(old);
      } else if (other->v5() &&
                 faults_.on("told-of-takeover-and-left-open")) {  // 5.0/MQTT-3.14.4-2 5.0/MQTT-4.13.2-1
        send_disconnect(*other, reason::session_taken_over, {});
        faulty_.let_go_of(*other);
        faulty_.forget_what_was_taken_over(request);
      } else {
        // 5.0/U-033
        if (!faults_.on("takeover-without-disconnect"))
          send_disconnect(*other, reason::session_taken_over,
                          "another connection uses this Client Identifier");
        close(*other);
        faulty_.forget_what_was_taken_over(request);
      }
    }
  }
  std::list<Outgoing> waiting;
  std::set<std::uint16_t> received;
  // The end of the other connection may have ended its session.
  const auto still = session_of_client_.find(request.client_id);
  if (still != session_of_client_.end()) {
    Session& old = *sessions_.at(still->second);
    // 3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5 3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4
    if (!request.clean_start || faults_.on("session-kept-on-clean-start")) {
      // 3.1.1/MQTT-3.2.2-2 5.0/MQTT-3.2.2-3
      present = !request.clean_start &&
                !(old.subscriptions.empty() && faults_.on("session-present-only-with-subscriptions"));
      for (Inflight& each : old.inflight) each.sent_here = each.counted = false;
      faulty_.recall(old);
      faulty_.resume_badly(old);
      return old;
    }
    present = faults_.on("session-present-after-clean-start");  // 3.1.1/MQTT-3.2.2-1 5.0/MQTT-3.2.2-2
    // 3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4
    if (faults_.on("waiting-messages-kept-on-clean-start")) waiting = std::exchange(old.queue, {});
    // 3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4
    if (!old.received_qos_2.empty() && faults_.on("received-ids-kept-on-clean-start"))
      received = old.received_qos_2;
    if (!faulty_.set_aside(old)) end_session(old);
  }
  // 3.1.1/MQTT-3.2.2-3 5.0/MQTT-3.1.2-6 5.0/MQTT-3.2.2-3
  if (!request.clean_start && faults_.on("session-present-for-a-new-client")) present = true;
  auto session = std::make_unique<Session>();  // 5.0/MQTT-3.1.2-6
  for (Outgoing& each : waiting) {
    session->held_bytes += each.message->size();
    session->queue.push_back(std::move(each));
  }
  session->received_qos_2 = std::move(received);
  session->handle = ++last_session_;
  session->client_id = request.client_id;
  session_of_client_.emplace(request.client_id, session->handle);
  Session& made = *session;
  sessions_.emplace(made.handle, std::move(session));
  return made;
}

/// A session has the rights of the user who has it now.
void Server::take_user(Session& session, const ConnectRequest& request, bool present) const {
  std::string name = request.user_name.value_or(std::string());
  // 3.1.1/T-acl 5.0/T-acl
  if (present && name != session.user_name && faults_.on("rights-of-the-first-user")) return;
  session.user_name = std::move(name);
}

/// Refuses a CONNECT and closes: 3.1.1/MQTT-3.2.2-5 5.0/MQTT-3.2.2-7.
void Server::refuse(Connection& connection, std::uint8_t code, std::string_view why) {
  log_.note("{}: refused with 0x{:02x}: {}", log_.who(connection), code, why);
  faulty_.publish_will_of_refused(connection, code);
  if (code == reason::bad_authentication_method && faults_.on("disconnect-before-connack")) {
    send_disconnect(connection, code, why);  // 5.0/MQTT-3.14.0-1
    return close(connection);
  }
  codec::Packet packet;
  packet.first_byte = codec::first_byte_of(codec::PacketType::connack);
  packet.version = connection.request.version;
  codec::Connack connack;  // Session Present 0: 3.1.1/MQTT-3.2.2-4 5.0/MQTT-3.2.2-6
  if (connection.v5()) {
    connack.code = code;
    send_with_reason(connection, {}, why, [&](const codec::Properties& properties) {
      connack.properties = properties;
      packet.body = connack;
      return packet;
    });
  } else if (const auto old = return_code(code); old && !faults_.on("refused-without-return-code")) {
    connack.code = *old;  // 3.1.1/U-124
    packet.body = connack;
    send(connection, packet);
  }
  if (!faulty_.stays_refused(connection, code)) close(connection);
}

/// 3.1.1 closes without a word except where a return code is prescribed; 5.0 may say why (3.1.4).
void Server::refuse_malformed_connect(Connection& connection, const codec::Violation& violation) {
  constexpr std::uint8_t connect_nibble = 1;
  const auto pending = connection.decoder.pending();
  const auto version = named_version(pending);
  if (pending.empty() || (pending.front() >> 4U) != connect_nibble || !version) {
    // 3.1.1/MQTT-3.1.0-1 5.0/MQTT-3.1.0-1: what is sound in 5.0 cannot be read before CONNECT has said so
    if (faults_.on("packets-before-connect-ignored")) {
      connection.decoder = new_decoder(connection);
      return;
    }
    log_.note("{}: is no client of MQTT: {}", log_.who(connection), violation.explanation);
    return close(connection);
  }
  connection.request.version = *version >= 5 ? codec::Version::v5_0 : codec::Version::v3_1_1;
  if (faulty_.misjudges_connect(connection, violation)) return;
  refuse(connection, violation.reason_code, violation.explanation);
}

}  // namespace broker
