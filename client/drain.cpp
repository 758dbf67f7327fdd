// See drain.h.
#include "client/drain.h"

#include <algorithm>

#include "client/booking.h"
#include "client/duties.h"
#include "client/lines.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

bool is_answer(const Packet& packet) {
  switch (packet.type) {
    case PacketType::connack: return packet.code() != 0;
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubcomp:
    case PacketType::suback:
    case PacketType::unsuback:
    case PacketType::pingresp:
    case PacketType::disconnect: return true;
    default: return false;
  }
}

/// Packets that the end may find unread for other reasons than a tolerance of the scenario.
bool is_excused(const World& world, const ActorState& state, const Packet& packet) {
  const Connection& connection = *state.connection;
  const bool we_said_goodbye = connection.disconnect_sent || connection.half_closed;
  if (packet.type == PacketType::disconnect && (we_said_goodbye || connection.reacted)) return true;
  if (connection.tainted && connection.reacted && is_answer(packet)) return true;
  // 3.1.1 lets a server repeat a message on a live connection.
  return world.plan.version == codec::Version::v3_1_1 && packet.type == PacketType::publish &&
         packet.qos() == 1 && packet.number(Field::dup) != 0 &&
         std::ranges::find(state.read_qos1, content_of(packet)) != state.read_qos1.end();
}

Trouble leftover(const World& world, script::Actor actor, std::string_view what, std::size_t wire_index) {
  Trouble trouble;
  trouble.kind = Trouble::Kind::failed;
  trouble.where = world.plan.where;
  trouble.expected = "nothing more for " + world.name(actor);
  trouble.actual = world.name(actor) + " <- " + std::string(what);
  trouble.explanation = "When the scenario had ended, something was left that it does not expect.";
  trouble.wire_index = wire_index;
  return trouble;
}

}  // namespace

Drain::Drain(World& world) : world_(world), began_(world.now) {
  fences_.reserve(world.actors.size());
  for (std::size_t index = 0; index < world.actors.size(); ++index) {
    const auto actor = static_cast<script::Actor>(index);
    const auto& connection = world.actors[index].connection;
    if (!connection || !connection->writable_for_harness() || connection->stalled) continue;
    script::Fence fence;
    fence.kind = script::Fence::Kind::weak;
    fence.from = actor;
    fences_.push_back(std::move(fence));
    watched_.push_back({actor, std::nullopt, false});
  }
}

bool Drain::advance() {
  wake_.reset();
  bool all_over = true;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    Watched& each = watched_[i];
    if (each.over) continue;
    const auto& connection = world_.actors[each.actor].connection;
    if (!connection || !connection->open()) {
      each.over = true;  // its CLOSED is among the leftovers
      continue;
    }
    // With slow acknowledgements more may come until the last of them is out.
    if (!each.fence && acknowledgements_pending(world_, *connection)) {
      all_over = false;
      continue;
    }
    if (!each.fence) each.fence.emplace(fences_[i], world_.plan.where, FenceRun::Purpose::drain, nullptr);
    Poll poll = each.fence->poll(world_);
    if (poll.state == Poll::State::waiting) {
      all_over = false;
      if (poll.wake && (!wake_ || *poll.wake < *wake_)) wake_ = poll.wake;
      continue;
    }
    each.over = true;
    if (poll.state == Poll::State::failed && connection->open() && !no_silence_)
      no_silence_ = std::move(poll.trouble);
  }
  if (!all_over) return false;
  look_for_leftovers();
  return true;
}

void Drain::look_for_leftovers() {
  for (script::Actor actor = 0; actor < world_.actors.size() && !trouble_; ++actor)
    trouble_ = leftover_of(world_, actor);
  if (trouble_ || !no_silence_) return;
  trouble_ = std::move(no_silence_);
  if (world_.late_since(began_)) world_.outcome.starved = true;
}

std::optional<Trouble> leftover_of(const World& world, script::Actor actor) {
  const ActorState& state = world.actors[actor];
  if (!state.connection) return std::nullopt;
  const Connection& connection = *state.connection;
  const bool end_is_tolerated = tolerates_end(world, actor);
  std::vector<std::size_t> used;
  for (const UnreadPacket* each : state.unread.all()) {
    const Packet& packet = each->packet;
    if (is_excused(world, state, packet)) continue;
    if (packet.type == PacketType::disconnect && end_is_tolerated && state.unread.ended()) continue;
    if (const auto tolerance = tolerance_for(world, actor, packet, used)) {
      used.push_back(*tolerance);
      continue;
    }
    return leftover(world, actor, print(packet), packet.wire_index);
  }
  if (!state.unread.ended() || end_is_tolerated) return std::nullopt;
  if (connection.disconnect_sent || connection.half_closed || connection.reacted) return std::nullopt;
  return leftover(world, actor, "CLOSED", state.unread.ended()->wire_index);
}

Ending::Ending(World& world) : world_(world), deadline_(world.now + world.settings.broker_fin_wait) {
  for (ActorState& actor : world.actors) {
    if (!actor.connection) continue;
    Connection& connection = *actor.connection;
    if (connection.stage == Connection::Stage::ended) continue;
    if (connection.stage == Connection::Stage::opening) {
      world.actions.emplace_back(DropConnection{connection.id});
      connection.stage = Connection::Stage::ended;
      continue;
    }
    if (connection.stalled) world.actions.emplace_back(GoOnReading{connection.id});
    // Without DISCONNECT a Will would be published that nobody asked for.
    if (connection.writable_for_harness())
      world.write_harness(connection, world.compose(PacketType::disconnect, {}), of_script);
    if (connection.we_end) continue;
    connection.we_end = true;
    world.actions.emplace_back(CloseConnection{connection.id});
    world.log(connection, WireEvent::What::we_ended, {}, true, "FIN");
  }
}

bool Ending::advance() {
  bool open = false;
  for (ActorState& actor : world_.actors) {
    if (!actor.connection || actor.connection->stage == Connection::Stage::ended) continue;
    if (world_.now < deadline_) {
      open = true;
      continue;
    }
    world_.actions.emplace_back(DropConnection{actor.connection->id});
    actor.connection->stage = Connection::Stage::ended;
  }
  return !open;
}

}  // namespace client
