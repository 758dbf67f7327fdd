// `broker restarts`, `is stopped`, `is killed`, `starts`, `link is cut`, `is restored`: the edge does it, the
// case waits for the answer.
#pragma once

#include "client/poll.h"

namespace client {

class BrokerRun {
 public:
  BrokerRun(const script::BrokerControl& control, script::Location where)
      : control_(&control), where_(where) {}

  /// Done when the broker has ended, or answers CONNECT again, or the link is as it was wished. When it does
  /// not, the case is inconclusive: a broker that does not come back may lack a port or a file as well as its
  /// memory.
  Poll poll(World& world);

 private:
  /// Whether the actor is a client of the broker that is meant.
  bool concerns(const World& world, std::size_t actor) const;
  void ask(World& world);
  void let_go_of_connections(World& world) const;

  const script::BrokerControl* control_;
  script::Location where_;
  bool asked_ = false;
};

}  // namespace client
