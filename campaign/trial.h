// One play, or a few behind each other, on a broker that knows nothing yet, with every oracle looking: this
// is how a suspicion is confirmed, and how a finding is shrunk.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "campaign/host.h"
#include "campaign/play.h"
#include "campaign/suspicion.h"
#include "net/event_loop.h"

namespace campaign {

struct TrialOptions {
  net::Time patience = std::chrono::milliseconds(100);  ///< with answers, at steps that wait
  net::Time hang = std::chrono::seconds(2);             ///< with bystanders
  bool fresh = true;                                    ///< else the broker that runs is good enough
  std::string bystanders;                               ///< their name, see Bystanders
};

struct TrialResult {
  std::vector<Suspicion> suspicions;  ///< none: nothing is wrong
  std::size_t played{};               ///< so many of the plays, the one that brought it to light included
  std::string log;                    ///< what the broker printed, if anything is wrong
  std::string trouble;                ///< why there could be no trial; else empty
};

/// Ends behind the first play that brings something to light.
TrialResult try_plays(net::EventLoop& loop, Host& host, std::span<const Play> plays,
                      const TrialOptions& options);

/// What there is to say of a broker that ended: what it printed if that tells, else how it ended.
Suspicion suspicion_of_end(const net::ExitStatus& status, const std::string& log);

}  // namespace campaign
