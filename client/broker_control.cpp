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
    case What::cuts_link: return ControlBroker::What::cut_link;
    case What::restores_link: return ControlBroker::What::restore_link;
    case What::restarts: break;
  }
  return ControlBroker::What::restart;
}

bool is_about_link(What what) {
  return what == What::cuts_link || what == What::restores_link;
}

/// Section 4.1 lets a failure or an administrator spoil what a server knows of its sessions. No standing rule
/// holds it to what it did before its end; what it promises to remember is for scenarios to ask.
void doubt_memory(Session& session) {
  for (auto& [id, message] : session.inbound) message.broker_ended = true;
}

/// Whether clients lose their connections by it.
bool ends_broker(What what) {
  return what != What::starts && !is_about_link(what);
}

}  // namespace

bool BrokerRun::concerns(const World& world, std::size_t actor) const {
  return control_->broker.empty() || world.plan.actors[actor].transport == control_->broker;
}

void BrokerRun::ask(World& world) {
  asked_ = true;
  world.broker_answer.reset();
  world.actions.emplace_back(ControlBroker{wish_of(control_->what), control_->broker, control_->at});
  if (!ends_broker(control_->what)) return;
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
    const auto session = world.sessions.find(world.plan.actors[i].client_id);
    if (session != world.sessions.end() && session->second) doubt_memory(*session->second);
    if (actor.connection && actor.connection->session) doubt_memory(*actor.connection->session);
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
    trouble.explanation =
        (is_about_link(control_->what) ? "the link " : "the broker ") + world.broker_answer->why;
    return Poll::fail(std::move(trouble));
  }
  if (ends_broker(control_->what)) let_go_of_connections(world);
  return Poll::finished();
}

}  // namespace client
