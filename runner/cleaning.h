// Clears what a case left behind, over the network and outside its verdict.
#pragma once

#include <functional>
#include <vector>

#include "client/cleanup.h"
#include "net/event_loop.h"
#include "runner/target.h"
#include "script/plan.h"

namespace runner {

class Cleaning {
 public:
  /// `changed` is called when done() has become true; it must not destroy the cleaning.
  Cleaning(net::EventLoop& loop, net::Endpoint where, client::CleanupOrder order,
           std::function<void()> changed);
  ~Cleaning();
  Cleaning(const Cleaning&) = delete;
  Cleaning& operator=(const Cleaning&) = delete;

  void start();
  bool done() const { return cleaner_.done(); }

 private:
  void pump();

  net::EventLoop& loop_;
  net::Endpoint where_;
  client::Cleaner cleaner_;
  std::function<void()> changed_;
  net::Channel channel_{};
};

/// One job for one user of the target.
struct CleaningJob {
  std::string user;  ///< role; empty: the default
  client::CleanupOrder order;
};
/// Topics are cleared by the writer if the case had users, sessions are ended by those whose they are. Empty
/// when nothing was left. Pure but for the credentials, which the target has.
std::vector<CleaningJob> cleaning_jobs(const Target& target, const script::CasePlan& plan,
                                       const client::Outcome& outcome);

}  // namespace runner
