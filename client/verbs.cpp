// The phases of each verb. Every phase is asked again after every event until it is through.
#include "client/verbs.h"

#include <algorithm>
#include <array>

#include "client/drain.h"
#include "client/exchanges.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;
using script::VerbKind;

constexpr Time least_pause_after_reset = std::chrono::milliseconds(50);  // TRIALS rule 11

void set(std::vector<codec::FieldValue>& fields, Field field, codec::Value value) {
  const auto found = std::ranges::find(fields, field, &codec::FieldValue::field);
  if (found == fields.end()) fields.push_back({field, std::move(value)});
}

}  // namespace

codec::Number number_in(const std::vector<codec::FieldValue>& fields, Field field) {
  const auto found = std::ranges::find(fields, field, &codec::FieldValue::field);
  const auto* number = found == fields.end() ? nullptr : std::get_if<codec::Number>(&found->value);
  return number == nullptr ? 0 : *number;
}

std::vector<codec::Number> asked_in(const std::vector<codec::FieldValue>& fields) {
  std::vector<codec::Number> asked;
  for (const codec::FieldValue& each : fields) {
    if (each.field == Field::filter) asked.push_back(0);
    const auto* number = std::get_if<codec::Number>(&each.value);
    if (each.field == Field::max_qos && !asked.empty() && number != nullptr) asked.back() = *number;
  }
  return asked;
}

Poll VerbRun::poll(World& world, const Timing& timing) {
  if (phase_ == nullptr) {
    static constexpr std::array<Phase, 13> first = {
        &VerbRun::open,       &VerbRun::open,  &VerbRun::send_request, &VerbRun::send_request,
        &VerbRun::publish,    &VerbRun::leave, &VerbRun::close,        &VerbRun::reset,
        &VerbRun::half_close, &VerbRun::stall, &VerbRun::resume,       &VerbRun::reauthenticate,
        &VerbRun::serve};
    phase_ = first[static_cast<std::size_t>(verb_->kind)];
    deadline_ = timing.began + world.settings.timeout;
  }
  return (this->*phase_)(world);
}

Poll VerbRun::go(World& world, Phase next) {
  phase_ = next;
  deadline_ = world.now + world.settings.timeout;
  return (this->*phase_)(world);
}

Outgoing VerbRun::outgoing(PacketType type, std::vector<codec::FieldValue> fields) const {
  return {type,
          std::move(fields),
          &verb_->overrides,
          &verb_->delivery,
          nullptr,
          any_marked(verb_->fields) || lies(verb_->overrides)};
}

Poll VerbRun::open(World& world) {
  if (world.present(verb_->actor) != nullptr) {
    Trouble trouble;
    trouble.kind = Trouble::Kind::error;
    trouble.where = where_;
    trouble.explanation = world.name(verb_->actor) + " is connected already";
    return Poll::fail(std::move(trouble));
  }
  // What the broker left on the connection before is looked at now: a new connection begins with nothing
  // unread.
  if (auto left = leftover_of(world, world.resolve(verb_->actor))) {
    left->where = where_;
    return Poll::fail(*std::move(left));
  }
  world.open(verb_->actor, verb_->acks, verb_->pings).auth = verb_->auth;
  return go(world, &VerbRun::await_transport);
}

Poll VerbRun::await_transport(World& world) {
  const Connection& connection = *world.at(verb_->actor).connection;
  if (connection.stage == Connection::Stage::opening) {
    // The edge has time-outs of its own for the handshakes below; this one is for an edge that says nothing.
    const Time patience = deadline_ + world.settings.timeout;
    if (world.now < patience) return Poll::wait_until(patience);
    Trouble trouble;
    trouble.kind = Trouble::Kind::inconclusive;
    trouble.where = where_;
    trouble.explanation = "no connection for " + world.name(verb_->actor) + " in time";
    return Poll::fail(std::move(trouble));
  }
  if (verb_->kind == VerbKind::opens) return Poll::finished();
  return go(world, &VerbRun::send_connect);
}

