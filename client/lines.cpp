// `X <- P`: the oldest unread P must match, tolerances are used up first if it does not, and windows are part
// of the match.
#include "client/lines.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "client/booking.h"
#include "client/topic_filter.h"

namespace client {

namespace {

using codec::PacketType;
using What = script::PacketPattern::What;

Time nanoseconds(script::Duration duration) {
  return std::chrono::duration_cast<Time>(duration);
}

std::string print(const script::Window& window) {
  return "in " + (window.lower ? print_duration(nanoseconds(*window.lower)) : "") + ".." +
         (window.upper ? print_duration(nanoseconds(*window.upper)) : "");
}

/// The window's word on an arrival; nothing when it is inside.
std::optional<Trouble> outside(const World& world, const script::Window& window, const Timing& timing,
                               Time arrival, const std::string& charge, std::size_t wire_index) {
  const bool early = window.lower && arrival - timing.previous_began < nanoseconds(*window.lower);
  const bool late =
      window.upper && arrival - timing.previous_ended > world.scaled(nanoseconds(*window.upper));
  if (!early && !late) return std::nullopt;
  Trouble trouble;
  trouble.kind = Trouble::Kind::failed;
  trouble.where = window.where;
  trouble.expected = print(window);
  trouble.actual =
      "after " + print_duration(arrival - (early ? timing.previous_began : timing.previous_ended));
  trouble.charge = charge;
  trouble.explanation = early ? "It came too early." : "It came too late.";
  trouble.wire_index = wire_index;
  trouble.starvable = true;
  return trouble;
}

Trouble wrong_field(const World& world, script::Actor actor, const script::Receive& line,
                    const Mismatch& wrong, const Packet& packet, script::Location where) {
  Trouble trouble;
  trouble.kind = Trouble::Kind::failed;
  trouble.where = wrong.where.line == 0 ? where : wrong.where;
  trouble.expected = wrong.expected;
  trouble.actual = wrong.actual;
  trouble.charge = line.charge;
  trouble.explanation = world.name(actor) + " <- " + print(packet) + " is not what the line expects.";
  trouble.wire_index = packet.wire_index;
  return trouble;
}

Trouble connection_ended(const World& world, script::Actor actor, std::string expected,
                         const std::string& charge, script::Location where) {
  const ActorState& state = world.at(actor);
  Trouble trouble;
  trouble.kind = Trouble::Kind::failed;
  trouble.where = where;
  trouble.expected = std::move(expected);
  trouble.charge = charge;
  if (state.unread.ended()) {
    trouble.actual = world.name(actor) + " <- CLOSED";
    const auto& disconnects = state.unread.of(PacketType::disconnect);
    if (!disconnects.empty())
      trouble.actual = world.name(actor) + " <- " + print(disconnects.front().packet) + ", then CLOSED";
    trouble.wire_index = state.unread.ended()->wire_index;
    trouble.explanation = "The connection of " + world.name(actor) + " has ended.";
  } else {
    trouble.actual = world.name(actor) + " is not connected";
    trouble.explanation = trouble.actual + ".";
  }
  return trouble;
}

bool is_over(const ActorState& state) {
  return !state.connection || state.connection->stage == Connection::Stage::ended || state.connection->we_end;
}

Candidate look_at_closed(const World& world, const script::Receive& line, script::Actor actor,
                         const Timing& timing, script::Location where) {
  Candidate found;
  found.actor = world.resolve(actor);
  found.ended = true;
  const ActorState& state = world.at(actor);
  if (const auto& end = state.unread.ended()) {
    found.order = end->order;
    found.trouble = outside(world, line.window, timing, end->at, line.charge, end->wire_index);
    found.state = found.trouble ? Candidate::State::blocked : Candidate::State::match;
  } else if (is_over(state)) {
    found.state = Candidate::State::blocked;
    found.trouble = connection_ended(world, actor, print(world, line), line.charge, where);
  }
  return found;
}

std::optional<Mismatch> wrong_in(const script::PacketPattern& pattern, const Packet& packet,
                                 Bindings& bindings) {
  if (auto wrong = mismatch(pattern.required, packet, bindings)) return wrong;
  return pattern.only ? unnamed_property(pattern, packet) : std::nullopt;
}

Candidate look_at_one(const World& world, const script::Receive& line, script::Actor actor,
                      const Timing& timing, script::Location where) {
  if (line.pattern.what == What::closed) return look_at_closed(world, line, actor, timing, where);
  Candidate found;
  found.actor = world.resolve(actor);
  found.type = line.pattern.type;
  const ActorState& state = world.at(actor);
  const UnreadList::Queue& queue = state.unread.of(line.pattern.type);
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const Packet& packet = queue[i].packet;
    Bindings bindings(world.captures);
    if (mismatch(line.pattern.selecting, packet, bindings)) continue;
    std::optional<Trouble> trouble;
    if (const auto wrong = wrong_in(line.pattern, packet, bindings)) {
      trouble = wrong_field(world, actor, line, *wrong, packet, where);
    } else {
      trouble = outside(world, line.window, timing, packet.at, line.charge, packet.wire_index);
    }
    if (!trouble) {
      found.state = Candidate::State::match;
      found.order = queue[i].order;
      found.index = i;
      found.bindings = std::move(bindings);
      return found;
    }
    if (const auto tolerance = tolerance_for(world, actor, packet, found.tolerances)) {
      found.tolerated.push_back(i);
      found.tolerances.push_back(*tolerance);
      continue;
    }
    found.state = Candidate::State::blocked;
    found.trouble = std::move(trouble);
    return found;
  }
  if (is_over(state)) {
    found.state = Candidate::State::blocked;
    found.trouble = connection_ended(world, actor, print(world, line), line.charge, where);
  }
  return found;
}

void use_up(World& world, const Candidate& candidate) {
  ActorState& state = world.actors[candidate.actor];
  for (const std::size_t index : candidate.tolerances)
    if (std::optional<std::uint32_t>& left = state.tolerances[index].left; left) --*left;
  for (auto each = candidate.tolerated.rbegin(); each != candidate.tolerated.rend(); ++each)
    state.unread.erase(candidate.type, *each);
}

void bind_roles(World& world, const script::Receive& line, script::Actor taker) {
  if (!line.taker_other) return;
  world.roles[line.taker_other->first] = taker;
  for (const script::Actor each : line.actors)
    if (world.resolve(each) != taker) world.roles[line.taker_other->second] = world.resolve(each);
}

/// The highest QoS at which the actor can be sent messages of this topic; nothing when no subscription of its
/// session is known, which excuses no loss: a session that the server forgot is no grant of QoS 0.
std::optional<std::uint8_t> highest_grant(const World& world, script::Actor actor, std::string_view topic) {
  const auto& connection = world.at(actor).connection;
  std::optional<std::uint8_t> highest;
  if (!connection) return highest;
  for (const auto& [filter, grant] : connection->session->filters)
    if (grant.highest && filter_matches(without_share(filter), topic))
      highest = std::max(highest.value_or(0), *grant.highest);
  return highest;
}

void remember_read(World& world, script::Actor actor, const Packet& packet) {
  if (packet.version != codec::Version::v3_1_1 || packet.type != PacketType::publish || packet.qos() != 1)
    return;
  world.actors[actor].read_qos1.push_back(content_of(packet));
}

}  // namespace

