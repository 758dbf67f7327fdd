// See fences.h. Weak: grace, then a ping. Medium: a marker on a topic of the harness, then the grace. Strong:
// a marker behind the very message, then a ping and 20 ms. Retained: retained_fence.cpp.
#include "client/fences.h"

#include <algorithm>

#include "client/limits.h"

namespace client {

using codec::Field;
using codec::PacketType;
using Kind = script::Fence::Kind;

std::uint8_t FenceRun::at_most(const World& world, const Connection& connection, std::uint8_t qos) {
  // A marker must not break what the server announced.
  for (; qos > 0; --qos) {
    Packet probe;
    probe.type = PacketType::publish;
    probe.version = world.plan.version;
    probe.fields = {field(Field::qos, codec::Number{qos})};
    if (!broken_limit(world, connection, probe)) break;
  }
  return qos;
}

Poll FenceRun::poll(World& world) {
  if (phase_ == nullptr) return begin(world);
  return (this->*phase_)(world);
}

bool FenceRun::speaks_through(const World& world, script::Actor actor) const {
  const script::Actor wanted = world.resolve(actor);
  if (fence_->kind != Kind::retained && world.resolve(fence_->from) == wanted) return true;
  return fence_->kind != Kind::weak &&
         std::ranges::any_of(fence_->to, [&](script::Actor each) { return world.resolve(each) == wanted; });
}

Poll FenceRun::go(World& world, Phase next) {
  phase_ = next;
  deadline_ = world.now + world.settings.timeout;
  return (this->*phase_)(world);
}

Poll FenceRun::begin(World& world) {
  markers_from_ = world.markers.size();
  payload_ = world.marker_payload(world.next_fence());
  for (const script::Actor each : fence_->to) targets_.push_back({world.resolve(each), 0, false});
  switch (fence_->kind) {
    case Kind::weak:
      // TRIALS rule 4: first the grace, then the ping. A fence as a statement only wants to be read.
      if (purpose_ == Purpose::statement) return go(world, &FenceRun::ping);
      return pause(world, world.settings.grace, &FenceRun::ping);
    case Kind::medium: return go(world, &FenceRun::subscribe);
    case Kind::strong: return go(world, &FenceRun::send_marker);
    case Kind::retained: return go(world, &FenceRun::store_control);
  }
  return Poll::finished();
}

Poll FenceRun::pause(World& world, Time duration, Phase next) {
  after_pause_ = next;
  phase_ = &FenceRun::tail;
  deadline_ = world.now + duration;
  return tail(world);
}

Poll FenceRun::tail(World& world) {
  if (world.now < deadline_) return Poll::wait_until(deadline_);
  return after_pause_ == nullptr ? Poll::finished() : go(world, after_pause_);
}

Trouble FenceRun::no_marker(const World& world, script::Actor actor, std::string_view missing) const {
  Trouble trouble;
  trouble.kind = Trouble::Kind::inconclusive;
  trouble.where = where_;
  trouble.explanation = "the fence proves nothing: " + world.name(actor) + " " + std::string(missing);
  trouble.actor = world.resolve(actor);
  trouble.starvable = true;
  return trouble;
}

Connection* FenceRun::usable(World& world, script::Actor actor) {
  Connection* connection = world.present(actor);
  return connection != nullptr && connection->writable_for_harness() ? connection : nullptr;
}

Poll FenceRun::wait_or_give_up(World& world, script::Actor actor, const char* missing) {
  const Connection* connection = world.present(actor);
  if (connection == nullptr || !connection->open())
    return Poll::fail(no_marker(world, actor, "is no longer connected"));
  if (world.now < deadline_) return Poll::wait_until(deadline_);
  return Poll::fail(no_marker(world, actor, missing));
}

// ---- weak

Poll FenceRun::ping(World& world) {
  Connection* connection = usable(world, fence_->from);
  if (connection == nullptr) return Poll::fail(no_marker(world, fence_->from, "cannot send a PINGREQ"));
  token_ = world.new_token();
  world.ping(*connection, token_);
  return go(world, &FenceRun::await_pong);
}

Poll FenceRun::await_pong(World& world) {
  if (world.answers.contains(token_)) return Poll::finished();
  return wait_or_give_up(world, fence_->from, "got no PINGRESP");
}

// ---- medium and strong

void FenceRun::subscribe(World& world, Connection& connection, const std::string& filter, std::uint8_t qos,
                         Token token) {
  const std::vector<codec::FieldValue> fields = {{Field::id, codec::Number{world.harness_id(connection)}},
                                                 field(Field::filter, filter),
                                                 field(Field::max_qos, codec::Number{qos})};
  world.write_harness(connection, world.compose(PacketType::subscribe, fields), token);
}

void FenceRun::unsubscribe(World& world, Connection& connection, const std::string& filter) {
  const std::vector<codec::FieldValue> fields = {{Field::id, codec::Number{world.harness_id(connection)}},
                                                 field(Field::filter, filter)};
  world.write_harness(connection, world.compose(PacketType::unsubscribe, fields), world.new_token());
}

bool FenceRun::publish(World& world, Connection& connection, const std::string& topic,
                       const std::string& payload, std::uint8_t qos, bool retain, Token token) {
  std::vector<codec::FieldValue> fields = {field(Field::topic, topic), field(Field::qos, codec::Number{qos}),
                                           field(Field::payload, payload)};
  if (qos > 0) fields.push_back({Field::id, codec::Number{world.harness_id(connection)}});
  if (retain) fields.push_back(field(Field::retain, codec::Number{1}));
  const std::string bytes = world.compose(PacketType::publish, fields);
  const Packet packet = read_packet(bytes, world.plan.version, codec::Direction::client_to_server);
  if (broken_limit(world, connection, packet)) return false;
  world.write_harness(connection, bytes, token);
  return true;
}

Poll FenceRun::subscribe(World& world) {
  Connection* from = usable(world, fence_->from);
  if (from == nullptr) return Poll::fail(no_marker(world, fence_->from, "cannot send a marker"));
  // TRIALS rule 3: never across QoS. The marker goes as A's last message went.
  const auto& last = world.at(fence_->from).last_publish;
  qos_ = last ? world.published[*last].packet.qos() : std::uint8_t{1};
  for (const Target& target : targets_) {
    const Connection* to = usable(world, target.actor);
    if (to == nullptr) return Poll::fail(no_marker(world, target.actor, "cannot subscribe to the marker"));
    if (to->owes_acknowledgements()) qos_ = 0;
  }
  qos_ = at_most(world, *from, qos_);
  const std::string& user =
      world.plan.actors[world.resolve(targets_.empty() ? fence_->from : targets_.front().actor)].user;
  const auto prefix = world.settings.marker_prefix.find(user);
  topic_ = prefix != world.settings.marker_prefix.end() ? prefix->second + payload_
                                                        : world.plan.topic_root + "-" + payload_;
  std::ranges::replace(topic_, ' ', '-');
  for (Target& target : targets_) {
    target.token = world.new_token();
    subscribe(world, *world.present(target.actor), topic_, qos_, target.token);
  }
  return go(world, &FenceRun::await_subscribed);
}

Poll FenceRun::await_subscribed(World& world) {
  for (const Target& target : targets_) {
    const auto answer = world.answers.find(target.token);
    if (answer == world.answers.end())
      return wait_or_give_up(world, target.actor, "got no SUBACK for the marker");
    if (answer->second.worst_code >= 0x80)
      return Poll::fail(no_marker(world, target.actor, "may not subscribe to the marker"));
  }
  return go(world, &FenceRun::send_marker);
}

/// A strong fence is strong only behind the very message: same publisher, topic and QoS, and complete.
bool FenceRun::really_strong(const World& world) const {
  const script::Actor from = world.resolve(fence_->from);
  return std::ranges::any_of(world.published, [&](const PublishedMessage& message) {
    if (message.by != from || message.harness || !message.complete) return false;
    if (message.packet.qos() != qos_ || message.packet.text(Field::topic) != topic_) return false;
    if (never_ == nullptr || never_->pattern.what != script::PacketPattern::What::packet) return true;
    if (never_->pattern.type != PacketType::publish) return false;
    const auto spoken_of = [&](const std::vector<script::Expectation>& list) {
      return std::ranges::all_of(list, [&](const script::Expectation& each) {
        if (each.field != Field::topic && each.field != Field::payload) return true;
        Bindings bindings(world.captures);
        return !mismatch({&each, 1}, message.packet, bindings);
      });
    };
    return spoken_of(never_->pattern.selecting) && spoken_of(never_->pattern.required);
  });
}

Poll FenceRun::send_marker(World& world) {
  Connection* from = usable(world, fence_->from);
  if (from == nullptr) return Poll::fail(no_marker(world, fence_->from, "cannot send a marker"));
  if (fence_->kind == Kind::strong) {
    qos_ = static_cast<std::uint8_t>(fence_->qos.value_or(0));
    const auto topic = fence_->topic ? value_of(*fence_->topic, Bindings(world.captures)) : std::nullopt;
    const auto* name = topic ? std::get_if<codec::Bytes>(&*topic) : nullptr;
    if (name == nullptr) return Poll::fail(no_marker(world, fence_->from, "has no topic for the marker"));
    topic_ = *name;
    strong_ = really_strong(world);
  }
  if (!publish(world, *from, topic_, payload_, qos_, false, world.new_token()))
    return Poll::fail(no_marker(world, fence_->from, "cannot send a marker within the server's limits"));
  marker_sent_ = world.now;
  return go(world, &FenceRun::await_marker);
}

void FenceRun::collect_markers(World& world) {
  for (std::size_t i = markers_from_; i < world.markers.size(); ++i) {
    if (world.markers[i].payload != payload_) continue;
    for (Target& target : targets_)
      if (target.actor == world.markers[i].actor &&
          (fence_->kind != Kind::retained || world.markers[i].retained))
        target.arrived = true;
  }
  markers_from_ = world.markers.size();
}

Poll FenceRun::await_marker(World& world) {
  collect_markers(world);
  for (const Target& target : targets_)
    if (!target.arrived) return wait_or_give_up(world, target.actor, "did not get the marker");
  world.outcome.marker_delays.push_back(world.now - marker_sent_);
  if (fence_->kind == Kind::medium)
    for (const Target& target : targets_)
      if (Connection* connection = usable(world, target.actor)) unsubscribe(world, *connection, topic_);
  // TRIALS rule 2: a broker that was seen to change the order proves nothing by it.
  if (strong_ && world.settings.keeps_order) return go(world, &FenceRun::ping_targets);
  return pause(world, world.settings.grace, nullptr);
}

Poll FenceRun::ping_targets(World& world) {
  for (Target& target : targets_) {
    Connection* connection = usable(world, target.actor);
    if (connection == nullptr) return Poll::fail(no_marker(world, target.actor, "cannot send a PINGREQ"));
    target.token = world.new_token();
    world.ping(*connection, target.token);
  }
  return go(world, &FenceRun::await_target_pongs);
}

Poll FenceRun::await_target_pongs(World& world) {
  for (const Target& target : targets_)
    if (!world.answers.contains(target.token)) return wait_or_give_up(world, target.actor, "got no PINGRESP");
  return pause(world, world.settings.strong_tail, nullptr);
}

}  // namespace client
