// `X reacts to $good`: the packet is out already, and what a verb would wait for is awaited. Packets without
// an answer are followed by a ping, since a server that takes them serves on.
#include "client/lines.h"
#include "client/verbs.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

/// Whether the server answers our PUBREC with a PUBREL: one that refuses ends the exchange
/// (5.0/MQTT-4.4.0-2).
bool is_released(const std::vector<codec::FieldValue>& fields) {
  return number_in(fields, Field::code) < 0x80;
}

}  // namespace

Poll VerbRun::serve(World& world) {
  auto base = resolved(world, verb_->fields, where_);
  if (!base) return Poll::fail(base.error());
  const std::vector<codec::FieldValue> fields = codec::twin_of(*verb_->variant, *base);
  id_ = static_cast<std::uint16_t>(number_in(fields, Field::id));
  qos_ = static_cast<std::uint8_t>(number_in(fields, Field::qos));
  switch (verb_->variant->type) {
    case PacketType::connect: return go(world, &VerbRun::await_connack);
    case PacketType::subscribe:
      asked_ = asked_in(fields);
      awaited_ = PacketType::suback;
      return go(world, &VerbRun::await_answer);
    case PacketType::unsubscribe: awaited_ = PacketType::unsuback; return go(world, &VerbRun::await_answer);
    case PacketType::publish:
      if (qos_ > 0) return go(world, &VerbRun::await_first_acknowledgement);
      break;
    case PacketType::pubrel: return go(world, &VerbRun::await_pubcomp);
    case PacketType::pubrec:
      awaited_ = PacketType::pubrel;
      if (is_released(fields)) return go(world, &VerbRun::await_plain_answer);
      break;
    case PacketType::pingreq: awaited_ = PacketType::pingresp; return go(world, &VerbRun::await_plain_answer);
    case PacketType::disconnect: return go(world, &VerbRun::await_farewell);
    default: break;
  }
  token_ = world.new_token();
  awaited_ = PacketType::pingresp;
  if (Connection* connection = world.present(verb_->actor)) world.ping(*connection, token_);
  return go(world, &VerbRun::await_settled);
}

Poll VerbRun::await_plain_answer(World& world) {
  if (take_answer(world, awaited_, awaited_ == PacketType::pubrel)) return Poll::finished();
  return wait(world, awaited_);
}

/// A DISCONNECT is answered by the close alone, which is a SHOULD (3.1.1/U-129, 5.0/U-100).
Poll VerbRun::await_farewell(World& world) {
  ActorState& state = world.at(verb_->actor);
  if (!state.unread.ended()) {
    if (world.now < deadline_) return Poll::wait_until(deadline_);
    const bool v5 = world.plan.version == codec::Version::v5_0;
    world.advise(v5 ? "5.0/U-100" : "3.1.1/U-129", "should: the close behind a DISCONNECT", where_);
    return Poll::finished();
  }
  if (!state.unread.of(PacketType::disconnect).empty()) return wait(world, PacketType::disconnect);
  state.unread.take_end();
  return Poll::finished();
}

}  // namespace client
