// See the header.
#include "campaign/campaign.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "campaign/conversation.h"
#include "campaign/judge.h"
#include "campaign/minimise.h"
#include "campaign/mutate.h"
#include "campaign/wear.h"

namespace campaign {
namespace {

constexpr net::Time look_every = std::chrono::milliseconds(20);
constexpr net::Time gauge_every = std::chrono::milliseconds(100);
constexpr net::Time show_every = std::chrono::milliseconds(250);
constexpr net::Time shortest_patience = std::chrono::milliseconds(20);
constexpr net::Time longest_patience = std::chrono::milliseconds(200);
constexpr net::Time shortest_hang = std::chrono::seconds(1);
constexpr net::Time longest_hang = std::chrono::seconds(5);
/// A broker that just died refuses connections before its end is known.
constexpr net::Time end_is_known_within = std::chrono::milliseconds(500);
constexpr std::size_t remembered = 256;
/// The same end may have several causes; each signature gets so many looks, and is only counted afterwards.
constexpr std::size_t looks = 3;

double seconds(net::Time time) {
  return std::chrono::duration<double>(time).count();
}

/// Told when it is asked to end, and not before.
bool is_told_at_the_end(Kind kind) {
  return kind == Kind::leak;
}

/// What the process takes for one play.
bool is_dear(Kind kind) {
  return kind == Kind::memory || kind == Kind::memory_of_strangers || kind == Kind::processor;
}

/// What it takes and does not give back.
bool is_worn(Kind kind) {
  return kind == Kind::memory_not_returned || kind == Kind::descriptors;
}

bool takes_long(const Play& play) {
  return std::ranges::any_of(play.steps, [](const Step& step) { return step.milliseconds > 100; });
}

std::string bystanders_name(codec::Random& random) {
  return fmt::format("by{:016x}", random.next());
}

}  // namespace

Campaign::Campaign(net::EventLoop& loop, Host& host, const Options& options, std::vector<Play> seeds,
                   Audience& audience)
    : loop_(loop),
      host_(host),
      options_(options),
      audience_(audience),
      random_(options.seed),
      seeds_(std::move(seeds)),
      channel_(loop.open_channel({})) {}

void Campaign::know(std::vector<Finding> findings) {
  for (const Finding& each : findings) {
    met_[each.suspicion.signature] = looks;
    last_number_ = std::max(last_number_, each.number);
  }
  findings_ = std::move(findings);
}

bool Campaign::time_is_up() const {
  return stopped_ || loop_.now() >= began_ + options_.time;
}

TrialOptions Campaign::trial_options(bool fresh) {
  // On a broker that has shown nothing yet a short wait is good enough: what it shows is tried on a new one.
  return {.patience = trial_patience_,
          .hang = fresh || !host_.restarts() ? hang_ : hang_ / 4,
          .fresh = fresh,
          .bystanders = bystanders_name(random_)};
}

/// Lanes and bystanders for the broker that runs now.
std::expected<void, std::string> Campaign::begin() {
  // What is a hang is known by how long this broker takes on this machine, when it is well.
  hang_ = std::clamp(40 * slowest_, shortest_hang, longest_hang);
  lanes_.clear();
  bystanders_.reset();
  statistics_.restarts += host_.restarts() ? 1 : 0;
  if (auto ready = host_.fresh(); !ready) return ready;
  bystanders_ =
      std::make_unique<Bystanders>(loop_, host_.where(), host_.credentials(), bystanders_name(random_));
  bystanders_->start(hang_, std::chrono::milliseconds(5));
  lanes_.resize(options_.lanes);
  for (Lane& lane : lanes_) {
    lane.playback = std::make_unique<Playback>(
        loop_, host_.where(),
        [this](const Play& play, const Transcript& transcript) { played(play, transcript); }, host_.say());
  }
  recent_.clear();
  raised_.reset();
  culprit_.reset();
  forget_peak(host_.pid());
  if (const auto usage = usage_of(host_.pid())) gauge_.begin(*usage, loop_.now());
  return {};
}

Play Campaign::next_play() {
  if (!options_.mutates) return seeds_[random_.below(seeds_.size())];
  if (!seeds_.empty() && (pool_.empty() || random_.one_in(3))) {
    Play seed = std::move(seeds_.back());
    seeds_.pop_back();
    return seed;
  }
  const auto any = [this]() -> const Play& {
    // What is new leads further more often than what is old.
    const std::size_t newest = std::min<std::size_t>(pool_.size(), 64);
    const std::size_t back = random_.coin() ? random_.below(newest) : random_.below(pool_.size());
    return pool_[pool_.size() - 1 - back];
  };
  const Play* play = &any();
  for (int i = 0; i < 4 && takes_long(*play); ++i) play = &any();
  const Play* others[] = {&any(), &any()};
  return mutate(*play, others, random_,
                {.may_pause = random_.one_in(16), .may_answer = static_cast<bool>(host_.say())});
}

void Campaign::feed_lanes() {
  for (Lane& lane : lanes_) {
    if (raised_ || lane.playback->busy()) continue;
    if (options_.plays_per_s > 0 &&
        static_cast<double>(statistics_.plays) > options_.plays_per_s * seconds(loop_.now() - began_))
      return;
    lane.playback->start(next_play(), patience_);
  }
}

void Campaign::played(const Play& play, const Transcript& transcript) {
  ++statistics_.plays;
  statistics_.packets_sent += transcript.packets_sent;
  statistics_.packets_heard += transcript.packets_heard;
  statistics_.bytes_sent += transcript.bytes_sent;
  const auto talk = conversations(play, transcript);
  for (const Conversation& each : talk)
    for (const Utterance& one : each.utterances)
      if (one.what == Utterance::What::sent && one.violation)
        faults_sent_.emplace(one.violation->requirement);
  // Other plays run beside it, and the new code may be theirs; it is there for one of the next to lead to.
  CoverageMap* const coverage = host_.coverage();
  constexpr std::uint64_t look_everywhere_each = 64;
  const auto where = statistics_.plays % look_everywhere_each == 1 ? CoverageMap::Look::everywhere
                                                                   : CoverageMap::Look::where_something_was;
  const std::size_t places = coverage == nullptr ? 0 : coverage->take_in(where);
  const bool is_new = novelty_.take_in(behaviour_of(talk)) > 0;
  if (is_new || places > 0) {
    pool_.push_back(play);
    statistics_.last_new_s = seconds(loop_.now() - began_);
    // Only then can there be something that was not judged before.
    for (Suspicion& suspicion : judge(talk)) {
      if (raised_ || may_be_handed_on(suspicion) || is_known(suspicion.signature)) continue;
      raised_ = std::move(suspicion);
      culprit_ = play;
    }
  }
  recent_.push_back(play);
  if (recent_.size() > remembered) recent_.pop_front();
  if (transcript.not_opened) look();
  feed_lanes();
}

/// Whether the fault is one that another play has sent, and no numbered statement forbids: see judge().
bool Campaign::may_be_handed_on(const Suspicion& suspicion) const {
  return suspicion.kind == Kind::ill_formed && suspicion.requirement.find("MQTT-") == std::string::npos &&
         faults_sent_.contains(suspicion.requirement);
}

/// Several times a second: is it still there, and is it well?
void Campaign::look() {
  if (raised_) return;
  slowest_ = std::max(slowest_, bystanders_->round_trip());
  if (host_.ended()) {
    raised_ = Suspicion{Kind::crash, {}, {}, {}};
  } else if (const auto suspicion = bystanders_->check(loop_.now())) {
    raised_ = *suspicion;
  } else if (loop_.now() - last_gauged_ >= gauge_every) {
    last_gauged_ = loop_.now();
    const auto usage = usage_of(host_.pid());
    const auto kind =
        usage ? gauge_.look(*usage, last_gauged_, statistics_.bytes_sent, bystanders_->round_trip())
              : std::nullopt;
    if (kind) raised_ = Suspicion{*kind, std::string(name_of(*kind)), "wears out", {}};
  }
}

bool Campaign::is_known(const std::string& signature) {
  return met_[signature]++ > 0;
}

std::expected<CampaignResult, std::string> Campaign::run() {
  if (auto ready = begin(); !ready) return std::unexpected(ready.error());
  began_ = loop_.now();
  while (!time_is_up() && ended_because_.empty() && findings_.size() < options_.most_findings) {
    feed_lanes();
    loop_.run_until([this] { return raised_.has_value() || stopped_; },
                    std::min(loop_.now() + look_every, began_ + options_.time));
    look();
    if (loop_.now() - last_standing_ >= show_every) {
      last_standing_ = loop_.now();
      take_stock();
      audience_.standing(statistics_, findings_.size(), began_ + options_.time - loop_.now());
    }
    if (raised_) attend();
  }
  const bool no_broker = !ended_because_.empty();
  if (ended_because_.empty())
    ended_because_ = stopped_ ? "interrupted"
                     : findings_.size() >= options_.most_findings
                         ? fmt::format("{} findings are enough", findings_.size())
                         : "time is up";
  lanes_.clear();
  if (bystanders_) statistics_.bystander_messages += bystanders_->arrived();
  bystanders_.reset();
  if (const auto end = host_.stop()) {
    // Memory that nobody can reach any more is told at the end alone.
    if (auto leak = suspicion_of_end(end->status, end->log);
        leak.kind == Kind::leak || leak.kind == Kind::sanitizer)
      attend_to_leak(std::move(leak), end->log);
  }
  CampaignResult result;
  take_stock();
  result.target = host_.target().name;
  result.statistics = statistics_;
  result.findings = findings_;
  result.ended_because = ended_because_;
  result.no_broker = no_broker;
  std::ranges::sort(result.findings, {}, [](const Finding& each) {
    return std::pair(severity_of(each.suspicion.kind), each.number);
  });
  return result;
}

void Campaign::take_stock() {
  statistics_.elapsed_s = seconds(loop_.now() - began_);
  statistics_.pool = pool_.size();
  statistics_.behaviours = novelty_.count();
  if (host_.coverage() != nullptr) statistics_.places = host_.coverage()->places();
}

/// Something was raised: all stops, it is looked into, and then all begins anew.
void Campaign::attend() {
  std::vector<Play> running;
  for (Lane& lane : lanes_) {
    if (lane.playback->busy()) running.push_back(lane.playback->play());
    lane.playback->abandon();
  }
  const net::Time began = loop_.now();
  if (raised_->kind == Kind::crash || raised_->kind == Kind::bystander_cut_off) {
    loop_.run_until([this] { return host_.ended().has_value(); }, loop_.now() + end_is_known_within);
    if (const auto status = host_.ended()) raised_ = suspicion_of_end(*status, host_.log());
  }
  statistics_.bystander_messages += bystanders_->arrived();
  trial_patience_ = std::clamp(10 * bystanders_->round_trip(), shortest_patience, longest_patience);
  bystanders_->stop();
  const Suspicion raised = *raised_;
  audience_.looks_into(raised);
  if (culprit_) running = {*culprit_};
  confirm(raised, std::move(running));
  statistics_.confirming_s += seconds(loop_.now() - began);
  if (auto ready = begin(); !ready) {
    ended_because_ = ready.error();
    raised_.reset();
  }
}

void Campaign::confirm(Suspicion raised, std::vector<Play> running) {
  if (!culprit_ && met_[raised.signature]++ >= looks && !is_worn(raised.kind)) {
    for (Finding& finding : findings_)
      finding.times += finding.suspicion.signature == raised.signature ? 1 : 0;
    return;
  }
  std::vector<Play> candidates;
  if (culprit_) {
    candidates = std::move(running);
  } else {
    candidates.assign(recent_.begin(), recent_.end());
    candidates.insert(candidates.end(), running.begin(), running.end());
  }
  auto finding = is_dear(raised.kind)   ? reproduce_cost(candidates)
                 : is_worn(raised.kind) ? reproduce_wear(candidates)
                                        : reproduce(raised, candidates);
  // What a broker takes goes up and down for many reasons: without a play that shows it, it is nothing.
  if (!finding && (is_dear(raised.kind) || is_worn(raised.kind))) return gauge_.was_wrong(raised.kind);
  if (!finding) {
    Finding lost{.suspicion = raised, .plays = candidates, .log = host_.log()};
    lost.suspicion.kind = Kind::unreproduced;
    lost.suspicion.sentence =
        fmt::format("{} ({}), which did not happen again", raised.sentence, name_of(raised.kind));
    lost.found_after_s = seconds(loop_.now() - began_);
    lost.found_after_plays = statistics_.plays;
    return settle(std::move(lost));
  }
  finding->found_after_s = seconds(loop_.now() - began_);
  finding->found_after_plays = statistics_.plays;
  for (const Play& play : finding->plays) finding->bytes_at_first += bytes_of(play);
  if (is_worn(finding->suspicion.kind) || is_dear(finding->suspicion.kind)) gauge_.was_wrong(raised.kind);
  if (is_known(finding->suspicion.signature + "!")) {
    for (Finding& each : findings_)
      each.times += each.suspicion.signature == finding->suspicion.signature ? 1 : 0;
    return;
  }
  shrink(*finding);
  try_again(*finding);
  settle(std::move(*finding));
}

/// The shortest end of the history that shows it again: the last plays alone, then all of them.
std::optional<Finding> Campaign::reproduce(const Suspicion& raised, const std::vector<Play>& candidates) {
  for (std::size_t count : {std::size_t{1}, options_.lanes * 2, candidates.size()}) {
    count = std::min(count, candidates.size());
    const std::span<const Play> last = std::span(candidates).last(count);
    for (int attempt = 0; attempt < 2; ++attempt) {
      const TrialResult trial = try_plays(loop_, host_, last, trial_options(true));
      ++statistics_.trials;
      if (!trial.trouble.empty()) return std::nullopt;
      if (trial.suspicions.empty()) continue;
      Finding finding{.suspicion = trial.suspicions.front(),
                      .plays = {last.begin(), last.begin() + static_cast<std::ptrdiff_t>(trial.played)},
                      .log = trial.log};
      // What was raised first may be only one of several things that are wrong.
      for (const Suspicion& each : trial.suspicions) {
        if (each.signature == raised.signature) finding.suspicion = each;
      }
      return finding;
    }
    if (count == candidates.size()) break;
  }
  return std::nullopt;
}

/// Which single play costs much, the last ones first.
std::optional<Finding> Campaign::reproduce_cost(const std::vector<Play>& candidates) {
  constexpr std::size_t most = 64;
  if (!host_.restarts() || !host_.fresh()) return std::nullopt;
  for (std::size_t i = 0; i < std::min(most, candidates.size()) && !stopped_; ++i) {
    const Play& play = candidates[candidates.size() - 1 - i];
    ++statistics_.trials;
    const auto cost = cost_of(loop_, host_, play, trial_patience_);
    if (!cost && !host_.fresh()) return std::nullopt;
    if (!cost) continue;
    if (auto suspicion = judge(*cost))
      return Finding{.suspicion = std::move(*suspicion), .plays = {play}, .log = {}};
  }
  return std::nullopt;
}

/// All together first, then halves of them, as long as a half still shows it.
std::optional<Finding> Campaign::reproduce_wear(std::vector<Play> candidates) {
  std::erase_if(candidates, takes_long);
  const auto worn = [&](std::span<const Play> plays) -> std::optional<Suspicion> {
    ++statistics_.trials;
    const auto wear = wear_of(loop_, host_, plays, {.rounds = 3, .patience = trial_patience_});
    return wear ? judge(*wear) : std::nullopt;
  };
  // Who wears it out did so again and again, and so is most often among the last.
  constexpr std::size_t few = 48;
  auto suspicion = candidates.size() > few ? worn(std::span(candidates).last(few)) : std::nullopt;
  if (suspicion) candidates.erase(candidates.begin(), candidates.end() - static_cast<std::ptrdiff_t>(few));
  if (!suspicion) suspicion = worn(candidates);
  if (!suspicion) return std::nullopt;
  while (candidates.size() > 1 && !stopped_) {
    const std::size_t half = candidates.size() / 2;
    const auto begin = candidates.begin();
    const std::vector<Play> back(begin + static_cast<std::ptrdiff_t>(half), candidates.end());
    const std::vector<Play> front(begin, begin + static_cast<std::ptrdiff_t>(half));
    if (auto again = worn(back)) {
      suspicion = std::move(again);
      candidates = back;
    } else if (again = worn(front); again) {
      suspicion = std::move(again);
      candidates = front;
    } else {
      break;
    }
  }
  Finding finding{.suspicion = std::move(*suspicion), .plays = std::move(candidates), .log = {}};
  finding.repetitions = WearOptions{}.plays_in_a_round;
  return finding;
}

/// Whether it shows on a fresh broker, or on the one that runs, for kinds where that is good enough.
bool Campaign::shows(Finding& finding, std::span<const Play> plays, bool fresh) {
  ++statistics_.trials;
  const Kind kind = finding.suspicion.kind;
  if (is_told_at_the_end(kind)) {
    const TrialResult trial = try_plays(loop_, host_, plays, trial_options(true));
    const auto end = trial.suspicions.empty() && trial.trouble.empty() ? host_.stop() : std::nullopt;
    const bool same = end && suspicion_of_end(end->status, end->log).signature == finding.suspicion.signature;
    if (same) finding.log = end->log;
    return same;
  }
  if (is_worn(kind)) {
    const auto wear = wear_of(loop_, host_, plays, {.rounds = 3, .patience = trial_patience_});
    const auto suspicion = wear ? judge(*wear) : std::nullopt;
    if (!suspicion || suspicion->kind != kind) return false;
    finding.suspicion = *suspicion;
    return true;
  }
  if (is_dear(kind)) {
    if ((fresh || host_.ended()) && host_.restarts() && !host_.fresh()) return false;
    const auto cost = cost_of(loop_, host_, plays.front(), trial_patience_);
    const auto suspicion = cost ? judge(*cost) : std::nullopt;
    if (!suspicion || suspicion->signature != finding.suspicion.signature) return false;
    finding.suspicion = *suspicion;
    return true;
  }
  const TrialResult trial = try_plays(loop_, host_, plays, trial_options(fresh));
  is_worse_for_it_ = !trial.suspicions.empty() || !trial.trouble.empty();
  const auto same = std::ranges::find(trial.suspicions, finding.suspicion.signature, &Suspicion::signature);
  if (same == trial.suspicions.end()) return false;
  finding.log = trial.log;
  finding.suspicion = *same;  // shorter plays get other packets for an answer
  return true;
}

void Campaign::shrink(Finding& finding) {
  const net::Time until = loop_.now() + options_.shrink_for;
  const auto time_is_up = [&] { return stopped_ || loop_.now() >= until; };
  is_worse_for_it_ = true;
  // A broker that has just shown nothing is good enough to show nothing again, and costs a hundredth of a new
  // one; what it does show counts when a new one shows it, too.
  const auto still_shows = [&](std::span<const Play> plays) {
    const Kind kind = finding.suspicion.kind;
    if (is_worn(kind) || is_dear(kind) || is_told_at_the_end(kind)) return shows(finding, plays, false);
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

/// Memory that nobody can reach any more is told when the broker ends: by which of the last plays it was lost
/// is found by halves.
void Campaign::attend_to_leak(Suspicion leak, std::string log) {
  Finding finding{
      .suspicion = std::move(leak), .plays = {recent_.begin(), recent_.end()}, .log = std::move(log)};
  finding.found_after_s = seconds(loop_.now() - began_);
  finding.found_after_plays = statistics_.plays;
  std::erase_if(finding.plays, takes_long);
  if (!is_told_at_the_end(finding.suspicion.kind) || !shows(finding, finding.plays, true)) {
    finding.suspicion.sentence += ", and nobody knows behind which play";
    finding.suspicion.kind = Kind::unreproduced;
    return settle(std::move(finding));
  }
  const net::Time until = loop_.now() + options_.shrink_for;
  while (finding.plays.size() > 1 && !stopped_ && loop_.now() < until) {
    const auto half = finding.plays.begin() + static_cast<std::ptrdiff_t>(finding.plays.size() / 2);
    const std::vector<Play> back(half, finding.plays.end());
    const std::vector<Play> front(finding.plays.begin(), half);
    if (shows(finding, back, true))
      finding.plays = back;
    else if (shows(finding, front, true))
      finding.plays = front;
    else
      break;
  }
  for (const Play& play : finding.plays) finding.bytes_at_first += bytes_of(play);
  shrink(finding);
  try_again(finding);
  settle(std::move(finding));
}

/// How surely it shows, on a fresh broker each time.
void Campaign::try_again(Finding& finding) {
  for (std::size_t i = 0; i < options_.tries && !stopped_; ++i) {
    ++finding.tries;
    finding.reproduced += shows(finding, finding.plays, true) ? 1 : 0;
  }
}

void Campaign::settle(Finding finding) {
  const auto same = std::ranges::find_if(findings_, [&](const Finding& each) {
    return each.suspicion.kind == finding.suspicion.kind &&
           each.suspicion.signature == finding.suspicion.signature;
  });
  if (same != findings_.end()) {
    ++same->times;
    return;
  }
  finding.number = ++last_number_;
  findings_.push_back(std::move(finding));
  audience_.found(findings_.back());
}

}  // namespace campaign
