// What becomes of a suspicion: the plays that show it again on a fresh broker, as short as can be found, and
// how surely they do. How a trial is made depends on the kind of what is wrong; all else is the same for all
// kinds.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "campaign/finding.h"
#include "campaign/host.h"
#include "campaign/trial.h"
#include "codec/random/random.h"

namespace campaign {

struct InquiryOptions {
  std::size_t lanes = 16;                           ///< plays at once, of the campaign
  std::size_t tries = 10;                           ///< of each finding, for its rate
  net::Time shrink_for = std::chrono::seconds(20);  ///< each finding, at most
};

class Inquiry {
 public:
  /// All but the options must outlive it. `stopped`: asked between trials.
  Inquiry(net::EventLoop& loop, Host& host, codec::Random& random, const InquiryOptions& options,
          std::function<bool()> stopped);

  /// What this broker is known to need: with answers, and before it counts as hanging.
  void be_patient(net::Time with_answers, net::Time hang);

  /// The plays that show it again, of those that went before, the oldest first; as few of the last ones as
  /// come to mind. What is wrong may turn out to be something else than what was raised.
  std::optional<Finding> reproduce(const Suspicion& raised, std::span<const Play> candidates);
  /// Shorter plays that show the same.
  void shrink(Finding& finding);
  /// How surely they show it, on a fresh broker each time.
  void try_again(Finding& finding);

  std::size_t trials() const { return trials_; }

 private:
  std::optional<Finding> trial_of(const Suspicion& wanted, std::span<const Play> plays, bool fresh);
  std::optional<Finding> cost_of_one(std::span<const Play> plays, bool fresh);
  std::optional<Finding> wear_of_all(std::span<const Play> plays);
  std::optional<Finding> end_behind(std::span<const Play> plays);
  std::optional<Finding> show(const Suspicion& wanted, std::span<const Play> plays, bool fresh);
  bool shows(Finding& finding, std::span<const Play> plays, bool fresh);

  net::EventLoop& loop_;
  Host& host_;
  codec::Random& random_;
  InquiryOptions options_;
  std::function<bool()> stopped_;
  net::Time patience_ = std::chrono::milliseconds(50);
  net::Time hang_ = std::chrono::seconds(2);
  bool is_worse_for_it_ = false;  ///< the broker, for the last trial
  std::size_t trials_ = 0;
};

/// No play of ours comes upon it.
std::string bystanders_name(codec::Random& random);

}  // namespace campaign