std::string print_duration(Time duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  if (seconds != 0 && std::abs(seconds) < 1) return fmt::format("{:g} ms", std::round(seconds * 1e5) / 100);
  return fmt::format("{:g} s", std::round(seconds * 1000) / 1000);
}

std::optional<std::size_t> tolerance_for(const World& world, script::Actor actor, const Packet& packet,
                                         const std::vector<std::size_t>& used) {
  const ActorState& state = world.at(actor);
  for (std::size_t i = 0; i < state.tolerances.size(); ++i) {
    const Tolerance& tolerance = state.tolerances[i];
    const auto taken = static_cast<std::uint32_t>(std::ranges::count(used, i));
    if (tolerance.left && *tolerance.left <= taken) continue;
    Bindings bindings(world.captures);
    if (matches(*tolerance.pattern, packet, bindings)) return i;
  }
  return std::nullopt;
}

bool tolerates_end(const World& world, script::Actor actor) {
  return std::ranges::any_of(world.at(actor).tolerances, [](const Tolerance& each) {
    return each.pattern->what != What::packet && (!each.left || *each.left > 0);
  });
}

Candidate look(const World& world, const script::Receive& line, const Timing& timing,
               script::Location where) {
  std::optional<Candidate> best;
  bool waiting = false;
  for (const script::Actor actor : line.actors) {
    Candidate found = look_at_one(world, line, actor, timing, where);
    if (found.state == Candidate::State::waiting) waiting = true;
    // `one of`: the first of them whose oldest packet matches.
    const bool better = !best || (found.state == Candidate::State::match &&
                                  (best->state != Candidate::State::match || found.order < best->order));
    if (better) best = std::move(found);
  }
  if (!best) return {};
  if (best->state == Candidate::State::blocked && waiting) best->state = Candidate::State::waiting;
  return *std::move(best);
}

