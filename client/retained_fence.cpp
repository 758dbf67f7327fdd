// The retained fence: a control message is stored under the same filter, asked for, and cleared, then the
// grace.
#include "client/fences.h"

namespace client {

Poll FenceRun::store_control(World& world) {
  topic_ = fence_->filter;
  // The control is stored by the actor itself, unless it is a user of few rights and somebody else is there.
  storer_ = targets_.front().actor;
  const auto plain = [&](script::Actor actor) {
    return world.plan.actors[actor].user.empty() && usable(world, actor) != nullptr;
  };
  for (script::Actor each = 0; !plain(storer_) && each < world.actors.size(); ++each)
    if (plain(each)) storer_ = each;
  Connection* connection = usable(world, storer_);
  if (connection == nullptr) return Poll::fail(no_marker(world, storer_, "cannot store a control message"));
  qos_ = at_most(world, *connection, 1);
  token_ = world.new_token();
  world.control_topics.insert(topic_);
  if (!publish(world, *connection, topic_, payload_, qos_, true, token_)) {
    Trouble trouble = no_marker(world, storer_, "cannot store a retained message");
    trouble.kind = Trouble::Kind::unsupported;
    trouble.capability = "retain_available";
    trouble.capability_source = "CONNACK";
    return Poll::fail(std::move(trouble));
  }
  world.outcome.retained_topics.push_back(topic_);
  if (qos_ == 0) world.ping(*connection, token_);
  return go(world, &FenceRun::await_stored);
}

Poll FenceRun::await_stored(World& world) {
  const auto answer = world.answers.find(token_);
  if (answer == world.answers.end())
    return wait_or_give_up(world, storer_, "got no answer to its control message");
  if (answer->second.worst_code >= 0x80)
    return Poll::fail(no_marker(world, storer_, "may not store a control message"));
  return go(world, &FenceRun::subscribe_control);
}

Poll FenceRun::subscribe_control(World& world) {
  Target& target = targets_.front();
  Connection* connection = usable(world, target.actor);
  if (connection == nullptr)
    return Poll::fail(no_marker(world, target.actor, "cannot subscribe to the control"));
  target.token = world.new_token();
  markers_from_ = world.markers.size();
  subscribe(world, *connection, topic_, connection->owes_acknowledgements() ? std::uint8_t{0} : qos_,
            target.token);
  return go(world, &FenceRun::await_control);
}

Poll FenceRun::await_control(World& world) {
  collect_markers(world);
  const Target& target = targets_.front();
  if (!target.arrived)
    return wait_or_give_up(world, target.actor, "did not get the retained control message");
  if (!world.answers.contains(target.token))
    return wait_or_give_up(world, target.actor, "got no SUBACK for the control");
  return go(world, &FenceRun::clear_control);
}

Poll FenceRun::clear_control(World& world) {
  if (Connection* connection = usable(world, targets_.front().actor)) unsubscribe(world, *connection, topic_);
  if (Connection* connection = usable(world, storer_)) {
    publish(world, *connection, topic_, {}, qos_, true, world.new_token());
    std::erase(world.outcome.retained_topics, topic_);
  }
  return pause(world, world.settings.grace, nullptr);
}

}  // namespace client
