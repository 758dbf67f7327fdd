// See arrival.h.
#include "client/arrival.h"

#include <algorithm>

#include "client/booking.h"
#include "client/duties.h"
#include "client/exchanges.h"
#include "client/standing_rules.h"
#include "client/topic_filter.h"
#include "codec/decode.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;
using codec::Version;

/// Until success, a CONNACK to a foreign name or level may have the other version's form: its length tells.
Version version_of(const World& world, const Connection& connection, std::string_view bytes) {
  if (!connection.client.foreign_protocol || connection.server.accepted) return world.plan.version;
  const bool connack = !bytes.empty() && (static_cast<std::uint8_t>(bytes.front()) >> 4U) == 2;
  if (!connack) return world.plan.version;
  return bytes.size() == 4 ? Version::v3_1_1 : Version::v5_0;
}

void resolve_alias(Connection& connection, Packet& packet) {
  if (packet.type != PacketType::publish || !packet.has(Field::topic_alias)) return;
  const auto alias = static_cast<std::uint16_t>(packet.number(Field::topic_alias));
  const std::string topic(packet.text(Field::topic));
  if (!topic.empty()) {
    connection.aliases_in[alias] = topic;
    return;
  }
  const auto known = connection.aliases_in.find(alias);
  if (known == connection.aliases_in.end()) return;
  for (codec::FieldValue& each : packet.fields)
    if (each.field == Field::topic) each.value = known->second;
}

/// Other people's messages: topics outside the case's root that no line of the scenario speaks of.
bool is_foreign(const World& world, const Packet& packet) {
  if (packet.type != PacketType::publish || world.plan.topic_root.empty()) return false;
  const std::string_view topic = packet.text(Field::topic);
  if (topic.find(world.plan.topic_root) != std::string_view::npos || topic.empty()) return false;
  return std::ranges::none_of(world.plan.rootless_topics, [&](const std::string& pattern) {
    return pattern == topic || filter_matches(without_share(pattern), topic);
  });
}

bool is_own_control(const World& world, const Packet& packet) {
  return packet.type == PacketType::publish && packet.text(Field::payload).empty() &&
         world.control_topics.contains(std::string(packet.text(Field::topic)));
}

void put_to_unread(World& world, Connection& connection, Packet packet) {
  ActorState& actor = world.actors[connection.actor];
  for (const Watch& watch : world.watches) look_at(world, watch, connection.actor, packet);
  actor.unread.add(UnreadPacket{std::move(packet), world.next_order(), connection.id});
}

void on_packet(World& world, Connection& connection, std::string bytes) {
  const Version version = version_of(world, connection, bytes);
  const codec::Decoded decoded =
      codec::decode(codec::as_bytes(bytes), version, codec::Direction::server_to_client);
  std::optional<codec::Violation> violation;
  if (decoded.is_violation()) violation = decoded.violation();
  Packet packet = read_packet(std::move(bytes), version, codec::Direction::server_to_client);
  packet.at = world.now;
  resolve_alias(connection, packet);
  const bool marker = packet.type == PacketType::publish && world.is_marker(packet.text(Field::payload));
  const bool control = is_own_control(world, packet);
  const bool foreign = is_foreign(world, packet);

  packet.wire_index = world.outcome.wire.size();
  judge_packet(world, connection, packet, violation);
  const std::optional<Token> answered = book_received(world, connection, packet);
  const bool harness = answered.has_value() || marker || control || foreign;
  world.log(connection, WireEvent::What::received, packet.bytes, harness);
  const bool done = do_duties(world, connection, packet, answered, marker || control || foreign);
  const bool exchanged = take_part(world, connection, packet);
  if (harness || done || exchanged || connection.we_end) return;
  put_to_unread(world, connection, std::move(packet));
}

/// Bytes from which no packet can be told: nothing that follows can be read either.
void on_noise(World& world, Connection& connection, std::string bytes) {
  const codec::Decoded decoded =
      codec::decode(codec::as_bytes(bytes), world.plan.version, codec::Direction::server_to_client);
  if (decoded.is_violation()) {
    Packet packet = read_packet(std::move(bytes), world.plan.version, codec::Direction::server_to_client);
    packet.at = world.now;
    packet.wire_index = world.outcome.wire.size();
    judge_packet(world, connection, packet, decoded.violation());
    bytes = std::move(packet.bytes);
  }
  world.log(connection, WireEvent::What::received, std::move(bytes), false);
  Trouble trouble;
  trouble.kind = Trouble::Kind::inconclusive;
  trouble.explanation =
      "what the broker sends to " + world.name(connection.actor) + " cannot be read any more";
  trouble.wire_index = world.outcome.wire.size() - 1;
  if (!world.pending) world.pending = std::move(trouble);
}