void take(World& world, const script::Receive& line, const Candidate& candidate) {
  ActorState& state = world.actors[candidate.actor];
  bind_roles(world, line, candidate.actor);
  if (candidate.ended) {
    state.unread.take_end();
    auto& disconnects = state.unread.of(PacketType::disconnect);
    if (!disconnects.empty()) disconnects.pop_front();
    return;
  }
  const Packet packet = state.unread.of(candidate.type)[candidate.index].packet;
  state.unread.erase(candidate.type, candidate.index);
  use_up(world, candidate);
  if (candidate.bindings) candidate.bindings->commit(world.captures);
  remember_read(world, candidate.actor, packet);
  for (const script::Expectation& each : line.pattern.advised) {
    Bindings bindings(world.captures);
    if (const auto wrong = mismatch({&each, 1}, packet, bindings))
      world.advise_by_line(line.charge,
                           "should: " + wrong->expected + ", got " + wrong->actual + " in " + print(packet),
                           wrong->where);
  }
}

Time deadline_of(const World& world, const script::Window& window, const Timing& timing, Time since) {
  constexpr Time past_the_bound = std::chrono::milliseconds(1);
  if (window.upper) return timing.previous_ended + world.scaled(nanoseconds(*window.upper)) + past_the_bound;
  const Time plain = since + world.settings.timeout;
  if (!window.lower) return plain;
  return std::max(plain, timing.previous_began + nanoseconds(*window.lower) + world.settings.timeout);
}

std::string print(const World& world, const script::Receive& line) {
  std::string text = line.actors.size() > 1 ? "one of" : "";
  for (const script::Actor actor : line.actors) text += (text.empty() ? "" : " ") + world.name(actor);
  text += " <- " + print(line.pattern, Bindings(world.captures));
  if (line.window.lower || line.window.upper) text += " " + print(line.window);
  return text;
}

Trouble nothing_came(const World& world, script::Actor actor, std::string expected, const std::string& charge,
                     script::Location where, Time waited) {
  Trouble trouble;
  trouble.kind = Trouble::Kind::failed;
  trouble.where = where;
  trouble.expected = std::move(expected);
  trouble.actual = "nothing within " + print_duration(waited);
  trouble.charge = charge;
  trouble.explanation = "What " + world.name(actor) + " waits for did not come.";
  trouble.timed_out = true;
  trouble.starvable = true;
  trouble.waited = waited;
  trouble.actor = world.resolve(actor);
  return trouble;
}

bool may_be_lost(const World& world, const script::Receive& line) {
  if (line.pattern.what != What::packet || line.pattern.type != PacketType::publish) return false;
  const auto content = [&](const Packet& packet) {
    const auto fits = [&](const std::vector<script::Expectation>& list) {
      return std::ranges::all_of(list, [&](const script::Expectation& each) {
        if (each.field != codec::Field::topic && each.field != codec::Field::payload) return true;
        Bindings bindings(world.captures);
        return !mismatch({&each, 1}, packet, bindings);
      });
    };
    return fits(line.pattern.selecting) && fits(line.pattern.required);
  };
  bool any = false;
  for (const PublishedMessage& message : world.published) {
    if (message.harness || !content(message.packet)) continue;
    any = true;
    for (const script::Actor actor : line.actors)
      if (message.packet.qos() > 0 &&
          highest_grant(world, actor, message.packet.text(codec::Field::topic)) != std::uint8_t{0})
        return false;
  }
  return any;
}

void advise_of_loss(World& world, const script::Receive& line, script::Location where) {
  world.advise_by_line(line.charge, "a QoS 0 message did not come: " + print(world, line), where);
}

void tolerate(World& world, const script::Receive& line, std::optional<std::uint32_t> count) {
  if (count && *count == 0) return;
  for (const script::Actor actor : line.actors) {
    ActorState& state = world.at(actor);
    const ConnectionId connection = state.connection ? state.connection->id : 0;
    state.tolerances.push_back(Tolerance{&line.pattern, count, connection});
  }
}

}  // namespace client