Poll VerbRun::send_connect(World& world) {
  auto fields = resolved(world, verb_->fields, where_);
  if (!fields) return Poll::fail(fields.error());
  complete_connect(world, verb_->actor, verb_->overrides, *fields);
  Connection* connection = world.present(verb_->actor);
  if (connection != nullptr && !verb_->auth.empty()) {
    if (auto trouble = join_exchange(world, *connection, *fields)) return Poll::fail(*std::move(trouble));
  }
  if (auto trouble = send(world, verb_->actor, outgoing(PacketType::connect, *std::move(fields)), where_))
    return Poll::fail(*std::move(trouble));
  return go(world, &VerbRun::await_connack);
}

Poll VerbRun::await_one(World& world, PacketType type, bool by_id) {
  const auto answer = take_answer(world, type, by_id);
  if (!answer) return wait(world, type);
  if (auto trouble = judge(world, *answer)) return Poll::fail(*std::move(trouble));
  return Poll::finished();
}

Poll VerbRun::await_connack(World& world) {
  return await_one(world, PacketType::connack, false);
}

Poll VerbRun::send_request(World& world) {
  Connection* connection = world.present(verb_->actor);
  auto fields = resolved(world, verb_->fields, where_);
  if (!fields) return Poll::fail(fields.error());
  if (connection != nullptr) set(*fields, Field::id, codec::Number{world.verb_id(*connection)});
  id_ = static_cast<std::uint16_t>(number_in(*fields, Field::id));
  asked_ = asked_in(*fields);
  const PacketType type =
      verb_->kind == VerbKind::subscribes ? PacketType::subscribe : PacketType::unsubscribe;
  awaited_ = type == PacketType::subscribe ? PacketType::suback : PacketType::unsuback;
  if (auto trouble = send(world, verb_->actor, outgoing(type, *std::move(fields)), where_))
    return Poll::fail(*std::move(trouble));
  return go(world, &VerbRun::await_answer);
}

Poll VerbRun::await_answer(World& world) {
  return await_one(world, awaited_, true);
}

Poll VerbRun::publish(World& world) {
  Connection* connection = world.present(verb_->actor);
  auto fields = resolved(world, verb_->fields, where_);
  if (!fields) return Poll::fail(fields.error());
  qos_ = static_cast<std::uint8_t>(number_in(*fields, Field::qos));
  if (connection != nullptr && qos_ > 0) set(*fields, Field::id, codec::Number{world.verb_id(*connection)});
  id_ = static_cast<std::uint16_t>(number_in(*fields, Field::id));
  if (auto trouble = send(world, verb_->actor, outgoing(PacketType::publish, *std::move(fields)), where_))
    return Poll::fail(*std::move(trouble));
  if (qos_ > 0) return go(world, &VerbRun::await_first_acknowledgement);
  // A QoS 0 message has no answer: the round trip of a ping tells that it was read.
  token_ = world.new_token();
  if (connection != nullptr) world.ping(*connection, token_);
  return go(world, &VerbRun::await_settled);
}

Poll VerbRun::await_settled(World& world) {
  if (world.answers.contains(token_)) return Poll::finished();
  return wait(world, PacketType::pingresp);
}

Poll VerbRun::await_first_acknowledgement(World& world) {
  const PacketType type = qos_ == 1 ? PacketType::puback : PacketType::pubrec;
  const auto answer = take_answer(world, type, true);
  if (!answer) return wait(world, type);
  if (auto trouble = judge(world, *answer)) return Poll::fail(*std::move(trouble));
  if (qos_ == 1 || answer->code() >= 0x80) return Poll::finished();
  Outgoing release{.type = PacketType::pubrel, .fields = {field(Field::id, codec::Number{id_})}};
  if (auto trouble = send(world, verb_->actor, release, where_)) return Poll::fail(*std::move(trouble));
  return go(world, &VerbRun::await_pubcomp);
}

Poll VerbRun::await_pubcomp(World& world) {
  const auto answer = take_answer(world, PacketType::pubcomp, true);
  if (!answer) return wait(world, PacketType::pubcomp);
  return Poll::finished();
}

