// Brokers for the cases that stop, kill and start one: further instances of the launched broker, of its
// durable variant, each lent to one case at a time, so that no other case is disturbed and none has to wait
// for the rest of the run.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "runner/keeper.h"
#include "runner/launch.h"

namespace runner {

class SpareBrokers {
 public:
  SpareBrokers() = default;
  ~SpareBrokers();
  SpareBrokers(const SpareBrokers&) = delete;
  SpareBrokers& operator=(const SpareBrokers&) = delete;

  struct Spare {
    Spare(LaunchedBroker&& made, net::EventLoop& loop, const Target& like, Errands& errands);
    LaunchedBroker broker;
    Target target;
    Keeper keeper;
    bool lent = false;
  };

  /// Starts so many at most, and waits until they answer. Fewer when one cannot be started: see why_none().
  void start(const LaunchedBroker& like, const Target& target, net::EventLoop& loop, std::size_t count);

  /// Whether a case may begin, be it to hear that there is none.
  bool may_lend() const;
  /// Null when none runs any more.
  Spare* lend();
  /// One that does not run is started again before it is lent again.
  void take_back(Spare& spare);
  const std::string& why_none() const { return why_none_; }

 private:
  std::unique_ptr<Errands> errands_;  ///< its thread outlives the brokers that it started
  std::vector<std::unique_ptr<Spare>> all_;
  std::string why_none_;
};

}  // namespace runner
