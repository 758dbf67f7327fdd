// PUBLISH from clients, PUBREL (3.3, 3.6, 4.3 inbound).
#include <algorithm>
#include <fmt/format.h>

#include "broker/server.h"

namespace broker {

void Server::publish(Connection& connection, const codec::Packet& packet) {
  const auto& publish = std::get<codec::Publish>(packet.body);
  // 5.0/MQTT-3.3.4-1
  if (connection.exchange && faults_.on("messages-during-reauthentication-ignored")) return;
  std::string topic;
  if (!resolve_alias(connection, publish, topic)) return;
  if (!faults_.are_off() && faulty_.dislikes_order(publish.properties))
    return fail(connection, reason::malformed_packet, "the properties are not in order");
  if (connection.v5() && faulty_.refuses_untold(packet))
    return fail(connection, reason::qos_not_supported, "this QoS is not supported");
  if (packet.qos() > connection.capabilities().maximum_qos &&
      connection.v5()) {  // 5.0/MQTT-3.2.2-11 5.0/U-055
    if (faults_.on("qos-above-maximum-left-open"))
      return send_disconnect(connection, reason::qos_not_supported, {});
    return fail(connection, reason::qos_not_supported, "this QoS is above the Maximum QoS");
  }
  if (packet.retain() && !connection.capabilities().retain_available &&
      connection.v5()) {  // 5.0/MQTT-3.2.2-14 5.0/U-056
    if (faults_.on("retain-unavailable-left-open"))
      return send_disconnect(connection, reason::retain_not_supported, {});
    return fail(connection, reason::retain_not_supported, "retained messages are not available");
  }
  const auto message = message_of(connection, packet, std::move(topic));
  if (!faults_.are_off()) faulty_.misread_alias(connection, packet, *message);
  take_message(connection, packet, message);
}

/// The topic, by its alias if need be (3.3.2.3.4). False: the connection has been closed.
bool Server::resolve_alias(Connection& connection, const codec::Publish& publish, std::string& topic) {
  topic = publish.topic;
  const auto alias = publish.properties.find(static_cast<std::uint8_t>(PropertyId::topic_alias));
  if (!alias) return true;
  auto number = static_cast<std::uint16_t>(alias->number);
  if (!allows_alias(connection, number) &&
      !faulty_.is_folded(connection, number)) {  // 5.0/MQTT-3.3.2-8 5.0/MQTT-3.3.2-9
    fail(connection, reason::topic_alias_invalid, "the Topic Alias is 0 or above our Topic Alias Maximum");
    return false;
  }
  auto& aliases = incoming_aliases(connection);
  if (!topic.empty()) {
    if (!aliases.contains(number) || !faults_.on("alias-keeps-first-topic"))  // 5.0/U-076
      aliases[number] = topic;
    return true;
  }
  const auto known = aliases.find(number);
  if (known == aliases.end()) {
    if (faults_.on("unknown-alias-dropped-in-silence")) return false;  // 5.0/U-075
    fail(connection, reason::protocol_error, "the Topic Alias has no topic on this connection");
    return false;
  }
  topic = known->second;  // 5.0/MQTT-3.3.2-12
  return true;
}

/// From 1 to the Topic Alias Maximum that CONNACK named.
bool Server::allows_alias(const Connection& connection, std::uint16_t alias) const {
  if (alias == 0) return faults_.on("alias-0-taken");  // 5.0/MQTT-3.3.2-8 5.0/U-074
  if (connection.capabilities().topic_alias_maximum == 0 && faults_.on("alias-taken-though-none-allowed"))
    return true;  // 5.0/MQTT-3.2.2-18
  if (alias > connection.capabilities().topic_alias_maximum)
    return faults_.on("alias-above-maximum-taken");  // 5.0/MQTT-3.3.2-9 5.0/MQTT-3.2.2-17 5.0/U-074
  return alias < connection.capabilities().topic_alias_maximum ||
         !faults_.on("highest-alias-refused");  // 5.0/MQTT-3.3.2-12
}

/// The table that holds here: of this connection alone (5.0/MQTT-3.3.2-7).
std::map<std::uint16_t, std::string>& Server::incoming_aliases(Connection& connection) {
  auto* other = faulty_.other_aliases(connection);
  return other != nullptr ? *other : connection.incoming_aliases;
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
  message.dup = packet.dup();
  message.received_at = now_;
  message.publisher = connection.request.client_id;
  for_each_property(publish.properties, [&](PropertyId id, const codec::Property& each) {
    message.take(id, each);
    if (id == PropertyId::topic_alias) message.publishers_alias = static_cast<std::uint16_t>(each.number);
  });
  if (connection.v5()) faulty_.misread_properties(message);
  return made;
}

void Server::take_message(Connection& connection, const codec::Packet& packet,
                          const std::shared_ptr<Message>& message) {
  if (!faults_.are_off()) faulty_.distort(connection, *message);
  Session& session = *connection.session;
  const std::uint16_t id = std::get<codec::Publish>(packet.body).id.value_or(0);
  // 5.0/U-114 3.1.1/MQTT-4.3.2-2
  if (id != 0 && session.find_inflight(id) != nullptr && faults_.on("id-of-the-other-side-refused")) return;
  if (exceeds_receive_maximum(connection, message->qos, id)) {
    return fail(connection, reason::receive_maximum_exceeded,
                "more messages than our Receive Maximum");  // 5.0/MQTT-3.3.4-7
  }
  if (message->qos == 2) {
    const bool known = session.received_qos_2.contains(id) || faulty_.is_open_elsewhere(id);
    if (known && !faulty_.is_delivered_again(connection, id)) {
      // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-10
      if (connection.unreleased.contains(id) && faults_.on("repeat-before-pubrel-unanswered")) return;
      connection.unreleased.insert(id);
      return acknowledge(connection, codec::PacketType::pubrec, id, reason::success);
    }
  }
  const bool aliased = std::get<codec::Publish>(packet.body).topic.empty();
  const std::uint8_t objection = objection_to(connection, *message);
  // 5.0/T-acl: under its alias a topic is no other
  if (objection != reason::success && !(aliased && faults_.on("rules-not-applied-to-aliases"))) {
    log_.note("{}: may not publish to {}", log_.who(connection), message->topic);
    // 3.1.1/MQTT-3.3.5-2 5.0/MQTT-3.3.4-1
    if (message->qos > 0 && faults_.on("refused-publish-unanswered")) return;
    // 3.1.1/MQTT-3.3.5-2: acknowledged all the same, since there is no code that says no.
    if (message->qos == 1)
      acknowledge(connection, codec::PacketType::puback, id, objection,
                  "publishing to this topic is not allowed");
    if (message->qos == 2) {
      // 5.0/MQTT-4.3.3-9: after an error the identifier is free
      if (!connection.v5() || faults_.on("refused-id-stays-taken")) session.received_qos_2.insert(id);
      acknowledge(connection, codec::PacketType::pubrec, id, objection,
                  "publishing to this topic is not allowed");
      if (connection.v5() && faults_.on("closed-after-a-refused-message")) doom(connection);  // 5.0/U-113
    }
    return;
  }
  if (message->qos == 2) {
    session.received_qos_2.insert(id);
    connection.unreleased.insert(id);
    if (message->message_expiry_interval && faults_.on("pubcomp-missing-for-expired-message"))
      session.wrong_memory.release_until[id] = now_ + std::chrono::seconds(*message->message_expiry_interval);
  }
  // 3.1.1/MQTT-4.3.2-2 5.0/MQTT-4.3.2-5: DUP or not, it is a new message
  const bool swallowed = (message->dup && message->qos == 1 && faults_.on("repeat-of-qos-1-swallowed")) ||
                         faulty_.loses(session, id, message);
  const std::size_t subscribers =
      swallowed || faulty_.routes_later(connection, message) ? 1 : distribute(message);
  // 5.0/U-085
  const bool miscounted = subscribers == 1 && faults_.on("one-subscriber-counted-as-none");
  const std::uint8_t code =
      subscribers == 0 || miscounted ? reason::no_matching_subscribers : reason::success;
  if (connection.phase == Connection::Phase::closing) return;  // its own message was one too many for it
  if (subscribers == 0 ? faulty_.answers_unwanted_wrongly(connection, *message, id)
                       : faulty_.acknowledges_nothing(*message))
    return;
  if (message->qos == 1)
    acknowledge(connection, codec::PacketType::puback, id, code);  // 3.1.1/MQTT-4.3.2-2 5.0/MQTT-4.3.2-4
  if (message->qos == 2)
    acknowledge(connection, codec::PacketType::pubrec, id, code);  // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-8
}

/// More messages open than CONNACK allowed (5.0/MQTT-3.3.4-7).
bool Server::exceeds_receive_maximum(const Connection& connection, std::uint8_t qos, std::uint16_t id) const {
  if (!connection.v5() || qos == 0 || (qos == 2 && connection.unreleased.contains(id))) return false;
  const std::size_t open = connection.unreleased.size() + 1;  // of QoS 1 none is, they are answered at once
  if (open == connection.capabilities().receive_maximum)
    return qos == 2 && faults_.on("server-receive-maximum-one-short");  // 5.0/MQTT-3.3.4-1
  if (open < connection.capabilities().receive_maximum) return false;
  return !faults_.on("server-receive-maximum-not-enforced");  // 5.0/MQTT-3.3.4-7 5.0/U-078
}

std::uint8_t Server::objection_to(const Connection& connection, const Message& message) const {
  const auto levels = static_cast<std::size_t>(std::ranges::count(message.topic, '/')) + 1;
  if (levels > settings_.maximum_topic_levels) return reason::topic_name_invalid;
  if (connection.listener.access_rules &&
      !access_.may_publish(connection.session->user_name, connection.request.client_id, message.topic) &&
      !faulty_.takes_forbidden(message)) {
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
  acknowledgement.id = faulty_.misread_id(type, id);
  if (connection.v5() && code != reason::success) {
    acknowledgement.tail = codec::Tail::code;
    acknowledgement.code = faulty_.miscoded(type, code);
  }
  // 5.0/MQTT-3.4.2-3 5.0/MQTT-3.5.2-3 5.0/MQTT-3.6.2-3 5.0/MQTT-3.7.2-3 5.0/MQTT-3.1.2-24
  if (connection.v5() && connection.request.maximum_packet_size != 0xFFFF'FFFF &&
      faults_.on("user-property-above-maximum-packet-size"))
    return faulty_.acknowledge_with_user_property(connection, packet, acknowledgement);
  if (connection.v5() && !connection.request.request_problem_information && code != reason::success &&
      faults_.on("user-property-unwanted"))  // 5.0/MQTT-3.1.2-29
    return faulty_.acknowledge_with_user_property(connection, packet, acknowledgement);
  send_with_reason(connection, {}, why, [&](const codec::Properties& properties) {
    codec::Acknowledgement told = acknowledgement;
    if (!properties.list.empty()) {
      told.tail = codec::Tail::properties;
      told.properties = properties;
    }
    packet.body = told;
    return packet;
  });
}

void Server::pubrel(Connection& connection, const codec::Packet& packet) {
  const auto& acknowledgement = std::get<codec::Acknowledgement>(packet.body);
  const std::uint16_t id = acknowledgement.id;
  // 5.0/U-084
  if (acknowledgement.tail != codec::Tail::nothing && faults_.on("pubrel-with-code-refused"))
    return fail(connection, reason::malformed_packet, "PUBREL is longer than its Packet Identifier");
  auto& received = connection.session->received_qos_2;
  const bool known = received.contains(id);
  connection.unreleased.erase(id);
  if (known && !faults_.on("released-id-stays-taken"))  // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-12
    received.erase(id);
  if (faulty_.releases_nothing(connection, id, known)) return;
  if (known) return acknowledge(connection, codec::PacketType::pubcomp, id, reason::success);
  faulty_.release_again(*connection.session, id);
  acknowledge(connection, codec::PacketType::pubcomp, id,
              reason::packet_identifier_not_found,  // 5.0/MQTT-4.3.3-11
              "no message has this Packet Identifier that could be released");
}

}  // namespace broker
