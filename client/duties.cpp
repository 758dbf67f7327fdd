// See duties.h. Every acknowledgement is booked by world.write from its bytes.
#include "client/duties.h"

#include <algorithm>

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

constexpr std::uint8_t identifier_not_found = 0x92;  // 5.0 table 3.7

void acknowledge(World& world, Connection& connection, PacketType type, std::uint16_t id, std::uint8_t code,
                 bool at_once) {
  if (at_once || connection.acks != script::Acks::slow) {
    world.acknowledge(connection, type, id, code);
    return;
  }
  std::vector<codec::FieldValue> fields = {field(Field::id, codec::Number{id})};
  if (code != 0) fields.push_back(field(Field::code, codec::Number{code}));
  world.delayed.push_back({world.now + world.settings.slow_acks_by, connection.id, connection.actor,
                           world.compose(type, fields)});
}

void on_publish(World& world, Connection& connection, const Packet& packet, bool ours) {
  if (!ours && connection.acks == script::Acks::manual) return;
  if (packet.qos() == 1) acknowledge(world, connection, PacketType::puback, packet.id(), 0, ours);
  if (packet.qos() == 2) acknowledge(world, connection, PacketType::pubrec, packet.id(), 0, ours);
}

bool on_pubrel(World& world, Connection& connection, const Packet& packet) {
  const auto found = connection.session->inbound.find(packet.id());
  const bool known = found != connection.session->inbound.end();
  const bool ours = known && found->second.harness;
  if (!ours && connection.acks == script::Acks::manual) return false;
  // MQTT-4.3.3-11: also a PUBREL that nothing here remembers gets its PUBCOMP.
  const std::uint8_t code =
      known || packet.version == codec::Version::v3_1_1 ? std::uint8_t{0} : identifier_not_found;
  acknowledge(world, connection, PacketType::pubcomp, packet.id(), code, ours);
  return true;
}

std::optional<Time> ping_due(const Connection& connection) {
  const std::uint16_t keep_alive = connection.keep_alive();
  if (!connection.pings || keep_alive == 0 || !connection.writable_for_harness()) return std::nullopt;
  return connection.last_sent + std::chrono::milliseconds(500) * keep_alive;
}

}  // namespace

bool do_duties(World& world, Connection& connection, const Packet& packet, std::optional<Token> answered,
               bool ours) {
  if (connection.we_end) return true;
  switch (packet.type) {
    case PacketType::publish: on_publish(world, connection, packet, ours); return false;
    case PacketType::pubrel: return on_pubrel(world, connection, packet);
    case PacketType::pubrec:
      if (!answered) return false;
      if (packet.code() < 0x80) {
        std::vector<codec::FieldValue> fields = {field(Field::id, codec::Number{packet.id()})};
        world.write_harness(connection, world.compose(PacketType::pubrel, fields), *answered);
      }
      return true;
    default: return answered.has_value();
  }
}

void do_due_duties(World& world) {
  while (!world.delayed.empty() && world.delayed.front().due <= world.now) {
    const DelayedWrite write = std::move(world.delayed.front());
    world.delayed.erase(world.delayed.begin());
    Connection* connection = world.find(write.connection);
    if (connection != nullptr && connection->open()) world.write_harness(*connection, write.bytes, of_script);
  }
  for (ActorState& actor : world.actors) {
    if (!actor.connection) continue;
    const std::optional<Time> due = ping_due(*actor.connection);
    if (due && *due <= world.now) world.ping(*actor.connection, world.new_token());
  }
}

std::optional<Time> next_duty(const World& world) {
  std::optional<Time> next;
  const auto sooner = [&](Time time) {
    if (!next || time < *next) next = time;
  };
  if (!world.delayed.empty()) sooner(world.delayed.front().due);
  for (const ActorState& actor : world.actors)
    if (actor.connection)
      if (const std::optional<Time> due = ping_due(*actor.connection)) sooner(*due);
  return next;
}

bool acknowledgements_pending(const World& world, const Connection& connection) {
  return std::ranges::any_of(world.delayed,
                             [&](const DelayedWrite& write) { return write.connection == connection.id; });
}

}  // namespace client