void on_received(World& world, Connection& connection, std::string_view bytes) {
  if (connection.in_lost) return;
  connection.in.push(bytes);
  while (std::optional<Frame> frame = connection.in.next()) {
    if (!frame->sound) {
      connection.in_lost = true;
      on_noise(world, connection, std::move(frame->bytes));
      return;
    }
    on_packet(world, connection, std::move(frame->bytes));
  }
  if (!connection.in.in_the_middle()) return;
  // A bad first byte is bad at once; the rest of such a packet may never come.
  const codec::Decoded decoded = codec::decode(codec::as_bytes(connection.in.rest()), world.plan.version,
                                               codec::Direction::server_to_client);
  if (!decoded.is_violation() || connection.client.foreign_protocol) return;
  connection.in_lost = true;
  on_noise(world, connection, std::string(connection.in.rest()));
}

std::string_view word_for(const Ended& ended) {
  if (ended.how == Ended::How::fin) return "FIN";
  return ended.how == Ended::How::rst ? "RST" : std::string_view(ended.detail);
}

void end_connection(World& world, Connection& connection, Ended::How how, std::string text) {
  connection.stage = Connection::Stage::ended;
  connection.how = how;
  if (connection.in.in_the_middle() && !connection.in_lost)
    world.log(connection, WireEvent::What::received, std::string(connection.in.rest()), false);
  world.log(connection, WireEvent::What::broker_ended, {}, false, std::move(text));
  if (connection.we_end) return;
  UnreadEnd end{world.now, world.next_order(), connection.id, how, world.outcome.wire.size() - 1};
  world.actors[connection.actor].unread.end(end);
  for (const Watch& watch : world.watches) look_at_end(world, watch, connection.actor, end.wire_index);
}

void on_open_failed(World& world, Connection& connection, const OpenFailed& failed) {
  connection.stage = Connection::Stage::ended;
  world.log(connection, WireEvent::What::note, {}, true, "no connection: " + failed.why);
  Trouble trouble;
  trouble.kind = Trouble::Kind::inconclusive;
  trouble.explanation = "no connection for " + world.name(connection.actor) + ": " + failed.why;
  if (!world.pending) world.pending = std::move(trouble);
}

bool concerns(const World& world, const Watch& watch, script::Actor actor) {
  return std::ranges::any_of(watch.never->actors,
                             [&](script::Actor each) { return world.resolve(each) == actor; });
}

void hit(World& world, const Watch& watch, script::Actor actor, std::string actual, std::size_t wire_index) {
  if (world.pending) return;
  Trouble trouble;
  trouble.kind = Trouble::Kind::failed;
  trouble.where = watch.never->pattern.where.line != 0 ? watch.never->pattern.where : watch.where;
  trouble.expected =
      "never " + world.name(actor) + " <- " + print(watch.never->pattern, Bindings(world.captures));
  trouble.actual = std::move(actual);
  trouble.charge = watch.never->charge;
  trouble.explanation = world.name(actor) + " received what must never come.";
  trouble.wire_index = wire_index;
  world.pending = std::move(trouble);
}

}  // namespace

void look_at(World& world, const Watch& watch, script::Actor actor, const Packet& packet) {
  if (!concerns(world, watch, actor)) return;
  Bindings bindings(world.captures);
  if (!matches(watch.never->pattern, packet, bindings)) return;
  hit(world, watch, actor, world.name(actor) + " <- " + print(packet), packet.wire_index);
}

void look_at_end(World& world, const Watch& watch, script::Actor actor, std::size_t wire_index) {
  using What = script::PacketPattern::What;
  if (watch.never->pattern.what == What::packet || !concerns(world, watch, actor)) return;
  hit(world, watch, actor, world.name(actor) + " <- CLOSED", wire_index);
}

void on_event(World& world, const Event& event) {
  if (const auto* answered = std::get_if<BrokerAnswered>(&event)) {
    world.broker_answer = *answered;
    return;
  }
  const ConnectionId id = connection_of(event);
  Connection* connection = world.find(id);
  if (connection == nullptr || connection->stage == Connection::Stage::ended) return;
  if (const auto* opened = std::get_if<Opened>(&event)) {
    connection->stage = Connection::Stage::open;
    world.log(*connection, WireEvent::What::opened, {}, false);
    judge_transport(world, opened->breach);
  } else if (const auto* failed = std::get_if<OpenFailed>(&event)) {
    on_open_failed(world, *connection, *failed);
  } else if (const auto* refused = std::get_if<Refused>(&event)) {
    connection->refused = true;
    if (connection->stage == Connection::Stage::opening)
      world.log(*connection, WireEvent::What::opened, {}, false);
    end_connection(world, *connection, Ended::How::error, "refused: " + refused->why);
    judge_transport(world, refused->breach);
  } else if (const auto* received = std::get_if<Received>(&event)) {
    on_received(world, *connection, received->bytes);
  } else if (const auto* ended = std::get_if<Ended>(&event)) {
    end_connection(world, *connection, ended->how, std::string(word_for(*ended)));
    judge_transport(world, ended->breach);
  }
}

}  // namespace client
