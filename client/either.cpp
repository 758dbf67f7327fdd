// `either`: list order first, then branch order; a fence branch is silence and is taken last.
#include <algorithm>

#include "client/blocks.h"

namespace client {

namespace {

/// The actor whose close a branch waits for, if that is how it begins.
std::optional<script::Actor> awaits_close_of(const script::Step& step) {
  if (const auto* react = std::get_if<script::React>(&step.what)) return react->actor;
  const auto* receive = std::get_if<script::Receive>(&step.what);
  if (receive != nullptr && receive->pattern.what == script::PacketPattern::What::closed &&
      !receive->actors.empty())
    return receive->actors.front();
  return std::nullopt;
}

const script::Window* window_of(const script::Step& step) {
  if (const auto* react = std::get_if<script::React>(&step.what)) return &react->window;
  if (const auto* receive = std::get_if<script::Receive>(&step.what)) return &receive->window;
  return nullptr;
}

/// A CLOSED behind a fence branch is tolerated, and a DISCONNECT with it.
const script::PacketPattern& any_end() {
  static const script::PacketPattern pattern = [] {
    script::PacketPattern made;
    made.what = script::PacketPattern::What::closed;
    return made;
  }();
  return pattern;
}
const script::PacketPattern& any_disconnect() {
  static const script::PacketPattern pattern = [] {
    script::PacketPattern made;
    made.type = codec::PacketType::disconnect;
    return made;
  }();
  return pattern;
}

/// The id behind `else` on a line that may begin a branch; empty: the scenario's point.
std::string charge_of(const script::Step& line) {
  if (const auto* receive = std::get_if<script::Receive>(&line.what)) return receive->charge;
  if (const auto* react = std::get_if<script::React>(&line.what)) return react->charge;
  return {};
}

}  // namespace

EitherRun::EitherRun(const script::Either& either, script::Location where, const script::Never* never)
    : where_(where) {
  for (const script::Branch& branch : either.branches) {
    if (branch.steps.empty()) continue;
    Option option;
    option.branch = &branch;
    option.first = &branch.steps.front();
    if (const auto* fence = std::get_if<script::Fence>(&option.first->what))
      option.fence.emplace(*fence, option.first->where, FenceRun::Purpose::branch, never);
    options_.push_back(std::move(option));
  }
}

void EitherRun::prepare(const World& world, const Timing& timing) {
  prepared_ = true;
  for (Option& option : options_) {
    if (!option.fence) {
      const script::Window* window = window_of(*option.first);
      option.deadline = window == nullptr ? timing.began + world.settings.timeout
                                          : deadline_of(world, *window, timing, timing.began);
      continue;
    }
    for (const Option& other : options_) {
      const auto actor = awaits_close_of(*other.first);
      if (actor && option.fence->speaks_through(world, *actor)) option.fence_waits = true;
    }
    option.deadline = timing.began + (option.fence_waits ? world.settings.close_wait : Time{});
  }
  // Only the last line that waits for a silent client's close has the patience of a replay.
  for (auto each = options_.rbegin(); each != options_.rend(); ++each) {
    const auto* react = std::get_if<script::React>(&each->first->what);
    if (react == nullptr) continue;
    if (const auto patience = patience_of(world, *react, timing))
      each->deadline = std::max(each->deadline, *patience);
    break;
  }
}

Candidate EitherRun::look_at_option(const World& world, const Option& option, const Timing& timing) const {
  Timing own = timing;
  own.patient = std::ranges::none_of(options_, [&](const Option& other) {
    return &other > &option && std::holds_alternative<script::React>(other.first->what);
  });
  if (const auto* receive = std::get_if<script::Receive>(&option.first->what))
    return look(world, *receive, own, option.first->where);
  if (const auto* react = std::get_if<script::React>(&option.first->what))
    return look(world, *react, own, option.first->where);
  Candidate none;
  none.state = Candidate::State::blocked;
  none.trouble = Trouble{};
  none.trouble->kind = Trouble::Kind::error;
  none.trouble->where = option.first->where;
  none.trouble->explanation = "a branch must begin with a receive, `is closed`, `is refused` or a fence";
  return none;
}

void EitherRun::choose(World& world, Option& option, const Candidate* candidate) {
  chosen_ = option.branch;
  if (const auto* receive = std::get_if<script::Receive>(&option.first->what)) {
    take(world, *receive, *candidate);
    if (!receive->at_most)
      tolerate(world, *receive, std::nullopt);
    else if (*receive->at_most > 1)
      tolerate(world, *receive, *receive->at_most - 1);
  } else if (const auto* react = std::get_if<script::React>(&option.first->what)) {
    take(world, *react, *candidate, option.first->where);
  } else if (option.fence_waits) {
    for (const Option& other : options_) {
      const auto actor = awaits_close_of(*other.first);
      if (!actor) continue;
      ActorState& state = world.at(*actor);
      const ConnectionId connection = state.connection ? state.connection->id : 0;
      state.tolerances.push_back({&any_end(), 1U, connection});
      state.tolerances.push_back({&any_disconnect(), 1U, connection});
    }
  }
  world.untested.insert(option.branch->untested.begin(), option.branch->untested.end());
  std::string charge = charge_of(*option.first);
  if (charge.empty()) charge = charge_of(*options_.front().first);  // what the block is about
  if (!option.branch->charge.empty()) charge = option.branch->charge;
  if (option.branch->grade == script::BranchGrade::should)
    world.advise_by_line(charge, "should: " + option.branch->text, option.branch->where);
  if (option.branch->grade == script::BranchGrade::may)
    world.note_by_line(charge, "may: " + option.branch->text, option.branch->where);
}

bool EitherRun::try_lines(World& world, const Timing& timing) {
  std::optional<Candidate> best;
  Option* taker = nullptr;
  for (Option& option : options_) {
    if (option.fence || option.blocked) continue;
    Candidate candidate = look_at_option(world, option, timing);
    if (candidate.state == Candidate::State::blocked) {
      option.blocked = true;
      option.trouble = std::move(candidate.trouble);
    } else if (candidate.state == Candidate::State::match && (!best || candidate.order < best->order)) {
      best = std::move(candidate);
      taker = &option;
    } else if (candidate.state == Candidate::State::waiting && world.now >= option.deadline) {
      option.blocked = true;
    }
  }
  if (taker == nullptr) return false;
  choose(world, *taker, &*best);
  return true;
}

/// Whether the server has said DISCONNECT where the fence would speak: it has reacted, and must close
/// (5.0/MQTT-3.14.4-2, 5.0/MQTT-4.13.2-1), so that its silence is no other reaction.
bool EitherRun::is_dismissed(World& world, const Option& option) const {
  return std::ranges::any_of(options_, [&](const Option& other) {
    const auto actor = awaits_close_of(*other.first);
    if (!actor || !option.fence->speaks_through(world, *actor)) return false;
    const Connection* connection = world.present(*actor);
    return connection != nullptr && connection->open() && connection->server.disconnect_seen;
  });
}

bool EitherRun::try_fences(World& world) {
  for (Option& option : options_) {
    if (!option.fence || option.blocked) continue;
    const bool may_begin =
        world.now >= option.deadline || std::ranges::all_of(options_, [&](const Option& other) {
          return !awaits_close_of(*other.first) || other.blocked;
        });
    if (!option.fence->begun() && !may_begin) continue;
    if (!option.fence->begun() && is_dismissed(world, option)) {
      option.blocked = true;
      continue;
    }
    const Poll poll = option.fence->poll(world);
    option.wake = poll.wake;
    if (poll.state == Poll::State::done) {
      choose(world, option, nullptr);
      return true;
    }
    if (poll.state == Poll::State::failed) {
      option.blocked = true;
      option.trouble = poll.trouble;
    }
  }
  return false;
}

Poll EitherRun::all_blocked(World& world, const Timing& timing) const {
  // A fence without its marker proves nothing, so nothing can be held against the broker.
  for (const Option& option : options_)
    if (option.fence && option.trouble) return Poll::fail(*option.trouble);
  for (const Option& option : options_)
    if (option.trouble && option.trouble->kind != Trouble::Kind::failed) return Poll::fail(*option.trouble);
  std::string expected;
  for (const Option& option : options_) {
    if (!expected.empty()) expected += "\nor ";
    if (const auto* receive = std::get_if<script::Receive>(&option.first->what))
      expected += print(world, *receive);
    if (const auto* react = std::get_if<script::React>(&option.first->what)) expected += print(world, *react);
  }
  for (const Option& option : options_) {
    if (!option.trouble) continue;
    Trouble trouble = *option.trouble;
    // The whole packet: no field of one branch alone is to blame.
    if (options_.size() > 1) {
      trouble.expected = std::move(expected);
      trouble.where = where_;
      if (trouble.wire_index < world.outcome.wire.size()) {
        const WireEvent& event = world.outcome.wire[trouble.wire_index];
        if (event.what == WireEvent::What::received)
          trouble.actual =
              world.name(event.actor) + " <- " +
              codec::print_packet(event.bytes, world.plan.version, codec::Direction::server_to_client, 64);
      }
    }
    return Poll::fail(std::move(trouble));
  }
  for (const Option& option : options_) {
    const auto* receive = std::get_if<script::Receive>(&option.first->what);
    if (receive == nullptr || !may_be_lost(world, *receive)) continue;
    Trouble trouble;
    trouble.kind = Trouble::Kind::inconclusive;
    trouble.where = where_;
    trouble.explanation = "no branch fits, but a QoS 0 message may be lost: " + expected;
    return Poll::fail(std::move(trouble));
  }
  script::Actor actor = 0;
  std::string charge;
  std::string also;
  if (!options_.empty()) {
    const script::Step& first = *options_.front().first;
    charge = charge_of(first);
    if (const auto* receive = std::get_if<script::Receive>(&first.what)) actor = receive->actors.front();
    if (const auto* react = std::get_if<script::React>(&first.what)) {
      actor = react->actor;
      also = react->also;
    }
  }
  Trouble trouble = nothing_came(world, actor, std::move(expected), charge, where_, world.now - timing.began);
  trouble.also = std::move(also);
  return Poll::fail(std::move(trouble));
}

Poll EitherRun::poll(World& world, const Timing& timing) {
  if (!prepared_) prepare(world, timing);
  // Lines again behind the fences: what a fence brought along must not be missed when the fence is through.
  if (try_lines(world, timing)) return Poll::finished();
  if (try_fences(world)) return Poll::finished();
  std::optional<Time> wake;
  bool open = false;
  for (const Option& option : options_) {
    if (option.blocked) continue;
    open = true;
    const std::optional<Time> due = option.fence && option.fence->begun() ? option.wake : option.deadline;
    if (due && (!wake || *due < *wake)) wake = due;
  }
  return open ? Poll::wait_until(wake) : all_blocked(world, timing);
}

}  // namespace client
