// See booking.h. One small function a packet type.
#include "client/booking.h"

#include <algorithm>

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

std::string_view without_share(std::string_view filter) {
  if (!filter.starts_with("$share/")) return filter;
  const std::size_t slash = filter.find('/', 7);
  return slash == std::string_view::npos ? filter : filter.substr(slash + 1);
}

bool filter_matches(std::string_view filter, std::string_view topic) {
  if (!topic.empty() && topic.front() == '$' && !filter.empty() &&
      (filter.front() == '#' || filter.front() == '+'))
    return false;  // MQTT-4.7.2-1
  for (;;) {
    const std::size_t filter_end = std::min(filter.find('/'), filter.size());
    const std::string_view filter_level = filter.substr(0, filter_end);
    if (filter_level == "#") return true;
    const std::size_t topic_end = std::min(topic.find('/'), topic.size());
    if (filter_level != "+" && filter_level != topic.substr(0, topic_end)) return false;
    const bool filter_done = filter_end == filter.size();
    const bool topic_done = topic_end == topic.size();
    if (topic_done) return filter_done || filter.substr(filter_end) == "/#";
    if (filter_done) return false;
    filter.remove_prefix(filter_end + 1);
    topic.remove_prefix(topic_end + 1);
  }
}

}  // namespace client
