// Follows a case along every path: who is connected, what is bound, who owes acknowledgements.
#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>

#include "script/checks.h"
#include "script/words.h"

namespace script {
namespace {

using codec::PacketType;

/// Where an actor may be, as bits: several after an `either`.
enum Whereabouts : unsigned {
  never_opened = 1,
  opened = 2,
  connected = 4,
  half_closed = 8,
  stalled = 16,
  left = 32,
  ended = 64,
  cut = 128  ///< by the end of the broker
};

/// Where the broker may be, as bits.
enum BrokerState : unsigned { runs = 1, down = 2 };

struct ActorState {
  unsigned where = never_opened;
  bool manual{};
  bool acknowledged{};  ///< at least once by hand on this connection
  std::int64_t owed{};  ///< PUBLISHes read and not acknowledged by hand
};

struct State {
  std::vector<ActorState> actors;
  std::map<Actor, std::pair<Actor, Actor>> roles;
  std::set<std::string> bound;
  std::map<std::string, unsigned> brokers{};  ///< by name; those that are not here run
  unsigned link = runs;
};

State merged(State a, const State& b) {
  for (std::size_t i = 0; i < a.actors.size(); ++i) {
    a.actors[i].where |= b.actors[i].where;
    a.actors[i].manual |= b.actors[i].manual;
    a.actors[i].acknowledged &= b.actors[i].acknowledged;
    a.actors[i].owed = std::max(a.actors[i].owed, b.actors[i].owed);
  }
  for (const auto& [name, where] : b.brokers) a.brokers.try_emplace(name, runs).first->second |= where;
  for (auto& [name, where] : a.brokers) {
    if (!b.brokers.contains(name)) where |= runs;
  }
  a.link |= b.link;
  std::set<std::string> both;
  std::ranges::set_intersection(a.bound, b.bound, std::inserter(both, both.end()));
  a.bound = std::move(both);
  a.roles.insert(b.roles.begin(), b.roles.end());
  return a;
}

class Flow {
 public:
  Flow(const CasePlan& plan, Diagnostics& diagnostics) : plan_(plan), out_(diagnostics) {
    state_.actors.resize(plan.actors.size());
  }
  void run() {
    walk(plan_.steps);
    const bool some_down =
        std::ranges::any_of(state_.brokers, [](const auto& each) { return (each.second & down) != 0; });
    if (some_down) {
      error("the broker does not run at the end of the case",
            "what the case left behind is cleared then: `broker starts`");
    }
    if ((state_.link & down) != 0)
      error("the link is cut at the end of the case", "what waits for it would be lost: `link is restored`");
  }

 private:
  const std::string& name(Actor actor) const { return plan_.actors[actor].name; }
  void error(std::string message, std::string suggestion = {}) {
    out_.error(step_->where, std::move(message), std::move(suggestion));
  }

  void move_to(Actor actor, unsigned where) {
    state_.actors[actor].where = where;
    const auto role = state_.roles.find(actor);
    if (role == state_.roles.end()) return;
    for (const Actor one : {role->second.first, role->second.second}) state_.actors[one].where |= where;
  }

  /// Tells when the actor never had a connection, or gave it up itself.
  bool has_connection(Actor actor, std::string_view what) {
    const unsigned where = state_.actors[actor].where;
    if ((where & never_opened) != 0) {
      std::vector<std::string> others;
      for (std::size_t i = 0; i < plan_.actors.size(); ++i) {
        if ((state_.actors[i].where & never_opened) == 0) others.push_back(plan_.actors[i].name);
      }
      error(fmt::format("`{}` {} before it connects", name(actor), what),
            did_you_mean(nearest(name(actor), others)));
      return false;
    }
    if ((where & cut) != 0) {
      error(fmt::format("`{}` {} on a connection that went with the broker", name(actor), what),
            fmt::format("`{} connects` first", name(actor)));
      return false;
    }
    if ((where & left) == 0) return true;
    error(fmt::format("`{}` {} after it ended its connection", name(actor), what));
    return false;
  }
  bool may_be_down(const std::string& broker) const {
    const auto found = state_.brokers.find(broker);
    return found != state_.brokers.end() && (found->second & down) != 0;
  }
  void must_be_connected(Actor actor, std::string_view what) {
    if (state_.actors[actor].where == connected) return;
    const bool possible = (state_.actors[actor].where & connected) != 0;
    error(fmt::format("`{}` is not connected {}here, and {}", name(actor), possible ? "on every path " : "",
                      what));
  }

