// The books of what the server has sent. One small function a packet type.
#include <algorithm>
#include <functional>

#include "client/booking.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

/// 3.2.2.2: which session this connection has from now on.
void book_session(World& world, Connection& connection, const Packet& connack) {
  ClientSide& client = connection.client;
  if (connack.has(Field::assigned_client_identifier))
    client.client_id = std::string(connack.text(Field::assigned_client_identifier));
  std::uint32_t expiry = client.session_expiry;
  if (connack.has(Field::session_expiry_interval))
    expiry = static_cast<std::uint32_t>(connack.number(Field::session_expiry_interval));
  if (client.client_id.empty()) return;
  std::shared_ptr<Session>& known = world.sessions[client.client_id];
  const bool present = connack.number(Field::session_present) != 0;
  if (present && known) {
    // Requests that were pipelined behind CONNECT stand in the new book; messages in flight in the old one.
    std::erase_if(known->outbound, [](const auto& flow) {
      return flow.second.kind == OutboundFlow::Kind::subscribe ||
             flow.second.kind == OutboundFlow::Kind::unsubscribe;
    });
    for (auto& [id, flow] : connection.session->outbound) known->outbound.insert_or_assign(id, flow);
    for (const auto& filter : connection.session->filters) known->filters.insert(filter);
    known->inbound_ids.insert(connection.session->inbound_ids.begin(), connection.session->inbound_ids.end());
    known->shared = known->shared || connection.session->shared;
    known->subscription_identifiers.insert(connection.session->subscription_identifiers.begin(),
                                           connection.session->subscription_identifiers.end());
    connection.session = known;
  } else {
    connection.session->unknown_past = present;
    known = connection.session;
  }
  connection.session->used = true;
  auto& kept = world.outcome.kept_sessions;
  std::erase(kept, client.client_id);
  if (expiry != 0) kept.push_back(client.client_id);
}

void book_publish_received(Connection& connection, const Packet& packet, bool harness) {
  if (packet.qos() == 0 || packet.qos() > 2) return;
  InboundMessage& message = connection.session->inbound[packet.id()];
  connection.session->delivered.insert(delivery_key(packet));
  if (packet.qos() == 2) connection.session->inbound_ids.insert(packet.id());
  message.qos = packet.qos();
  message.on = connection.id;
  message.harness = harness;
  message.broker_ended = false;
  std::string content = content_of(packet);
  if (message.content != content || message.stage == InboundMessage::Stage::released) {
    message.stage = InboundMessage::Stage::published;
    message.content = std::move(content);
  }
}

std::optional<Token> answer_of(World& world, Token token, const Packet& packet, bool last) {
  if (token == of_script) return std::nullopt;
  if (last) {
    std::uint8_t worst = packet.code();
    if (const codec::NumberList* codes = packet.codes())
      for (codec::Number code : *codes) worst = std::max(worst, static_cast<std::uint8_t>(code));
    world.answers[token] = HarnessAnswer{packet.at, packet.type, worst};
  }
  return token;
}

void complete(World& world, Connection& connection, std::map<std::uint16_t, OutboundFlow>::iterator flow) {
  if (flow->second.published < world.published.size() && flow->second.kind != OutboundFlow::Kind::subscribe &&
      flow->second.kind != OutboundFlow::Kind::unsubscribe)
    world.published[flow->second.published].complete = true;
  if (flow->second.on == connection.id && connection.unanswered_quota > 0 &&
      flow->second.kind != OutboundFlow::Kind::subscribe &&
      flow->second.kind != OutboundFlow::Kind::unsubscribe)
    --connection.unanswered_quota;
  connection.session->answered_ids.insert(flow->first);
  connection.session->outbound.erase(flow);
}

void book_grants(Connection& connection, const OutboundFlow& flow, const Packet& suback) {
  const codec::NumberList* codes = suback.codes();
  for (std::size_t i = 0; i < flow.filters.size(); ++i) {
    Grant& grant = connection.session->filters[flow.filters[i]];
    grant.pending = false;
    if (codes == nullptr || i >= codes->size() || (*codes)[i] > 2) continue;
    grant.highest = std::max(grant.highest.value_or(0), static_cast<std::uint8_t>((*codes)[i]));
  }
}

std::optional<Token> book_acknowledgement(World& world, Connection& connection, const Packet& packet) {
  using Kind = OutboundFlow::Kind;
  auto& flows = connection.session->outbound;
  const auto flow = flows.find(packet.id());
  if (flow == flows.end()) return std::nullopt;
  const Kind kind = flow->second.kind;
  const Token token = flow->second.token;
  switch (packet.type) {
    case PacketType::puback:
      if (kind != Kind::publish1) return std::nullopt;
      complete(world, connection, flow);
      return answer_of(world, token, packet, true);
    case PacketType::pubrec:
      if (kind != Kind::publish2 && kind != Kind::release) return std::nullopt;
      if (packet.code() >= 0x80) {
        complete(world, connection, flow);
        return answer_of(world, token, packet, true);
      }
      flow->second.kind = Kind::release;
      return answer_of(world, token, packet, false);
    case PacketType::pubcomp:
      if (kind != Kind::release && kind != Kind::publish2) return std::nullopt;
      complete(world, connection, flow);
      return answer_of(world, token, packet, true);
    case PacketType::suback:
      if (kind != Kind::subscribe) return std::nullopt;
      book_grants(connection, flow->second, packet);
      connection.session->answered_ids.insert(packet.id());
      flows.erase(flow);
      return answer_of(world, token, packet, true);
    case PacketType::unsuback:
      if (kind != Kind::unsubscribe) return std::nullopt;
      connection.session->answered_ids.insert(packet.id());
      flows.erase(flow);
      return answer_of(world, token, packet, true);
    default: return std::nullopt;
  }
}

}  // namespace

std::string content_of(const Packet& publish) {
  std::string content(publish.text(Field::topic));
  content += '\0';
  content += publish.text(Field::payload);
  return content;
}

std::size_t delivery_key(const Packet& publish) {
  return std::hash<std::string>()(content_of(publish)) * 65599U + publish.id();
}

std::optional<Token> book_received(World& world, Connection& connection, const Packet& packet) {
  switch (packet.type) {
    case PacketType::connack:
      if (connection.server.connack_seen) return std::nullopt;
      connection.server.connack_seen = true;
      connection.server.connack = packet;
      if (packet.code() == 0) {
        connection.server.accepted = true;
        book_session(world, connection, packet);
      }
      return std::nullopt;
    case PacketType::publish: {
      const std::string_view payload = packet.text(Field::payload);
      const bool control =
          payload.empty() && world.control_topics.contains(std::string(packet.text(Field::topic)));
      const bool marker = world.is_marker(payload);
      if (marker)
        world.markers.push_back(
            Marker{connection.actor, std::string(payload), packet.number(Field::retain) != 0, packet.at});
      book_publish_received(connection, packet, marker || control);
      return std::nullopt;
    }
    case PacketType::pubrel: {
      const auto found = connection.session->inbound.find(packet.id());
      if (found != connection.session->inbound.end()) {
        found->second.stage = InboundMessage::Stage::released;
        found->second.on = connection.id;
      }
      return std::nullopt;
    }
    case PacketType::pingresp: {
      if (connection.pings_out.empty()) return std::nullopt;
      const Token token = connection.pings_out.front();
      connection.pings_out.pop_front();
      return answer_of(world, token, packet, true);
    }
    case PacketType::disconnect: connection.server.disconnect_seen = true; return std::nullopt;
    default: return book_acknowledgement(world, connection, packet);
  }
}

}  // namespace client
