// PUBLISH from clients, PUBREL (3.3, 3.6, 4.3 inbound).
#include <algorithm>
#include <fmt/format.h>

#include "broker/server.h"

namespace broker {

void Server::publish(Connection& connection, const codec::Packet& packet) {
  const auto& publish = std::get<codec::Publish>(packet.body);
  std::string topic;
  if (!resolve_alias(connection, publish, topic)) return;
  if (packet.qos() > settings_.maximum_qos && connection.v5()) {  // 5.0/MQTT-3.2.2-11
    return fail(connection, reason::qos_not_supported, "this QoS is above the Maximum QoS");
  }
  if (packet.retain() && !settings_.retain_available && connection.v5()) {  // 5.0/MQTT-3.2.2-14
    return fail(connection, reason::retain_not_supported, "retained messages are not available");
  }
  take_message(connection, packet, message_of(connection, packet, std::move(topic)));
}

/// The topic, by its alias if need be (3.3.2.3.4). False: the connection has been closed.
bool Server::resolve_alias(Connection& connection, const codec::Publish& publish, std::string& topic) {
  topic = publish.topic;
  const auto alias = publish.properties.find(static_cast<std::uint8_t>(PropertyId::topic_alias));
  if (!alias) return true;
  const auto number = static_cast<std::uint16_t>(alias->number);
  if (number == 0 || number > settings_.topic_alias_maximum) {  // 5.0/MQTT-3.3.2-8 5.0/MQTT-3.3.2-9
    fail(connection, reason::topic_alias_invalid, "the Topic Alias is 0 or above our Topic Alias Maximum");
    return false;
  }
  if (!topic.empty()) {
    connection.incoming_aliases[number] = topic;
    return true;
  }
  const auto known = connection.incoming_aliases.find(number);
  if (known == connection.incoming_aliases.end()) {
    fail(connection, reason::protocol_error, "the Topic Alias has no topic on this connection");
    return false;
  }
  topic = known->second;  // 5.0/MQTT-3.3.2-12
  return true;
}

std::shared_ptr<Message> Server::message_of(const Connection& connection, const codec::Packet& packet,
                                            std::string topic) const {
  const auto& publish = std::get<codec::Publish>(packet.body);
  auto made = std::make_shared<Message>();
  Message& message = *made;
  message.topic = std::move(topic);
  message.payload = publish.payload;
  message.qos = packet.qos();
  message.retain = packet.retain();
  message.received_at = now_;
  message.publisher = connection.request.client_id;
  for_each_property(publish.properties, [&](PropertyId id, const codec::Property& each) {
    switch (id) {
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
  return made;
}

void Server::take_message(Connection& connection, const codec::Packet& packet,
                          const std::shared_ptr<Message>& message) {
  Session& session = *connection.session;
  const std::uint16_t id = std::get<codec::Publish>(packet.body).id.value_or(0);
  if (message->qos == 2) {
    if (connection.unreleased.size() >= settings_.receive_maximum && !connection.unreleased.contains(id) &&
        connection.v5()) {
      return fail(connection, reason::receive_maximum_exceeded,
                  "more messages than our Receive Maximum");  // 5.0/MQTT-3.3.4-7
    }
    if (session.received_qos_2.contains(id)) {  // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-10
      connection.unreleased.insert(id);
      return acknowledge(connection, codec::PacketType::pubrec, id, reason::success);
    }
  }
  const std::uint8_t objection = objection_to(connection, *message);
  if (objection != reason::success) {
    note("{}: may not publish to {}", who(connection), message->topic);
    // 3.1.1/MQTT-3.3.5-2: acknowledged all the same, since there is no code that says no.
    if (message->qos == 1)
      acknowledge(connection, codec::PacketType::puback, id, objection,
                  "publishing to this topic is not allowed");
    if (message->qos == 2) {
      if (!connection.v5()) session.received_qos_2.insert(id);
      acknowledge(connection, codec::PacketType::pubrec, id, objection,
                  "publishing to this topic is not allowed");
    }
    return;
  }
  if (message->qos == 2) {
    session.received_qos_2.insert(id);
    connection.unreleased.insert(id);
  }
  const std::size_t subscribers = distribute(message);
  const std::uint8_t code = subscribers == 0 ? reason::no_matching_subscribers : reason::success;
  if (connection.phase == Connection::Phase::closing) return;  // its own message was one too many for it
  if (message->qos == 1)
    acknowledge(connection, codec::PacketType::puback, id, code);  // 3.1.1/MQTT-4.3.2-2 5.0/MQTT-4.3.2-4
  if (message->qos == 2)
    acknowledge(connection, codec::PacketType::pubrec, id, code);  // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-8
}

std::uint8_t Server::objection_to(const Connection& connection, const Message& message) const {
  const auto levels = static_cast<std::size_t>(std::ranges::count(message.topic, '/')) + 1;
  if (levels > settings_.maximum_topic_levels) return reason::topic_name_invalid;
  if (connection.access.access_rules &&
      !access_.may_publish(connection.session->user_name, connection.request.client_id, message.topic)) {
    return reason::not_authorized;
  }
  return reason::success;
}

/// PUBACK, PUBREC, PUBREL, PUBCOMP; in 3.1.1 without the code.
void Server::acknowledge(Connection& connection, codec::PacketType type, std::uint16_t id, std::uint8_t code,
                         std::string_view why) {
  codec::Packet packet;
  packet.first_byte = codec::first_byte_of(type);
  packet.version = connection.request.version;
  codec::Acknowledgement acknowledgement;
  acknowledgement.id = id;
  if (connection.v5() && code != reason::success) {
    acknowledgement.tail = codec::Tail::code;
    acknowledgement.code = code;
  }
  if (!connection.request.request_problem_information) why = {};  // 5.0/MQTT-3.1.2-29
  send_with_reason(connection, {}, why, [&](const codec::Properties& properties) {
    if (!properties.list.empty()) {
      acknowledgement.tail = codec::Tail::properties;
      acknowledgement.properties = properties;
    }
    packet.body = acknowledgement;
    return packet;
  });
}

void Server::pubrel(Connection& connection, const codec::Packet& packet) {
  const std::uint16_t id = std::get<codec::Acknowledgement>(packet.body).id;
  const bool known =
      connection.session->received_qos_2.erase(id) > 0;  // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-12
  connection.unreleased.erase(id);
  acknowledge(connection, codec::PacketType::pubcomp, id,
              known ? reason::success : reason::packet_identifier_not_found);  // 5.0/MQTT-4.3.3-11
}

}  // namespace broker
