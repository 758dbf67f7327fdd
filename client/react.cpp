// `X is closed`, `X is refused`: what the two versions allow in front of a close, and what is only advice.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "client/lines.h"

namespace client {

namespace {

using codec::PacketType;
using codec::Version;

constexpr std::uint8_t unspecified_error = 0x80;
constexpr Time keep_alive_patience = std::chrono::seconds(40);

std::string print_codes(const std::vector<codec::Number>& codes) {
  std::string text;
  for (const codec::Number code : codes) text += (text.empty() ? "" : "|") + fmt::format("{:#04x}", code);
  return text;
}

bool named(const script::React& line, codec::Number code) {
  return std::ranges::find(line.codes, code) != line.codes.end();
}

/// 3.1.1/MQTT-3.1.4-1: without a CONNACK, unless the line names one of its return codes.
bool names_return_code(const script::React& line) {
  return std::ranges::any_of(line.codes, [](codec::Number code) { return code >= 1 && code <= 5; });
}

bool is_error(const Packet& packet) {
  if (packet.type == PacketType::connack) return packet.code() != 0;
  if (const codec::NumberList* codes = packet.codes())
    return std::ranges::any_of(*codes, [](codec::Number code) { return code >= 0x80; });
  return packet.code() >= 0x80;
}

const UnreadPacket* first_of(const ActorState& state, PacketType type) {
  const auto& queue = state.unread.of(type);
  return queue.empty() ? nullptr : &queue.front();
}

Trouble trouble_of(const World& world, const script::React& line, script::Location where, std::string actual,
                   std::string explanation, std::size_t wire_index) {
  Trouble trouble;
  trouble.kind = Trouble::Kind::failed;
  trouble.where = where;
  trouble.expected = print(world, line);
  trouble.actual = std::move(actual);
  trouble.charge = line.charge;
  trouble.also = line.also;
  trouble.explanation = std::move(explanation);
  trouble.wire_index = wire_index;
  return trouble;
}

Candidate blocked(const World& world, const script::React& line, Trouble trouble) {
  Candidate found;
  found.actor = world.resolve(line.actor);
  found.state = Candidate::State::blocked;
  found.trouble = std::move(trouble);
  return found;
}

/// TRIALS rule 8: off loopback a reset may have swallowed the DISCONNECT, when something was pipelined
/// behind.
bool reset_hides_the_reason(const World& world, const Connection& connection, const UnreadEnd& end) {
  return end.how == Ended::How::rst && !world.settings.loopback && connection.pipelined_behind &&
         world.plan.version == Version::v5_0;
}

Candidate look_at_close(const World& world, const script::React& line, const Timing& timing,
                        script::Location where) {
  const ActorState& state = world.at(line.actor);
  Candidate found;
  found.actor = world.resolve(line.actor);
  if (!state.connection)
    return blocked(
        world, line,
        trouble_of(world, line, where, "never connected", "There is no connection.", Trouble::no_event));
  const UnreadPacket* connack = first_of(state, PacketType::connack);
  const bool error_connack = connack != nullptr && connack->packet.code() != 0;
  if (error_connack && connack->packet.version == Version::v3_1_1 && world.plan.version == Version::v3_1_1 &&
      !names_return_code(line))
    return blocked(
        world, line,
        trouble_of(world, line, where, world.name(line.actor) + " <- " + print(connack->packet),
                   "The connection must be closed without a CONNACK.", connack->packet.wire_index));
  const auto& end = state.unread.ended();
  if (!end) {
    if (state.connection->stage != Connection::Stage::ended) return found;
    return blocked(world, line,
                   trouble_of(world, line, where, "its end has been read already",
                              "The connection had ended before.", Trouble::no_event));
  }
  const bool early = line.window.lower && end->at - timing.previous_began < *line.window.lower;
  const bool late = line.window.upper && end->at - timing.previous_ended > world.scaled(*line.window.upper);
  if (early || late) {
    const auto patience = patience_of(world, line, timing);
    if (early || !patience || end->at > *patience) {
      Trouble trouble =
          trouble_of(world, line, line.window.where.line != 0 ? line.window.where : where,
                     "closed after " + print_duration(end->at - timing.previous_ended),
                     early ? "The close came too early." : "The close came too late.", end->wire_index);
      trouble.starvable = true;
      return blocked(world, line, std::move(trouble));
    }
    found.overdue = end->at - timing.previous_ended;
  }
  const UnreadPacket* disconnect = first_of(state, PacketType::disconnect);
  if (disconnect == nullptr && !error_connack && reset_hides_the_reason(world, *state.connection, *end)) {
    Trouble trouble =
        trouble_of(world, line, where, "RST", "A reset behind pipelined packets tells nothing off loopback.",
                   end->wire_index);
    trouble.kind = Trouble::Kind::inconclusive;
    return blocked(world, line, std::move(trouble));
  }
  found.state = Candidate::State::match;
  found.ended = true;
  found.order = end->order;
  if (disconnect != nullptr)
    found.packet = disconnect->packet;
  else if (error_connack)
    found.packet = connack->packet;
  return found;
}

constexpr std::array acknowledgements = {PacketType::puback, PacketType::pubrec, PacketType::suback,
                                         PacketType::unsuback, PacketType::pubcomp};

bool has_id(const World& world, const script::React& line, const Packet& packet) {
  if (!line.id) return true;
  const auto wanted = value_of(*line.id, Bindings(world.captures));
  return wanted && *wanted == codec::Value(codec::Number{packet.id()});
}

/// In 3.1.1 the only word against a PUBLISH is to acknowledge it all the same (3.3.5-2).
bool refuses(const Packet& packet) {
  if (is_error(packet)) return true;
  const bool publish = packet.type == PacketType::puback || packet.type == PacketType::pubrec;
  return packet.version == Version::v3_1_1 && publish;
}

Candidate look_at_refusal(const World& world, const script::React& line, const Timing& timing,
                          script::Location where) {
  const ActorState& state = world.at(line.actor);
  for (const PacketType type : acknowledgements) {
    const auto& queue = state.unread.of(type);
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const Packet& packet = queue[i].packet;
      if (!has_id(world, line, packet)) continue;
      if (!refuses(packet)) {
        if (!line.id) continue;
        return blocked(world, line,
                       trouble_of(world, line, where, world.name(line.actor) + " <- " + print(packet),
                                  "It was accepted.", packet.wire_index));
      }
      const bool late =
          line.window.upper && packet.at - timing.previous_ended > world.scaled(*line.window.upper);
      if (late) continue;
      Candidate found;
      found.actor = world.resolve(line.actor);
      found.state = Candidate::State::match;
      found.order = queue[i].order;
      found.type = type;
      found.index = i;
      found.packet = packet;
      return found;
    }
  }
  return look_at_close(world, line, timing, where);
}

void grade_code(World& world, const script::React& line, const Packet& packet, script::Location where) {
  if (line.codes.empty()) return;
  std::vector<codec::Number> codes = {packet.code()};
  if (const codec::NumberList* list = packet.codes()) codes = *list;
  const bool fits = std::ranges::any_of(
      codes, [&](codec::Number code) { return code == unspecified_error || named(line, code); });
  // 3.1.1 acknowledgements have no code that could be named.
  const bool has_code =
      packet.version == Version::v5_0 || packet.type == PacketType::connack || packet.codes() != nullptr;
  if (fits || !has_code) return;
  // A code of an acknowledgement is no word about a close.
  const bool about_close = packet.type == PacketType::disconnect || packet.type == PacketType::connack;
  world.advise_by_line(about_close && !line.reason.empty() ? line.reason : line.charge,
                       "should: code=" + print_codes(line.codes) + ", got " + print(packet), where);
}

}  // namespace

