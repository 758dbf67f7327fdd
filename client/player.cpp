// The door: events go to the pipeline, then the script is asked to go on, then the drain, then the ending.
#include "client/player.h"

#include <algorithm>

#include "client/arrival.h"
#include "client/drain.h"
#include "client/duties.h"
#include "client/interpreter.h"
#include "client/verdict.h"
#include "client/world.h"

namespace client {

struct Player::State {
  enum class Phase : std::uint8_t { idle, script, drain, ending, done };

  State(const script::CasePlan& plan, Settings settings) : world(plan, std::move(settings)) {}

  World world;
  Phase phase = Phase::idle;
  std::optional<Interpreter> interpreter;
  std::optional<Drain> drain;
  std::optional<Ending> ending;
  bool reached_the_end = false;

  void set_time(Time now) { world.now = std::max(world.now, now); }

  void begin_ending() {
    world.watches.clear();
    ending.emplace(world);
    phase = Phase::ending;
  }

  void advance() {
    if (phase == Phase::script) {
      const Interpreter::Result result = interpreter->advance();
      if (result == Interpreter::Result::stopped) {
        record(world, *interpreter->trouble(), interpreter->in_given());
        begin_ending();
      } else if (result == Interpreter::Result::through) {
        world.step_at = world.plan.where;
        drain.emplace(world);
        phase = Phase::drain;
      }
    }
    if (phase == Phase::drain && drain->advance()) {
      reached_the_end = true;
      if (drain->trouble()) record(world, *drain->trouble(), false);
      begin_ending();
    }
    if (phase == Phase::ending && ending->advance()) finish();
  }

  void finish() {
    phase = Phase::done;
    decide(world, reached_the_end);
  }
};

Player::Player(const script::CasePlan& plan, Settings settings)
    : state_(std::make_unique<State>(plan, std::move(settings))) {}
Player::~Player() = default;
Player::Player(Player&&) noexcept = default;
Player& Player::operator=(Player&&) noexcept = default;

void Player::start(Time now) {
  State& state = *state_;
  state.world.now = state.world.began = now;
  if (const auto unmet = unmet_need(state.world)) {
    record(state.world, *unmet, false);
    state.finish();
    return;
  }
  if (state.world.settings.replay)
    state.world.settings.close_wait =
        std::max<Time>(state.world.settings.close_wait, std::chrono::seconds(5));
  state.interpreter.emplace(state.world);
  state.phase = State::Phase::script;
  state.advance();
}

void Player::handle(const Event& event, Time now) {
  State& state = *state_;
  if (state.phase == State::Phase::idle || state.phase == State::Phase::done) return;
  state.set_time(now);
  on_event(state.world, event);
  do_due_duties(state.world);
  state.advance();
}

void Player::tick(Time now) {
  State& state = *state_;
  if (state.phase == State::Phase::idle || state.phase == State::Phase::done) return;
  state.set_time(now);
  do_due_duties(state.world);
  state.advance();
}

void Player::lag(Time amount, Time now) {
  state_->set_time(now);
  state_->world.lags.emplace_back(state_->world.now, amount);
}

void Player::abandon(std::string_view reason, Time now) {
  State& state = *state_;
  if (state.phase == State::Phase::done) return;
  state.set_time(now);
  for (ActorState& actor : state.world.actors) {
    if (!actor.connection || actor.connection->stage == Connection::Stage::ended) continue;
    state.world.actions.emplace_back(DropConnection{actor.connection->id});
    actor.connection->stage = Connection::Stage::ended;
  }
  // A case that is only taking its connections down has its verdict already.
  if (state.phase != State::Phase::ending) {
    Trouble trouble;
    trouble.kind = Trouble::Kind::inconclusive;
    trouble.explanation = std::string(reason);
    record(state.world, trouble, false);
  }
  state.finish();
}

std::vector<Action> Player::take_actions() {
  return std::exchange(state_->world.actions, {});
}

std::optional<Time> Player::deadline() const {
  const State& state = *state_;
  std::optional<Time> next;
  const auto sooner = [&](const std::optional<Time>& time) {
    if (time && (!next || *time < *next)) next = time;
  };
  switch (state.phase) {
    case State::Phase::idle:
    case State::Phase::done: return std::nullopt;
    case State::Phase::script: sooner(state.interpreter->deadline()); break;
    case State::Phase::drain: sooner(state.drain->deadline()); break;
    case State::Phase::ending: sooner(state.ending->deadline()); return next;
  }
  sooner(next_duty(state.world));
  return next;
}

bool Player::draining() const {
  return state_->phase == State::Phase::drain || state_->phase == State::Phase::ending;
}

bool Player::done() const {
  return state_->phase == State::Phase::done;
}

const Outcome& Player::outcome() const {
  return state_->world.outcome;
}

}  // namespace client
