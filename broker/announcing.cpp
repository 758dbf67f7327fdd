// CONNACK, and what it announces: what holds on this connection, whoever said so (3.2).
#include <algorithm>

#include "broker/server.h"

namespace broker {

/// Seconds; in 5.0 what was asked for, as far as it is offered (3.2.2.3.2).
std::uint32_t Server::session_expiry_interval_of(const Connection& connection) const {
  const ConnectRequest& request = connection.request;
  if (!connection.v5()) return request.clean_start ? 0 : Session::never_expires;
  const std::uint32_t wanted = request.session_expiry_interval.value_or(0);
  const std::uint32_t most = connection.capabilities().maximum_session_expiry_interval;
  if (wanted > most && faults_.on("session-limit-without-effect")) return wanted;  // 5.0/MQTT-4.1.0-2
  return std::min(wanted, most);
}

/// Seconds that count here, whoever named them.
std::uint16_t Server::keep_alive_of(const Connection& connection) const {
  const std::uint16_t wanted = connection.request.keep_alive;
  const auto& ours = connection.capabilities().server_keep_alive;
  // 5.0/MQTT-3.1.2-21 5.0/MQTT-3.1.2-22
  if (connection.v5() && ours && !faults_.on("server-keep-alive-without-effect")) return *ours;
  constexpr std::uint16_t minute = 60;
  // 3.1.1/MQTT-3.1.2-24 5.0/MQTT-3.1.2-22 5.0/MQTT-3.2.2-22
  if (wanted != 0 && wanted < minute && faults_.on("keep-alive-of-a-minute-at-least")) return minute;
  return wanted;
}

/// What the standard's defaults do not tell a client of us (3.2.2.3).
void Server::describe_ourselves(const Connection& connection, PropertyList& properties) const {
  const Capabilities& offered = connection.capabilities();
  if (connection.request.session_expiry_interval.value_or(0) > offered.maximum_session_expiry_interval &&
      !faults_.on("session-limit-not-told"))  // 5.0/MQTT-3.1.2-23
    properties.number(PropertyId::session_expiry_interval, offered.maximum_session_expiry_interval);
  if (offered.receive_maximum != 65'535)
    properties.number(PropertyId::receive_maximum, offered.receive_maximum);
  if (offered.maximum_qos < 2 && !faults_.on("maximum-qos-not-told"))  // 5.0/MQTT-3.2.2-9
    properties.number(PropertyId::maximum_qos, offered.maximum_qos);
  if (!offered.retain_available) properties.number(PropertyId::retain_available, 0);
  properties.number(PropertyId::maximum_packet_size, offered.maximum_packet_size);
  if (offered.topic_alias_maximum > 0)
    properties.number(PropertyId::topic_alias_maximum, offered.topic_alias_maximum);
  if (!offered.wildcard_subscription_available)
    properties.number(PropertyId::wildcard_subscription_available, 0);
  if (!offered.subscription_identifier_available)
    properties.number(PropertyId::subscription_identifier_available, 0);
  if (!offered.shared_subscription_available) properties.number(PropertyId::shared_subscription_available, 0);
  if (offered.server_keep_alive) properties.number(PropertyId::server_keep_alive, *offered.server_keep_alive);
  if (connection.request.request_response_information &&
      !offered.response_information.empty()) {  // 5.0/MQTT-3.1.2-28
    properties.text(PropertyId::response_information, offered.response_information);
  }
}

void Server::send_connack(Connection& connection, bool session_present, PropertyList properties) {
  if (faults_.on("connack-missing")) return;                          // 3.1.1/MQTT-3.1.4-4 5.0/MQTT-3.1.4-5
  if (connection.v5() && connection.request.authentication_method &&  // 5.0/MQTT-4.12.0-5
      !faults_.on("connack-names-no-method")) {
    properties.text(PropertyId::authentication_method, *connection.request.authentication_method);
    if (connection.request.authentication_data) {
      properties.text(PropertyId::authentication_data, *connection.request.authentication_data);
    }
  }
  // 5.0/MQTT-4.12.0-6
  if (connection.v5() && !connection.request.authentication_method && connection.request.user_name &&
      faults_.on("password-named-as-method")) {
    properties.text(PropertyId::authentication_method, "PLAIN");
  }
  codec::Packet packet;
  packet.first_byte = codec::first_byte_of(codec::PacketType::connack);
  packet.version = connection.request.version;
  codec::Connack connack;
  connack.flags = session_present ? 1 : 0;
  if (connection.v5() && !connection.capabilities().user_properties.empty()) {
    PropertyList more = properties;
    for (const auto& [name, value] : connection.capabilities().user_properties) more.pair(name, value);
    connack.properties = more.view();
    packet.body = connack;
    std::string bytes = encoded(packet);
    if (bytes.size() <= connection.request.maximum_packet_size ||
        faults_.on("user-properties-make-connack-too-large"))  // 5.0/MQTT-3.2.2-20 5.0/MQTT-3.1.2-24
      return send_bytes(connection, std::move(bytes));
  }
  connack.properties = properties.view();
  packet.body = connack;
  send(connection, packet);
}

}  // namespace broker