  void bound(const Operand& operand, const Location& where) {
    const CaptureUse* use = std::get_if<CaptureUse>(&operand);
    if (use == nullptr || state_.bound.contains(use->name)) return;
    out_.error(where.line == 0 ? step_->where : where, fmt::format("`?{}` is not bound here", use->name),
               did_you_mean([&] {
                 const std::string near =
                     nearest(use->name, std::vector<std::string>(state_.bound.begin(), state_.bound.end()));
                 return near.empty() ? near : "?" + near;
               }()));
  }

  /// Captures in what is expected: the first receive binds, all else compares.
  void expected(const std::vector<Expectation>& fields, bool may_bind, std::vector<std::string>& binds) {
    for (const Expectation& field : fields) {
      if (const ListMatch* list = std::get_if<ListMatch>(&field.value)) {
        for (const ElementMatch& element : list->elements) {
          if (const Alternatives* all = std::get_if<Alternatives>(&element))
            std::ranges::for_each(all->values, [&](const Operand& each) { bound(each, field.where); });
        }
      }
      const Alternatives* all = std::get_if<Alternatives>(&field.value);
      for (std::size_t i = 0; all != nullptr && i < all->values.size(); ++i) {
        const CaptureUse* use = std::get_if<CaptureUse>(&all->values[i]);
        const bool alone = use != nullptr && all->values.size() == 1 && use->plus == 0 &&
                           field.comparison == Comparison::equal;
        if (alone && may_bind)
          binds.push_back(use->name);
        else
          bound(all->values[i], field.where);
      }
    }
  }
  void pattern(const PacketPattern& pattern, bool may_bind) {
    std::vector<std::string> binds;
    expected(pattern.selecting, may_bind, binds);
    expected(pattern.required, may_bind, binds);
    expected(pattern.advised, false, binds);
    state_.bound.insert(binds.begin(), binds.end());
  }
  void sent(const std::vector<SentField>& fields) {
    for (const SentField& field : fields) bound(field.value, field.where);
  }

  void on_send(const Send& send);
  void on_receive(const Receive& receive, bool maybe);
  void on_react(const React& react);
  void on_verb(const Verb& verb);
  void on_broker(const BrokerControl& control);
  void on_link(bool cut);
  void on_fence(const Fence& fence);
  void on_either(const Either& either);
  void on_never(const Never& never);
  void walk(const std::vector<Step>& steps);

