// See the header.
#include "campaign/inquiry.h"

#include <algorithm>
#include <fmt/format.h>

#include "campaign/minimise.h"
#include "campaign/wear.h"

namespace campaign {
namespace {

Finding found(const Suspicion& suspicion, std::span<const Play> plays, std::string log = {}) {
  return {.suspicion = suspicion, .plays = {plays.begin(), plays.end()}, .log = std::move(log)};
}

}  // namespace

std::string bystanders_name(codec::Random& random) {
  return fmt::format("by{:016x}", random.next());
}

Inquiry::Inquiry(net::EventLoop& loop, Host& host, codec::Random& random, const InquiryOptions& options,
                 std::function<bool()> stopped)
    : loop_(loop), host_(host), random_(random), options_(options), stopped_(std::move(stopped)) {}

void Inquiry::be_patient(net::Time with_answers, net::Time hang) {
  patience_ = with_answers;
  hang_ = hang;
}

/// What a trial shows: what is wanted, or else the first of several things that are wrong.
std::optional<Finding> Inquiry::trial_of(const Suspicion& wanted, std::span<const Play> plays, bool fresh) {
  // On a broker that has shown nothing yet a short wait is good enough: what it shows is tried on a new one.
  const TrialResult trial = try_plays(loop_, host_, plays,
                                      {.patience = patience_,
                                       .hang = fresh || !host_.restarts() ? hang_ : hang_ / 4,
                                       .fresh = fresh,
                                       .bystanders = bystanders_name(random_)});
  is_worse_for_it_ = !trial.suspicions.empty() || !trial.trouble.empty();
  if (trial.suspicions.empty()) return std::nullopt;
  const auto same = std::ranges::find(trial.suspicions, wanted.signature, &Suspicion::signature);
  return found(same == trial.suspicions.end() ? trial.suspicions.front() : *same, plays.first(trial.played),
               trial.log);
}

/// Of several plays the one that costs much, the last ones first.
std::optional<Finding> Inquiry::cost_of_one(std::span<const Play> plays, bool fresh) {
  if ((fresh || host_.ended()) && host_.restarts() && !host_.fresh()) return std::nullopt;
  for (; !plays.empty() && !stopped_(); plays = plays.first(plays.size() - 1)) {
    const auto cost = cost_of(loop_, host_, plays.back(), patience_);
    if (!cost && !host_.fresh()) return std::nullopt;
    if (const auto suspicion = cost ? judge(*cost) : std::nullopt) return found(*suspicion, plays.last(1));
  }
  return std::nullopt;
}

std::optional<Finding> Inquiry::wear_of_all(std::span<const Play> plays) {
  const auto wear = wear_of(loop_, host_, plays, {.rounds = 3, .patience = patience_});
  const auto suspicion = wear ? judge(*wear) : std::nullopt;
  if (!suspicion) return std::nullopt;
  Finding finding = found(*suspicion, plays);
  finding.repetitions = WearOptions{}.plays_in_a_round;
  return finding;
}

/// What the broker says when it is asked to end behind these plays.
std::optional<Finding> Inquiry::end_behind(std::span<const Play> plays) {
  const TrialResult trial = try_plays(
      loop_, host_, plays, {.patience = patience_, .hang = hang_, .bystanders = bystanders_name(random_)});
  if (!trial.suspicions.empty() || !trial.trouble.empty()) return std::nullopt;
  const auto end = host_.stop();
  if (!end) return std::nullopt;
  const Suspicion said = suspicion_of_end(end->status, end->log);
  if (!is_told_at_the_end(said.kind)) return std::nullopt;
  return found(said, plays, end->log);
}

std::optional<Finding> Inquiry::show(const Suspicion& wanted, std::span<const Play> plays, bool fresh) {
  ++trials_;
  if (is_told_at_the_end(wanted.kind)) return end_behind(plays);
  if (is_worn(wanted.kind)) return wear_of_all(plays);
  if (is_dear(wanted.kind)) return cost_of_one(plays, fresh);
  return trial_of(wanted, plays, fresh);
}

std::optional<Finding> Inquiry::reproduce(const Suspicion& raised, std::span<const Play> candidates) {
  // One play is enough most often where a broker ends; what wears it out did so again and again.
  const bool takes_many = is_worn(raised.kind) || is_told_at_the_end(raised.kind);
  for (std::size_t count :
       {takes_many ? options_.lanes * 3 : std::size_t{1}, options_.lanes * 4, candidates.size()}) {
    count = std::min(count, candidates.size());
    for (int attempt = 0; attempt < (takes_many ? 1 : 2) && !stopped_(); ++attempt)
      if (auto finding = show(raised, candidates.last(count), true)) return finding;
    if (count == candidates.size() || (is_dear(raised.kind) && count > 1)) break;
  }
  return std::nullopt;
}

/// Whether the plays show what the finding says; it takes over how they do.
bool Inquiry::shows(Finding& finding, std::span<const Play> plays, bool fresh) {
  auto again = show(finding.suspicion, plays, fresh);
  if (!again || again->suspicion.signature != finding.suspicion.signature) return false;
  finding.log = std::move(again->log);
  finding.suspicion = std::move(again->suspicion);  // shorter plays get other packets for an answer
  return true;
}

void Inquiry::shrink(Finding& finding) {
  const net::Time until = loop_.now() + options_.shrink_for;
  const auto time_is_up = [&] { return stopped_() || loop_.now() >= until; };
  is_worse_for_it_ = true;
  // A broker that has just shown nothing is good enough to show nothing again, and costs a hundredth of a new
  // one; what it does show counts when a new one shows it, too. What is measured needs no more than one look.
  const bool is_measured = is_of_the_process(finding.suspicion.kind);
  const auto still_shows = [&](std::span<const Play> plays) {
    if (is_measured) return shows(finding, plays, false);
    if (is_worse_for_it_ || !host_.restarts()) return shows(finding, plays, true);
    return shows(finding, plays, false) && shows(finding, plays, true);
  };
  // Most often the last play is enough.
  std::vector<Play> plays = finding.plays;
  for (std::size_t count = 1; count < plays.size() && !time_is_up(); count *= 4) {
    const std::span<const Play> last = std::span(plays).last(count);
    if (!still_shows(last)) continue;
    plays.assign(last.begin(), last.end());
    break;
  }
  if (plays.size() > 1) plays = fewer(std::move(plays), still_shows, time_is_up);
  Play play = plays.size() == 1 ? plays.front() : join(plays);
  if (plays.size() > 1 && !still_shows(std::span(&play, 1))) {
    finding.plays = std::move(plays);  // it needs them one by one
  } else {
    play = minimise(
        std::move(play), [&](const Play& candidate) { return still_shows(std::span(&candidate, 1)); },
        time_is_up);
    finding.plays = {std::move(play)};
  }
}

void Inquiry::try_again(Finding& finding) {
  for (std::size_t i = 0; i < options_.tries && !stopped_(); ++i) {
    ++finding.tries;
    finding.reproduced += shows(finding, finding.plays, true) ? 1 : 0;
  }
}

}  // namespace campaign
