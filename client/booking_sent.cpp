// The books of what we have sent. One small function a packet type.
#include "client/booking.h"
#include "codec/decode.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;
using codec::Version;

void book_connect(World& world, Connection& connection, const Packet& packet) {
  ClientSide& side = connection.client;
  if (side.connect_sent) return;  // a second CONNECT changes nothing (3.1.0-2)
  side.connect_sent = true;
  side.foreign_protocol =
      packet.text(Field::protocol_name) != "MQTT" ||
      packet.number(Field::protocol_version) != static_cast<codec::Number>(world.plan.version);
  side.clean = packet.number(Field::clean_session) != 0 || packet.number(Field::clean_start) != 0;
  side.client_id = std::string(packet.text(Field::client_id));
  side.keep_alive = static_cast<std::uint16_t>(packet.number(Field::keep_alive));
  side.session_expiry = static_cast<std::uint32_t>(packet.number(Field::session_expiry_interval));
  if (packet.version == Version::v3_1_1 && !side.clean) side.session_expiry = 0xFFFFFFFF;
  side.receive_maximum = static_cast<std::uint32_t>(packet.number(Field::receive_maximum, 65535));
  side.maximum_packet_size = static_cast<std::uint32_t>(packet.number(Field::maximum_packet_size));
  side.topic_alias_maximum = static_cast<std::uint32_t>(packet.number(Field::topic_alias_maximum));
  side.request_response_information = packet.number(Field::request_response_information) != 0;
  side.request_problem_information = packet.number(Field::request_problem_information, 1) != 0;
  if (packet.has(Field::authentication_method))
    side.authentication_method = std::string(packet.text(Field::authentication_method));
  if (packet.number(Field::will_retain) != 0 && packet.has(Field::will_topic))
    world.outcome.retained_topics.emplace_back(packet.text(Field::will_topic));
  const auto& known = world.sessions.find(side.client_id);
  if (side.client_id.empty() || known == world.sessions.end()) return;
  known->second->used = true;
}

void book_publish(World& world, Connection& connection, const Packet& packet, Token token, bool harness) {
  const std::uint8_t qos = packet.qos();
  PublishedMessage message;
  message.by = connection.actor;
  message.packet = packet;
  message.complete = qos == 0;
  message.harness = harness;
  world.published.push_back(std::move(message));
  if (!harness) world.actors[connection.actor].last_publish = world.published.size() - 1;
  if (packet.number(Field::retain) != 0 && !harness) {
    const std::string topic(packet.text(Field::topic));
    auto& list = world.outcome.retained_topics;
    std::erase(list, topic);
    if (!packet.text(Field::payload).empty() && !topic.empty()) list.push_back(topic);
  }
  if (qos == 0 || qos > 2) return;
  auto [place, fresh] = connection.session->outbound.try_emplace(packet.id());
  OutboundFlow& flow = place->second;
  if (fresh || flow.on != connection.id) ++connection.unanswered_quota;
  flow.kind = qos == 1 ? OutboundFlow::Kind::publish1 : OutboundFlow::Kind::publish2;
  flow.token = token;
  flow.published = world.published.size() - 1;
  flow.on = connection.id;
}

void book_subscribe(Connection& connection, const Packet& packet, Token token) {
  OutboundFlow flow;
  const bool subscribe = packet.type == PacketType::subscribe;
  flow.kind = subscribe ? OutboundFlow::Kind::subscribe : OutboundFlow::Kind::unsubscribe;
  flow.token = token;
  flow.on = connection.id;
  for (const codec::FieldValue& each : packet.fields) {
    const auto* filter = std::get_if<codec::Bytes>(&each.value);
    if (each.field != Field::filter || filter == nullptr) continue;
    flow.filters.push_back(*filter);
    if (!subscribe) continue;
    connection.session->filters[*filter].pending = true;
    if (filter->starts_with("$share/")) connection.session->shared = true;
  }
  if (subscribe && packet.has(Field::subscription_identifier))
    connection.session->subscription_identifiers.insert(packet.number(Field::subscription_identifier));
  connection.session->outbound.insert_or_assign(packet.id(), std::move(flow));
}

void finish_inbound(Connection& connection, std::uint16_t id) {
  connection.session->inbound.erase(id);
}

void book_our_acknowledgement(Connection& connection, const Packet& packet) {
  const auto found = connection.session->inbound.find(packet.id());
  if (found == connection.session->inbound.end()) return;
  InboundMessage& message = found->second;
  if (packet.type == PacketType::puback && message.qos == 1) finish_inbound(connection, packet.id());
  if (packet.type == PacketType::pubrec && message.qos == 2) {
    // 5.0/MQTT-4.4.0-2: a refusing PUBREC ends the flow.
    if (packet.code() >= 0x80)
      finish_inbound(connection, packet.id());
    else if (message.stage == InboundMessage::Stage::published)
      message.stage = InboundMessage::Stage::received;
  }
  if (packet.type == PacketType::pubcomp && message.qos == 2) finish_inbound(connection, packet.id());
}

bool is_sound(const Packet& packet) {
  return codec::decode(codec::as_bytes(packet.bytes), packet.version, packet.from).is_packet();
}

void book_disconnect(Connection& connection, const Packet& packet) {
  connection.disconnect_sent = true;
  if (packet.has(Field::session_expiry_interval))
    connection.client.session_expiry =
        static_cast<std::uint32_t>(packet.number(Field::session_expiry_interval));
}

}  // namespace

void book_sent(World& world, Connection& connection, const Packet& packet, Token token, bool harness) {
  switch (packet.type) {
    case PacketType::connect: book_connect(world, connection, packet); break;
    case PacketType::publish: book_publish(world, connection, packet, token, harness); break;
    case PacketType::subscribe:
    case PacketType::unsubscribe: book_subscribe(connection, packet, token); break;
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubcomp: book_our_acknowledgement(connection, packet); break;
    case PacketType::pubrel: {
      const auto flow = connection.session->outbound.find(packet.id());
      if (flow != connection.session->outbound.end() && flow->second.kind == OutboundFlow::Kind::publish2)
        flow->second.kind = OutboundFlow::Kind::release;
      else if (flow == connection.session->outbound.end())
        connection.session->outbound[packet.id()] = {
            OutboundFlow::Kind::release, token, {}, ~std::size_t{}, connection.id};
      break;
    }
    // A malformed one need not be taken for what it looks like: no answer is owed, and nothing is at its end.
    case PacketType::pingreq:
      if (is_sound(packet)) connection.pings_out.push_back(token);
      break;
    case PacketType::disconnect:
      if (is_sound(packet)) book_disconnect(connection, packet);
      break;
    default: break;
  }
}

}  // namespace client