  const CasePlan& plan_;
  Diagnostics& out_;
  State state_;
  const Step* step_{};
};

void Flow::on_send(const Send& send) {
  if (!has_connection(send.actor, "sends")) return;
  sent(send.fields);
  ActorState& actor = state_.actors[send.actor];
  const bool acknowledges =
      send.type == PacketType::puback || send.type == PacketType::pubrec || send.type == PacketType::pubcomp;
  const bool wrong = send.wrong_here || std::ranges::any_of(send.fields, &SentField::marked_illegal) ||
                     send.overrides.flags || send.overrides.type || send.overrides.remaining_length ||
                     send.overrides.length_bytes || send.overrides.truncate ||
                     send.overrides.property_length || !send.overrides.append.empty();
  if (acknowledges && !actor.manual && !wrong) {
    error(fmt::format("`{}` acknowledges by hand what is acknowledged for it already", name(send.actor)),
          fmt::format("write `{} connects acks=manual`", name(send.actor)));
  }
  if (send.type == PacketType::puback || send.type == PacketType::pubcomp) {
    actor.acknowledged = true;
    --actor.owed;
  }
  if (send.type == PacketType::disconnect && !wrong) move_to(send.actor, ended);
}

void Flow::on_receive(const Receive& receive, bool maybe) {
  for (const Actor actor : receive.actors) {
    if (!has_connection(actor, "receives")) return;
  }
  pattern(receive.pattern, !maybe);
  if (maybe) return;
  const bool packet = receive.pattern.what == PacketPattern::What::packet;
  for (const Actor actor : receive.actors) {
    ActorState& each = state_.actors[actor];
    if (receive.pattern.what == PacketPattern::What::closed) move_to(actor, ended);
    if (packet && receive.pattern.type == PacketType::disconnect) move_to(actor, ended);
    if (packet && receive.pattern.type == PacketType::publish) each.owed += receive.at_least;
    if (packet && receive.pattern.type == PacketType::connack && (each.where & opened) != 0) {
      move_to(actor, (each.where & ~static_cast<unsigned>(opened)) | connected);
    }
  }
  if (!receive.taker_other) return;
  const auto [taker, other] = *receive.taker_other;
  for (const Actor role : {taker, other}) {
    state_.actors[role] = state_.actors[receive.actors.front()];
    for (const Actor actor : receive.actors) {
      state_.actors[role].where |= state_.actors[actor].where;
      state_.actors[role].manual |= state_.actors[actor].manual;
    }
    state_.roles[role] = {receive.actors.front(), receive.actors.back()};
  }
}

void Flow::on_react(const React& react) {
  if (!has_connection(react.actor, "is waited for")) return;
  if (react.id) bound(*react.id, step_->where);
  const unsigned where = state_.actors[react.actor].where;
  move_to(react.actor, react.how == React::How::closed ? static_cast<unsigned>(ended) : where | ended);
}

void Flow::on_verb(const Verb& verb) {
  ActorState& actor = state_.actors[verb.actor];
  const unsigned open = opened | connected | half_closed | stalled;
  sent(verb.fields);
  std::vector<std::string> binds;
  expected(verb.answer, true, binds);
  if (verb.kind == VerbKind::opens || verb.kind == VerbKind::connects) {
    if (plan_.actors[verb.actor].role && !state_.roles.contains(verb.actor)) {
      return error(fmt::format("`{}` is nobody yet", name(verb.actor)));
    }
    if ((actor.where & open) != 0) {
      const bool sure = (actor.where & ~open) == 0;
      error(fmt::format("`{}` {} connected already", name(verb.actor), sure ? "is" : "may be"),
            fmt::format("end that connection first: `{} resets`", name(verb.actor)));
    }
    if (may_be_down("") || may_be_down(plan_.actors[verb.actor].transport)) {
      error(fmt::format("`{}` cannot connect: the broker does not run here", name(verb.actor)),
            "`broker starts` first");
    }
    actor = ActorState{.manual = verb.acks == Acks::manual};
    move_to(verb.actor, verb.kind == VerbKind::opens ? opened : connected);
    state_.bound.insert(binds.begin(), binds.end());
    return;
  }
  if (!has_connection(verb.actor, "acts")) return;
  switch (verb.kind) {
    case VerbKind::leaves:
    case VerbKind::closes:
    case VerbKind::resets: move_to(verb.actor, left); break;
    case VerbKind::half_closes: move_to(verb.actor, half_closed); break;
    case VerbKind::stalls: move_to(verb.actor, stalled); break;
    case VerbKind::resumes: move_to(verb.actor, connected); break;
    case VerbKind::is_served:
      if (verb.variant->type == PacketType::connect) move_to(verb.actor, connected);
      break;
    default:
      if ((actor.where & connected) == 0) {
        error(fmt::format("`{}` is not connected here", name(verb.actor)));
      }
  }
  state_.bound.insert(binds.begin(), binds.end());
}

void Flow::on_link(bool cut) {
  if (cut ? (state_.link & down) != 0 : (state_.link & runs) != 0)
    error(cut ? "the link is cut here already" : "the link is not cut here");
  state_.link = cut ? down : runs;
}

void Flow::on_broker(const BrokerControl& control) {
  using What = BrokerControl::What;
  if (control.what == What::cuts_link || control.what == What::restores_link)
    return on_link(control.what == What::cuts_link);
  const bool starting = control.what == What::starts;
  unsigned& broker = state_.brokers.try_emplace(control.broker, runs).first->second;
  if (starting && (broker & runs) != 0) return error("the broker runs here already");
  if (!starting && (broker & down) != 0) error("the broker does not run here", "`broker starts` first");
  broker = starting || control.what == What::restarts ? runs : down;
  if (starting) return;
  for (std::size_t i = 0; i < state_.actors.size(); ++i) {
    if (!control.broker.empty() && plan_.actors[i].transport != control.broker) continue;
    ActorState& actor = state_.actors[i];
    const unsigned was_open = actor.where & (opened | connected | half_closed | stalled | ended);
    if (was_open != 0) actor.where = (actor.where & ~was_open) | cut;
  }
}

void Flow::on_fence(const Fence& fence) {
  if (fence.kind != Fence::Kind::retained) must_be_connected(fence.from, "a fence needs it");
  if (fence.topic) bound(*fence.topic, step_->where);
  for (const Actor actor : fence.to) {
    must_be_connected(actor, "a fence needs it");
    const ActorState& state = state_.actors[actor];
    if (fence.kind == Fence::Kind::strong && state.manual && (state.owed > 0 || !state.acknowledged)) {
      error(fmt::format("`{}` owes acknowledgements, so the marker may never come", name(actor)),
            fmt::format("acknowledge first, or `fence {}`", name(actor)));
    }
  }
}

void Flow::on_either(const Either& either) {
  check_either(either, out_);
  const State before = state_;
  std::optional<State> after;
  for (const Branch& branch : either.branches) {
    state_ = before;
    walk(branch.steps);
    after = after ? merged(std::move(*after), state_) : state_;
  }
  if (after) state_ = std::move(*after);
}

void Flow::on_never(const Never& never) {
  const Step* const self = step_;
  pattern(never.pattern, false);
  walk(never.steps);
  step_ = self;
  for (const Actor actor : never.actors) must_be_connected(actor, "its silence proves nothing");
}

void Flow::walk(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    step_ = &step;
    if (const Send* send = std::get_if<Send>(&step.what))
      on_send(*send);
    else if (const SendBytes* bytes = std::get_if<SendBytes>(&step.what))
      has_connection(bytes->actor, "sends");
    else if (const Receive* receive = std::get_if<Receive>(&step.what))
      on_receive(*receive, false);
    else if (const Maybe* maybe = std::get_if<Maybe>(&step.what))
      on_receive(maybe->receive, true);
    else if (const React* react = std::get_if<React>(&step.what))
      on_react(*react);
    else if (const Verb* verb = std::get_if<Verb>(&step.what))
      on_verb(*verb);
    else if (const BrokerControl* control = std::get_if<BrokerControl>(&step.what))
      on_broker(*control);
    else if (const Fence* fence = std::get_if<Fence>(&step.what))
      on_fence(*fence);
    else if (const Given* given = std::get_if<Given>(&step.what))
      walk(given->steps);
    else if (const Either* either = std::get_if<Either>(&step.what))
      on_either(*either);
    else if (const AnyOrder* any = std::get_if<AnyOrder>(&step.what))
      walk(any->lines);
    else if (const AtOnce* once = std::get_if<AtOnce>(&step.what))
      walk(once->lines);
    else if (const Never* never = std::get_if<Never>(&step.what))
      on_never(*never);
  }
}

}  // namespace

void check_flow(const CasePlan& plan, Diagnostics& diagnostics) {
  Flow(plan, diagnostics).run();
}

}  // namespace script
