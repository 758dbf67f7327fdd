// See interpreter.h.
#include "client/interpreter.h"

#include <algorithm>

#include "client/arrival.h"
#include "client/overloaded.h"

namespace client {

namespace {

constexpr Time longest_diagnosis = std::chrono::seconds(2);

}  // namespace

Interpreter::Interpreter(World& world) : world_(world) {
  timing_.previous_began = timing_.previous_ended = timing_.began = world.now;
  enter(world.plan.steps, false, nullptr);
}

bool Interpreter::in_given() const {
  return stopped_in_given_;
}

const script::Never* Interpreter::innermost_never() const {
  for (auto block = blocks_.rbegin(); block != blocks_.rend(); ++block)
    if (block->never != nullptr) return block->never;
  return nullptr;
}

void Interpreter::enter(std::span<const script::Step> steps, bool given, const script::Never* never) {
  blocks_.push_back(Block{steps, 0, given, never, world_.now});
  world_.given = std::ranges::any_of(blocks_, &Block::given);
}

void Interpreter::leave_block() {
  if (const script::Never* never = blocks_.back().never) {
    std::erase_if(world_.watches, [&](const Watch& watch) { return watch.never == never; });
    if (!never->charge.empty()) world_.evaluated.insert(never->charge);
  }
  blocks_.pop_back();
  world_.given = std::ranges::any_of(blocks_, &Block::given);
}

void Interpreter::begin_watch(const script::Never& never, script::Location where) {
  const Watch watch{&never, where};
  world_.watches.push_back(watch);
  // What is unread when the block begins counts as well.
  for (const script::Actor actor : never.actors) {
    const ActorState& state = world_.at(actor);
    for (const UnreadPacket* each : state.unread.all())
      look_at(world_, watch, world_.resolve(actor), each->packet);
    if (state.unread.ended())
      look_at_end(world_, watch, world_.resolve(actor), state.unread.ended()->wire_index);
  }
}

bool Interpreter::next_step() {
  while (!blocks_.empty() && blocks_.back().next == blocks_.back().steps.size()) leave_block();
  if (blocks_.empty()) return false;
  Block& block = blocks_.back();
  // `never … for 3s`: the fence at the end proves the silence, so the wait comes before it.
  const bool last = block.next + 1 == block.steps.size();
  if (last && block.never != nullptr && block.never->at_least) {
    const Time until = block.began + std::chrono::duration_cast<Time>(*block.never->at_least);
    if (world_.now < until) {
      running_ = Pause{until};
      step_ = nullptr;
      return true;
    }
  }
  const script::Step& step = block.steps[block.next++];
  timing_.began = world_.now;
  instant_ = false;
  step_ = &step;
  world_.step_at = step.where;
  return start(step);
}

bool Interpreter::start(const script::Step& step) {
  running_ = std::monostate();
  const script::Location where = step.where;
  std::visit(
      Overloaded{
          [&](const script::Send& line) {
            if (auto trouble = send(world_, line, where)) stop(*std::move(trouble));
          },
          [&](const script::SendBytes& line) {
            if (auto trouble = send(world_, line, where)) stop(*std::move(trouble));
          },
          [&](const script::Receive& line) { running_.emplace<ReceiveRun>(line, where); },
          [&](const script::Maybe& line) {
            instant_ = true;
            tolerate(world_, line.receive, line.receive.at_most);
          },
          [&](const script::React& line) { running_.emplace<ReactRun>(line, where); },
          [&](const script::Verb& line) { running_.emplace<VerbRun>(line, where); },
          [&](const script::After& line) {
            running_ = Pause{world_.now + std::chrono::duration_cast<Time>(line.duration)};
          },
          [&](const script::BrokerControl& line) { running_.emplace<BrokerRun>(line, where); },
          [&](const script::Fence& line) {
            const script::Never* never = innermost_never();
            const auto purpose =
                never == nullptr ? FenceRun::Purpose::statement : FenceRun::Purpose::under_never;
            running_.emplace<FenceRun>(line, where, purpose, never);
          },
          [&](const script::Given& block) {
            instant_ = true;
            enter(block.steps, true, nullptr);
          },
          [&](const script::Either& block) { running_.emplace<EitherRun>(block, where, innermost_never()); },
          [&](const script::AnyOrder& block) { running_.emplace<AnyOrderRun>(block, where); },
          [&](const script::AtOnce& block) { running_.emplace<AtOnceRun>(block); },
          [&](const script::Never& block) {
            instant_ = true;
            enter(block.steps, false, &block);
            begin_watch(block, where);
          },
      },
      step.what);
  return true;
}

Poll Interpreter::poll_running() {
  return std::visit(Overloaded{
                        [](std::monostate) { return Poll::finished(); },
                        [&](ReceiveRun& run) { return run.poll(world_, timing_); },
                        [&](ReactRun& run) { return run.poll(world_, timing_); },
                        [&](VerbRun& run) { return run.poll(world_, timing_); },
                        [&](BrokerRun& run) { return run.poll(world_); },
                        [&](FenceRun& run) { return run.poll(world_); },
                        [&](EitherRun& run) { return run.poll(world_, timing_); },
                        [&](AnyOrderRun& run) { return run.poll(world_, timing_); },
                        [&](AtOnceRun& run) { return run.poll(world_, timing_); },
                        [&](const Pause& pause) {
                          return world_.now < pause.until ? Poll::wait_until(pause.until) : Poll::finished();
                        },
                    },
                    running_);
}

void Interpreter::note_charges(const script::Step& step) {
  const auto note = [&](const std::string& charge) {
    if (!charge.empty()) world_.evaluated.insert(charge);
  };
  if (const auto* receive = std::get_if<script::Receive>(&step.what)) note(receive->charge);
  if (const auto* react = std::get_if<script::React>(&step.what)) note(react->charge);
  if (const auto* verb = std::get_if<script::Verb>(&step.what)) note(verb->charge);
  if (const auto* block = std::get_if<script::AnyOrder>(&step.what))
    for (const script::Step& line : block->lines) note_charges(line);
}

void Interpreter::finish_step() {
  const script::Branch* branch = nullptr;
  if (const auto* either = std::get_if<EitherRun>(&running_)) branch = &either->chosen();
  running_ = std::monostate();
  if (step_ != nullptr) note_charges(*step_);
  if (step_ != nullptr && !instant_) {
    timing_.previous_began = timing_.began;
    timing_.previous_ended = world_.now;
  }
  if (branch == nullptr) return;
  note_charges(branch->steps.front());
  enter(branch->steps, false, nullptr);
  blocks_.back().next = 1;  // its first line is through
}

bool Interpreter::diagnose(Trouble& trouble) {
  if (!trouble.timed_out || world_.late_since(timing_.previous_began, trouble.waited)) return false;
  Connection* connection = world_.present(trouble.actor);
  if (connection == nullptr || !connection->writable_for_harness()) return false;
  Diagnosis diagnosis{world_.new_token(), world_.now + std::min(world_.settings.timeout, longest_diagnosis),
                      std::move(trouble)};
  world_.ping(*connection, diagnosis.token);
  diagnosis_ = std::move(diagnosis);
  return true;
}

void Interpreter::stop(Trouble trouble) {
  if (trouble.starvable && world_.late_since(timing_.previous_began, trouble.waited)) {
    world_.outcome.starved = true;
    trouble.kind = Trouble::Kind::inconclusive;
    trouble.explanation =
        "the harness itself was late, so a limit of time decides nothing: " + trouble.explanation;
  }
  if (trouble.where.line == 0 && step_ != nullptr) trouble.where = step_->where;
  stopped_in_given_ = world_.given;
  trouble_ = std::move(trouble);
}

Interpreter::Result Interpreter::advance() {
  wake_.reset();
  for (;;) {
    if (trouble_) return Result::stopped;
    if (diagnosis_) {
      const bool alive = world_.answers.contains(diagnosis_->token);
      const Connection* connection = world_.present(diagnosis_->trouble.actor);
      if (!alive && world_.now < diagnosis_->deadline && connection != nullptr) {
        wake_ = diagnosis_->deadline;
        return Result::running;
      }
      Trouble trouble = std::move(diagnosis_->trouble);
      diagnosis_.reset();
      trouble.actual += alive                   ? "; the broker answers pings"
                        : connection == nullptr ? "; then the connection ended"
                                                : "; the broker does not answer pings either";
      stop(std::move(trouble));
      continue;
    }
    if (world_.pending) {
      stop(*std::move(world_.pending));
      world_.pending.reset();
      continue;
    }
    Poll poll = poll_running();
    if (poll.state == Poll::State::waiting) {
      wake_ = poll.wake;
      return Result::running;
    }
    if (poll.state == Poll::State::failed) {
      if (!diagnose(poll.trouble)) stop(std::move(poll.trouble));
      continue;
    }
    finish_step();
    if (!next_step()) return Result::through;
  }
}

}  // namespace client
