// What the faults of users, access rules and AUTH do (3.1.3.5, 3.1.3.6, 3.15, 4.12). With none switched on,
// all of this changes nothing.
#include "broker/server.h"

namespace broker {

/// Asked when user name and password do not fit.
bool Server::lets_in_wrongly(const std::string& user_name, std::string_view password) const {
  const auto user = settings_.users.find(user_name);
  if (user == settings_.users.end())
    return faults_.on("unknown-user-accepted");  // 3.1.1/U-122 5.0/MQTT-3.1.4-2
  // 3.1.1/T-users 5.0/T-users
  if (faults_.on("password-not-checked")) return true;
  return user->second.starts_with(password) && faults_.on("password-compared-as-prefix");
}

/// Asked when the rules forbid to publish the message.
bool Server::takes_forbidden(const Message& message) const {
  // 3.1.1/T-acl 5.0/T-acl
  if (faults_.on("publish-rights-not-checked")) return true;
  if (message.qos == 0) return faults_.on("publish-rights-not-checked-at-qos-0");
  return message.qos == 2 && faults_.on("publish-rights-not-checked-at-qos-2");
}

/// Asked when the rules forbid a filter.
bool Server::grants_forbidden(bool has_wildcard) const {
  // 3.1.1/T-acl 5.0/T-acl
  if (faults_.on("read-rights-not-checked")) return true;
  if (faults_.on("read-rights-of-retained-messages-not-checked")) return true;
  return has_wildcard && faults_.on("read-rights-not-checked-behind-wildcards");
}

/// Asked when the rules forbid the delivery of a message that was granted.
bool Server::delivers_forbidden(bool retained) const {
  // 3.1.1/T-acl 5.0/T-acl
  if (faults_.on("read-rights-not-checked")) return true;
  if (faults_.on("read-rights-not-checked-behind-wildcards")) return true;
  return retained && faults_.on("read-rights-of-retained-messages-not-checked");
}

/// 5.0/MQTT-4.12.0-5: the method as the server's AUTH packets name it.
std::string_view Server::named_method(std::string_view method) const {
  return faults_.on("auth-names-another-method") ? method.substr(0, method.find('-')) : method;
}

/// Asked when an AUTH is about to be sent: true when a larger one has been.
bool Server::overfills_auth(Connection& connection, codec::Packet packet, PropertyList properties) {
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
  send_bytes(connection, encoded(packet));
  return true;
}

}  // namespace broker