Poll VerbRun::leave(World& world) {
  Connection* connection = world.present(verb_->actor);
  if (connection == nullptr) return Poll::finished();
  auto fields = resolved(world, verb_->fields, where_);
  if (!fields) return Poll::fail(fields.error());
  if (auto trouble = send(world, verb_->actor, outgoing(PacketType::disconnect, *std::move(fields)), where_))
    return Poll::fail(*std::move(trouble));
  return close(world);
}

Poll VerbRun::close(World& world) {
  Connection* connection = world.present(verb_->actor);
  if (connection == nullptr) {
    world.at(verb_->actor).unread.clear();
    return Poll::finished();
  }
  connection->we_end = true;
  world.at(verb_->actor).unread.clear();
  world.actions.emplace_back(CloseConnection{connection->id});
  world.log(*connection, WireEvent::What::we_ended, {}, false, "FIN");
  phase_ = &VerbRun::await_end;
  deadline_ = world.now + world.settings.broker_fin_wait;
  return await_end(world);
}

Poll VerbRun::await_end(World& world) {
  Connection& connection = *world.at(verb_->actor).connection;
  if (connection.stage == Connection::Stage::ended) return Poll::finished();
  if (world.now < deadline_) return Poll::wait_until(deadline_);
  world.actions.emplace_back(DropConnection{connection.id});
  connection.stage = Connection::Stage::ended;
  return Poll::finished();
}

Poll VerbRun::reset(World& world) {
  Connection* connection = world.present(verb_->actor);
  world.at(verb_->actor).unread.clear();
  if (connection == nullptr) return Poll::finished();
  world.actions.emplace_back(ResetConnection{connection->id});
  world.log(*connection, WireEvent::What::we_ended, {}, false, "RST");
  connection->we_end = true;
  connection->stage = Connection::Stage::ended;
  phase_ = &VerbRun::await_pause;
  // What was on its way when the connection was reset, the reset itself and an acknowledgement before it, is
  // overtaken by the next connection on a link that is slow or lossy.
  deadline_ = world.now + std::max(least_pause_after_reset, world.settings.grace / 2);
  return await_pause(world);
}

Poll VerbRun::await_pause(World& world) {
  return world.now < deadline_ ? Poll::wait_until(deadline_) : Poll::finished();
}

Poll VerbRun::half_close(World& world) {
  if (Connection* connection = world.present(verb_->actor)) {
    world.actions.emplace_back(HalfClose{connection->id});
    world.log(*connection, WireEvent::What::we_ended, {}, false, "FIN, goes on reading");
    connection->half_closed = true;
  }
  return Poll::finished();
}

Poll VerbRun::reauthenticate(World& world) {
  auto fields = resolved(world, verb_->fields, where_);
  if (!fields) return Poll::fail(fields.error());
  constexpr codec::Number re_authenticate = 0x19;
  set(*fields, Field::code, re_authenticate);
  if (Connection* connection = world.present(verb_->actor)) {
    connection->auth = verb_->auth;
    if (auto trouble = join_exchange(world, *connection, *fields)) return Poll::fail(*std::move(trouble));
  }
  if (auto trouble = send(world, verb_->actor, outgoing(PacketType::auth, *std::move(fields)), where_))
    return Poll::fail(*std::move(trouble));
  return go(world, &VerbRun::await_reauthenticated);
}

/// AUTHs that ask for more are answered as they arrive (exchanges.h).
Poll VerbRun::await_reauthenticated(World& world) {
  return await_one(world, PacketType::auth, false);
}

Poll VerbRun::stall(World& world) {
  if (Connection* connection = world.present(verb_->actor)) {
    world.actions.emplace_back(StopReading{connection->id});
    connection->stalled = true;
  }
  return Poll::finished();
}

Poll VerbRun::resume(World& world) {
  if (Connection* connection = world.present(verb_->actor)) {
    world.actions.emplace_back(GoOnReading{connection->id});
    connection->stalled = false;
  }
  return Poll::finished();
}

}  // namespace client
