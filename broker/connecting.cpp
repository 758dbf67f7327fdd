// CONNECT, CONNACK, takeover, sessions resumed (3.1, 3.2).
#include <algorithm>
#include <fmt/format.h>

#include "broker/server.h"

namespace broker {
namespace {

constexpr std::uint8_t clean_start_bit = 0x02;
constexpr std::uint8_t will_qos_shift = 3;
constexpr std::uint8_t will_retain_bit = 0x20;

Will will_of(const codec::Connect& connect, std::string_view client_id) {
  Will will;
  will.message = std::make_shared<Message>();
  Message& message = *will.message;
  message.topic = connect.will->topic;
  message.payload = connect.will->payload;
  message.qos = (connect.flags >> will_qos_shift) & 3;
  message.retain = (connect.flags & will_retain_bit) != 0;
  message.publisher = client_id;
  for_each_property(connect.will->properties, [&](PropertyId id, const codec::Property& each) {
    switch (id) {
      case PropertyId::will_delay_interval: will.delay_interval = each.number; break;
      case PropertyId::payload_format_indicator:
        message.payload_format_indicator = static_cast<std::uint8_t>(each.number);
        break;
      case PropertyId::message_expiry_interval: message.message_expiry_interval = each.number; break;
      case PropertyId::content_type: message.content_type = each.text; break;
      case PropertyId::response_topic: message.response_topic = each.text; break;
      case PropertyId::correlation_data: message.correlation_data = each.text; break;
      case PropertyId::user_property: message.user_properties.emplace_back(each.text, each.second); break;
      default: break;
    }
  });
  return will;
}

void read_properties(const codec::Properties& properties, ConnectRequest& request) {
  for_each_property(properties, [&](PropertyId id, const codec::Property& each) {
    switch (id) {
      case PropertyId::session_expiry_interval: request.session_expiry_interval = each.number; break;
      case PropertyId::receive_maximum:
        request.receive_maximum = static_cast<std::uint16_t>(each.number);
        break;
      case PropertyId::maximum_packet_size: request.maximum_packet_size = each.number; break;
      case PropertyId::topic_alias_maximum:
        request.topic_alias_maximum = static_cast<std::uint16_t>(each.number);
        break;
      case PropertyId::request_response_information:
        request.request_response_information = each.number == 1;
        break;
      case PropertyId::request_problem_information:
        request.request_problem_information = each.number == 1;
        break;
      case PropertyId::authentication_method: request.authentication_method = each.text; break;
      case PropertyId::authentication_data: request.authentication_data = each.text; break;
      default: break;
    }
  });
}

ConnectRequest request_of(const codec::Packet& packet) {
  const auto& connect = std::get<codec::Connect>(packet.body);
  ConnectRequest request;
  request.version = packet.version;
  request.clean_start = (connect.flags & clean_start_bit) != 0;
  request.keep_alive = connect.keep_alive;
  request.client_id = connect.client_id;
  if (connect.user_name) request.user_name = *connect.user_name;
  if (connect.password) request.password = *connect.password;
  if (connect.will) request.will = will_of(connect, connect.client_id);
  read_properties(connect.properties, request);
  return request;
}

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
  ConnectRequest& request = connection.request;
  if (const auto objection = objection_to(request))
    return refuse(connection, *objection, "the server cannot do what CONNECT asks for");
  if (request.authentication_method) return begin_exchange(connection);
  if (const auto refused = check_credentials(connection))
    return refuse(connection, *refused, "user name or password");
  accept(connection);
}

std::optional<std::uint8_t> Server::objection_to(const ConnectRequest& request) const {
  if (request.client_id.empty() && request.version == codec::Version::v3_1_1 && !request.clean_start) {
    return reason::client_identifier_not_valid;  // 3.1.1/MQTT-3.1.3-8
  }
  if (request.will) {
    if (request.will->message->qos > settings_.maximum_qos)
      return reason::qos_not_supported;  // 5.0/MQTT-3.2.2-12
    if (request.will->message->retain && !settings_.retain_available)
      return reason::retain_not_supported;  // 5.0/MQTT-3.2.2-13
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
  const ListenerAccess& access = connection.access;
  if (access.anonymous && (!access.access_rules || !request.user_name)) return std::nullopt;
  if (!request.user_name)
    return request.password ? reason::bad_user_name_or_password : reason::not_authorized;
  const std::string_view password =
      request.password ? std::string_view(*request.password) : std::string_view();
  if (password_fits(settings_, *request.user_name, password)) return std::nullopt;
  return reason::bad_user_name_or_password;
}

/// All is well: the old connection of the same client goes, its session stays or goes, CONNACK comes first.
void Server::accept(Connection& connection) {
  ConnectRequest& request = connection.request;
  const bool assigned = request.client_id.empty();
  if (assigned) request.client_id = "auto-" + random_hex(16);  // 3.1.1/MQTT-3.1.3-6 5.0/MQTT-3.1.3-6
  if (request.will) request.will->message->publisher = request.client_id;

  bool present = false;
  Session& session = session_for(connection, present);
  session.connection = connection.id;
  session.user_name = request.user_name.value_or(std::string());
  session.access_rules = connection.access.access_rules;
  session.will_due.reset();  // 5.0/MQTT-3.1.3-9
  session.expires_at.reset();
  session.will = std::move(request.will);
  session.session_expiry_interval =
      request.version == codec::Version::v5_0
          ? std::min(request.session_expiry_interval.value_or(0), settings_.maximum_session_expiry_interval)
      : request.clean_start ? 0
                            : Session::never_expires;
  connection.session = &session;
  connection.phase = Connection::Phase::connected;
  connection.keep_alive = request.keep_alive;
  if (connection.v5() && settings_.server_keep_alive)
    connection.keep_alive = *settings_.server_keep_alive;  // 5.0/MQTT-3.1.2-21
  set_timer(connection, connection.keep_alive == 0
                            ? std::nullopt
                            : std::optional(now_ + std::chrono::milliseconds(1'500 * connection.keep_alive)));
  note("{}: connected, MQTT {}{}", who(connection), name_of(request.version),
       present ? ", goes on with its session" : "");

  PropertyList properties;
  if (connection.v5()) {
    if (assigned)
      properties.text(PropertyId::assigned_client_identifier, request.client_id);  // 5.0/MQTT-3.2.2-16
    if (session.session_expiry_interval != request.session_expiry_interval.value_or(0)) {
      properties.number(PropertyId::session_expiry_interval, session.session_expiry_interval);
    }
    describe_ourselves(connection, properties);
  }
  send_connack(connection, present, properties);
  pump(session);
}

Session& Server::session_for(Connection& connection, bool& present) {
  const ConnectRequest& request = connection.request;
  const auto known = session_of_client_.find(request.client_id);
  if (known != session_of_client_.end()) {
    Session& old = *sessions_.at(known->second);
    if (Connection* other = connection_of(old); other != nullptr) {  // 3.1.1/MQTT-3.1.4-2 5.0/MQTT-3.1.4-3
      note("{}: taken over by a new connection", who(*other));
      send_disconnect(*other, reason::session_taken_over, "another connection uses this Client Identifier");
      close(*other);
    }
  }
  // The end of the other connection may have ended its session.
  const auto still = session_of_client_.find(request.client_id);
  if (still != session_of_client_.end()) {
    Session& old = *sessions_.at(still->second);
    if (!request.clean_start) {  // 3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5
      present = true;            // 3.1.1/MQTT-3.2.2-2 5.0/MQTT-3.2.2-3
      for (Inflight& each : old.inflight) each.sent_here = false;
      return old;
    }
    end_session(old);  // 3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4
  }
  auto session = std::make_unique<Session>();  // 5.0/MQTT-3.1.2-6
  session->handle = ++last_session_;
  session->client_id = request.client_id;
  session_of_client_.emplace(request.client_id, session->handle);
  Session& made = *session;
  sessions_.emplace(made.handle, std::move(session));
  return made;
}

/// What the standard's defaults do not tell a client of us (3.2.2.3).
void Server::describe_ourselves(const Connection& connection, PropertyList& properties) const {
  if (settings_.receive_maximum != 65'535)
    properties.number(PropertyId::receive_maximum, settings_.receive_maximum);
  if (settings_.maximum_qos < 2)
    properties.number(PropertyId::maximum_qos, settings_.maximum_qos);  // 5.0/MQTT-3.2.2-9
  if (!settings_.retain_available) properties.number(PropertyId::retain_available, 0);
  properties.number(PropertyId::maximum_packet_size, settings_.maximum_packet_size);
  if (settings_.topic_alias_maximum > 0)
    properties.number(PropertyId::topic_alias_maximum, settings_.topic_alias_maximum);
  if (!settings_.wildcard_subscription_available)
    properties.number(PropertyId::wildcard_subscription_available, 0);
  if (!settings_.subscription_identifier_available)
    properties.number(PropertyId::subscription_identifier_available, 0);
  if (!settings_.shared_subscription_available)
    properties.number(PropertyId::shared_subscription_available, 0);
  if (settings_.server_keep_alive)
    properties.number(PropertyId::server_keep_alive, *settings_.server_keep_alive);
  if (connection.request.request_response_information &&
      !settings_.response_information.empty()) {  // 5.0/MQTT-3.1.2-28
    properties.text(PropertyId::response_information, settings_.response_information);
  }
  for (const auto& [name, value] : settings_.user_properties) properties.pair(name, value);
}

void Server::send_connack(Connection& connection, bool session_present, PropertyList properties) {
  if (connection.v5() && connection.request.authentication_method) {  // 5.0/MQTT-4.12.0-5
    properties.text(PropertyId::authentication_method, *connection.request.authentication_method);
    if (connection.request.authentication_data) {
      properties.text(PropertyId::authentication_data, *connection.request.authentication_data);
    }
  }
  codec::Packet packet;
  packet.first_byte = codec::first_byte_of(codec::PacketType::connack);
  codec::Connack connack;
  connack.flags = session_present ? 1 : 0;
  connack.properties = properties.view();
  packet.body = connack;
  send(connection, packet);
}

/// Refuses a CONNECT and closes: 3.1.1/MQTT-3.2.2-5 5.0/MQTT-3.2.2-7.
void Server::refuse(Connection& connection, std::uint8_t code, std::string_view why) {
  note("{}: refused with 0x{:02x}: {}", who(connection), code, why);
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
  } else if (const auto old = return_code(code)) {
    connack.code = *old;
    packet.body = connack;
    send(connection, packet);
  }
  close(connection);
}

/// 3.1.1 closes without a word except where a return code is prescribed; 5.0 may say why (3.1.4).
void Server::refuse_malformed_connect(Connection& connection, const codec::Violation& violation) {
  constexpr std::uint8_t connect_nibble = 1;
  const auto pending = connection.decoder.pending();
  const auto version = named_version(pending);
  if (pending.empty() || (pending.front() >> 4U) != connect_nibble || !version) {
    note("{}: is no client of MQTT: {}", who(connection), violation.explanation);
    return close(connection);
  }
  connection.request.version = *version >= 5 ? codec::Version::v5_0 : codec::Version::v3_1_1;
  refuse(connection, violation.reason_code, violation.explanation);
}

}  // namespace broker