std::optional<Time> patience_of(const World& world, const script::React& line, const Timing& timing) {
  const ActorState& state = world.at(line.actor);
  if (!timing.patient || !world.settings.replay || !line.window.upper || !state.connection)
    return std::nullopt;
  if (state.connection->pings || state.connection->keep_alive() == 0) return std::nullopt;
  return timing.previous_ended + std::max(keep_alive_patience, world.scaled(*line.window.upper));
}

Candidate look(const World& world, const script::React& line, const Timing& timing, script::Location where) {
  return line.how == script::React::How::closed ? look_at_close(world, line, timing, where)
                                                : look_at_refusal(world, line, timing, where);
}

void take(World& world, const script::React& line, const Candidate& candidate, script::Location where) {
  ActorState& state = world.actors[candidate.actor];
  Connection& connection = *state.connection;
  connection.reacted = true;
  if (candidate.packet) grade_code(world, line, *candidate.packet, where);
  if (candidate.overdue)
    world.advise_by_line(
        line.charge,
        "closed only after " + print_duration(*candidate.overdue) + ", in a replay that waited longer",
        where);
  if (!candidate.ended) {
    state.unread.erase(candidate.type, candidate.index);
    return;
  }
  state.unread.take_end();
  if (candidate.packet) {
    auto& queue = state.unread.of(candidate.packet->type);
    queue.pop_front();
  } else if (world.plan.version == Version::v5_0 && connection.server.accepted &&
             !connection.disconnect_sent && !connection.half_closed) {
    // 4.13.1: a DISCONNECT that says why SHOULD come before the close.
    world.advise_by_line(line.reason.empty() ? line.charge : line.reason,
                         "should: a DISCONNECT before the close, got the close alone", where);
  }
}

std::string print(const World& world, const script::React& line) {
  std::string text =
      world.name(line.actor) + (line.how == script::React::How::closed ? " is closed" : " is refused");
  if (line.id) {
    const auto id = value_of(*line.id, Bindings(world.captures));
    if (id) text += " id=" + print_value(codec::Field::id, *id);
  }
  if (!line.codes.empty()) text += " code=" + print_codes(line.codes);
  return text;
}

}  // namespace client
