// What the faults of users, access rules and AUTH do (3.1.3.5, 3.1.3.6, 3.15, 4.12). With none switched on,
// all of this changes nothing.
#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {

/// Asked when user name and password do not fit.
bool FaultyServer::lets_in_wrongly(const std::string& user_name, std::string_view password) const {
  const auto user = server_.settings_.users.find(user_name);
  if (user == server_.settings_.users.end())
    return faults_.on("unknown-user-accepted");  // 3.1.1/U-122 5.0/MQTT-3.1.4-2
  // 3.1.1/T-users 5.0/T-users
  if (faults_.on("password-not-checked")) return true;
  return user->second.starts_with(password) && faults_.on("password-compared-as-prefix");
}

/// Asked when the rules forbid to publish the message.
bool FaultyServer::takes_forbidden(const Message& message) const {
  // 3.1.1/T-acl 5.0/T-acl
  if (faults_.on("publish-rights-not-checked")) return true;
  if (message.qos == 0) return faults_.on("publish-rights-not-checked-at-qos-0");
  return message.qos == 2 && faults_.on("publish-rights-not-checked-at-qos-2");
}

/// Asked when the rules forbid a filter.
bool FaultyServer::grants_forbidden(bool has_wildcard) const {
  // 3.1.1/T-acl 5.0/T-acl
  if (faults_.on("read-rights-not-checked")) return true;
  if (faults_.on("read-rights-of-retained-messages-not-checked")) return true;
  return has_wildcard && faults_.on("read-rights-not-checked-behind-wildcards");
}

/// Asked when the rules forbid the delivery of a message that was granted.
bool FaultyServer::delivers_forbidden(bool retained) const {
  // 3.1.1/T-acl 5.0/T-acl
  if (faults_.on("read-rights-not-checked")) return true;
  if (faults_.on("read-rights-not-checked-behind-wildcards")) return true;
  return retained && faults_.on("read-rights-of-retained-messages-not-checked");
}

/// 5.0/MQTT-4.12.0-5: the method as the server's AUTH packets name it.
std::string_view FaultyServer::named_method(std::string_view method) const {
  return faults_.on("auth-names-another-method") ? method.substr(0, method.find('-')) : method;
}

/// Asked when an exchange begins behind CONNECT.
void FaultyServer::forget_exchanges_of_others(const Connection& connection) {
  for (const auto& [id, other] : server_.connections_) {
    if (id == connection.id || other->phase != Connection::Phase::authenticates) continue;
    if (faults_.on("one-exchange-at-a-time"))  // 5.0/T-users
      other->exchange = begin_authentication(*other->request.authentication_method, server_.settings_,
                                             server_.random_.hex(32));
  }
}

/// Asked when a packet comes in the middle of the exchange behind CONNECT that has no place there: true when
/// that was all.
bool FaultyServer::serves_during_authentication(Connection& connection, const codec::Packet& packet) {
  using Type = codec::PacketType;
  // 5.0/MQTT-3.2.0-1
  if (packet.type() == Type::pingreq && faults_.on("pingreq-during-authentication-answered")) {
    codec::Packet answer;
    answer.first_byte = codec::first_byte_of(Type::pingresp);
    server_.send(connection, answer);
    return true;
  }
  // 5.0/MQTT-3.1.4-6
  if (packet.type() == Type::publish && faults_.on("message-during-authentication-delivered")) {
    server_.distribute(
        server_.message_of(connection, packet, std::string(std::get<codec::Publish>(packet.body).topic)));
    return true;
  }
  return false;
}

/// Asked when a client has proved anew who it is: true when it has been told so in another way.
bool FaultyServer::ends_reauthentication_badly(Connection& connection) {
  Session& session = *connection.session;
  // 5.0/MQTT-4.5.0-1
  if (!session.subscriptions.empty() && faults_.on("reauthentication-drops-subscriptions"))
    server_.drop_subscriptions(session);
  // 5.0/MQTT-4.4.0-1
  if (!session.inflight.empty() && faults_.on("open-messages-resent-on-reauthentication"))
    send_again(connection);
  if (faults_.on("reauthentication-answered-by-connack")) {  // 5.0/MQTT-3.2.0-2
    server_.send_connack(connection, false, {});
    return true;
  }
  if (faults_.on("reauthentication-ends-without-method")) {  // 5.0/MQTT-4.12.0-5
    server_.send_bytes(connection, std::string("\xF0\x00", 2));
    return true;
  }
  return false;
}

/// Asked when an AUTH is about to be sent: true when a larger one has been.
bool FaultyServer::overfills_auth(Connection& connection, codec::Packet packet, PropertyList properties) {
  const std::uint32_t limit = connection.request.maximum_packet_size;
  if (limit > 65'535) return false;  // no Reason String would be too large for it
  const std::string filling(limit, 'r');
  if (faults_.on("reason-string-makes-auth-too-large")) {  // 5.0/MQTT-3.15.2-2 5.0/MQTT-3.1.2-24
    properties.text(PropertyId::reason_string, filling);
  } else if (faults_.on("user-property-makes-auth-too-large")) {  // 5.0/MQTT-3.15.2-3 5.0/MQTT-3.1.2-24
    properties.pair("server", filling);
  } else {
    return false;
  }
  std::get<codec::Notice>(packet.body).properties = properties.view();
  packet.version = connection.request.version;
  server_.send_bytes(connection, encoded(packet));
  return true;
}

}  // namespace broker
