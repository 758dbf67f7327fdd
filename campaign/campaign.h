// A campaign: plays without end against one broker, several at once, every oracle looking. Suspicions are
// confirmed on a fresh broker and shrunk as they come.
#pragma once

#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "campaign/bystanders.h"
#include "campaign/finding.h"
#include "campaign/gauge.h"
#include "campaign/host.h"
#include "campaign/inquiry.h"
#include "campaign/novelty.h"
#include "campaign/playback.h"
#include "codec/random/random.h"

namespace campaign {

struct Options {
  net::Time time = std::chrono::minutes(10);
  std::uint64_t seed{};
  std::size_t lanes = 16;                           ///< plays at once
  double plays_per_s = 0;                           ///< at most; 0: as many as can be
  std::size_t tries = 10;                           ///< of each finding, for its rate
  net::Time shrink_for = std::chrono::seconds(20);  ///< each finding, at most
  std::size_t most_findings = 100;
  bool mutates = true;  ///< else the seeds are played again and again, as they are
};

/// Told on the campaign's own thread.
class Audience {
 public:
  virtual ~Audience() = default;
  virtual void standing(const Statistics& statistics, std::size_t findings, net::Time left) = 0;
  /// All stops to look into it; what comes of that is told by found(), or it was known already.
  virtual void looks_into(const Suspicion& suspicion) = 0;
  virtual void found(const Finding& finding) = 0;
  virtual void note(const std::string& line) = 0;
};

class Campaign {
 public:
  /// All but the seeds must outlive it.
  Campaign(net::EventLoop& loop, Host& host, const Options& options, std::vector<Play> seeds,
           Audience& audience);

  /// What an earlier campaign found, before run(): it is counted when it is met, and not told again.
  void know(std::vector<Finding> findings);
  /// Plays that have shown something so far, and those of the seeds that are still to come, the next one
  /// last.
  const std::deque<Play>& pool() const { return pool_; }
  const std::vector<Play>& seeds_left() const { return seeds_; }
  const std::vector<Finding>& findings() const { return findings_; }

  /// Until the time is up, or stop() is called, or there is no broker any more: the result says which. Fails
  /// when there is none at the beginning.
  std::expected<CampaignResult, std::string> run();
  /// From a handler of signals of the loop.
  void stop() { stopped_ = true; }

 private:
  std::expected<void, std::string> begin();
  void feed_lanes();
  Play next_play();
  void played(const Play& play, const Transcript& transcript);
  void look();
  void take_stock();
  void attend();
  void confirm(const Suspicion& raised, std::vector<Play> running);
  void settle(Finding finding);
  bool time_is_up() const;
  bool is_known(const std::string& signature);
  bool may_be_handed_on(const Suspicion& suspicion) const;

  net::EventLoop& loop_;
  Host& host_;
  Options options_;
  Audience& audience_;
  codec::Random random_;
  std::vector<Play> seeds_;  ///< not played yet; the next one is the last
  std::deque<Play> pool_;    ///< those that showed something new
  std::deque<Play> recent_;  ///< played last, the oldest first
  std::vector<std::unique_ptr<Playback>> lanes_;
  std::unique_ptr<Bystanders> bystanders_;
  net::Channel channel_;
  Inquiry inquiry_;
  Novelty novelty_;
  Gauge gauge_;
  net::Time last_gauged_{};
  net::Time slowest_{};  ///< that a bystander's message was
  net::Time began_{};
  net::Time patience_ = std::chrono::milliseconds(20);
  net::Time last_standing_{};
  std::optional<Suspicion> raised_;
  std::optional<Play> culprit_;                     ///< the one play that raised it, where that is known
  std::set<std::string, std::less<>> faults_sent_;  ///< requirements that our packets broke
  std::map<std::string, std::size_t> met_;          ///< signature -> how often
  std::set<std::string> shown_;                     ///< signatures of what was shown again
  std::vector<Finding> findings_;
  std::size_t last_number_ = 0;  ///< of a finding
  Statistics statistics_;
  std::string ended_because_;
  bool stopped_ = false;
};

}  // namespace campaign
