// See the header.
#include "client/broker_control.h"

#include "client/world.h"

namespace client {
namespace {

using What = script::BrokerControl::What;

ControlBroker::What wish_of(What what) {
  switch (what) {
    case What::stops: return ControlBroker::What::stop;
    case What::kills: return ControlBroker::What::kill;
    case What::starts: return ControlBroker::What::start;
    case What::restarts: break;
  }
  return ControlBroker::What::restart;
}

}  // namespace

bool BrokerRun::concerns(const World& world, std::size_t actor) const {
  return control_->broker.empty() || world.plan.actors[actor].transport == control_->broker;
}

void BrokerRun::ask(World& world) {
  asked_ = true;
  world.broker_answer.reset();
  world.actions.emplace_back(ControlBroker{wish_of(control_->what), control_->broker});
  if (control_->what == What::starts) return;
  // That they end from here on is no news. What still comes is heard, so that standing rules judge it.
  for (std::size_t i = 0; i < world.actors.size(); ++i) {
    ActorState& actor = world.actors[i];
    if (concerns(world, i) && actor.connection && actor.connection->stage != Connection::Stage::ended)
      actor.connection->we_end = true;
  }
}

/// Also of those that did not hear of their end: what was in the air is nobody's.
void BrokerRun::let_go_of_connections(World& world) const {
  for (std::size_t i = 0; i < world.actors.size(); ++i) {
    if (!concerns(world, i)) continue;
    ActorState& actor = world.actors[i];
    actor.unread.clear();
    actor.tolerances.clear();
    if (!actor.connection || actor.connection->stage == Connection::Stage::ended) continue;
    world.actions.emplace_back(DropConnection{actor.connection->id});
    world.log(*actor.connection, WireEvent::What::broker_ended, {}, true,
              control_->what == What::kills ? "the broker was killed" : "the broker was stopped");
    actor.connection->stage = Connection::Stage::ended;
  }
}

Poll BrokerRun::poll(World& world) {
  if (!asked_) ask(world);
  if (!world.broker_answer) return Poll::wait_until(std::nullopt);
  if (!world.broker_answer->done) {
    Trouble trouble;
    trouble.kind = Trouble::Kind::inconclusive;
    trouble.where = where_;
    trouble.explanation = "the broker " + world.broker_answer->why;
    return Poll::fail(std::move(trouble));
  }
  if (control_->what != What::starts) let_go_of_connections(world);
  return Poll::finished();
}

}  // namespace client
