// See the header.
#include "campaign/campaign.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "campaign/conversation.h"
#include "campaign/judge.h"
#include "campaign/mutate.h"

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

bool takes_long(const Play& play) {
  return std::ranges::any_of(play.steps, [](const Step& step) { return step.milliseconds > 100; });
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
      channel_(loop.open_channel({})),
      inquiry_(loop, host, random_,
               {.lanes = options.lanes, .tries = options.tries, .shrink_for = options.shrink_for},
               [this] { return stopped_; }) {}

void Campaign::know(std::vector<Finding> findings) {
  for (const Finding& each : findings) {
    met_[each.suspicion.signature] = looks;
    shown_.insert(each.suspicion.signature);
    last_number_ = std::max(last_number_, each.number);
  }
  findings_ = std::move(findings);
}

bool Campaign::time_is_up() const {
  return stopped_ || loop_.now() >= began_ + options_.time;
}

/// Lanes and bystanders for the broker that runs now.
std::expected<void, std::string> Campaign::begin() {
  // What is a hang is known by how long this broker takes on this machine, when it is well.
  const net::Time hang = std::clamp(40 * slowest_, shortest_hang, longest_hang);
  lanes_.clear();
  bystanders_.reset();
  statistics_.restarts += host_.restarts() ? 1 : 0;
  if (auto ready = host_.fresh(); !ready) return ready;
  bystanders_ =
      std::make_unique<Bystanders>(loop_, host_.where(), host_.credentials(), bystanders_name(random_));
  bystanders_->start(hang, std::chrono::milliseconds(5));
  lanes_.resize(options_.lanes);
  for (auto& lane : lanes_) {
    lane = std::make_unique<Playback>(
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
  for (const auto& lane : lanes_) {
    if (raised_ || lane->busy()) continue;
    if (options_.plays_per_s > 0 &&
        static_cast<double>(statistics_.plays) > options_.plays_per_s * seconds(loop_.now() - began_))
      return;
    lane->start(next_play(), patience_);
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
    if (const Suspicion said = suspicion_of_end(end->status, end->log);
        said.kind == Kind::leak || said.kind == Kind::sanitizer) {
      culprit_.reset();
      confirm(said, {});
    }
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
  statistics_.trials = inquiry_.trials();
  if (host_.coverage() != nullptr) statistics_.places = host_.coverage()->places();
}

/// Something was raised: all stops, it is looked into, and then all begins anew.
void Campaign::attend() {
  std::vector<Play> running;
  for (const auto& lane : lanes_) {
    if (lane->busy()) running.push_back(lane->play());
    lane->abandon();
  }
  const net::Time began = loop_.now();
  if (raised_->kind == Kind::crash || raised_->kind == Kind::bystander_cut_off) {
    loop_.run_until([this] { return host_.ended().has_value(); }, loop_.now() + end_is_known_within);
    if (const auto status = host_.ended()) raised_ = suspicion_of_end(*status, host_.log());
  }
  statistics_.bystander_messages += bystanders_->arrived();
  inquiry_.be_patient(std::clamp(10 * bystanders_->round_trip(), shortest_patience, longest_patience),
                      std::clamp(40 * slowest_, shortest_hang, longest_hang));
  bystanders_->stop();
  const Suspicion raised = *raised_;
  audience_.looks_into(raised);
  confirm(raised, std::move(running));
  statistics_.confirming_s += seconds(loop_.now() - began);
  if (auto ready = begin(); !ready) {
    ended_because_ = ready.error();
    raised_.reset();
  }
}

void Campaign::confirm(const Suspicion& raised, std::vector<Play> running) {
  const auto count_once_more = [this](const Suspicion& again) {
    for (Finding& finding : findings_)
      finding.times += finding.suspicion.signature == again.signature ? 1 : 0;
  };
  // Oracles of the process look at a gauge, which becomes less sensitive by itself.
  const bool by_gauge = is_dear(raised.kind) || is_worn(raised.kind);
  if (!culprit_ && met_[raised.signature]++ >= looks && !by_gauge) return count_once_more(raised);
  std::vector<Play> candidates;
  if (culprit_) {
    candidates = {*culprit_};
  } else {
    candidates.assign(recent_.begin(), recent_.end());
    std::ranges::move(running, std::back_inserter(candidates));
    if (is_worn(raised.kind) || is_told_at_the_end(raised.kind)) std::erase_if(candidates, takes_long);
  }
  auto finding = inquiry_.reproduce(raised, candidates);
  if (by_gauge) gauge_.was_wrong(raised.kind);
  // What a broker takes goes up and down for many reasons: without a play that shows it, it is nothing.
  if (!finding && by_gauge) return;
  if (!finding) {
    finding = Finding{.suspicion = raised, .plays = std::move(candidates), .log = host_.log()};
    finding->suspicion.kind = Kind::unreproduced;
    finding->suspicion.sentence =
        fmt::format("{} ({}), which did not happen again", raised.sentence, name_of(raised.kind));
  } else if (!shown_.insert(finding->suspicion.signature).second) {
    return count_once_more(finding->suspicion);
  }
  finding->found_after_s = seconds(loop_.now() - began_);
  finding->found_after_plays = statistics_.plays;
  if (finding->suspicion.kind != Kind::unreproduced) {
    for (const Play& play : finding->plays) finding->bytes_at_first += bytes_of(play);
    inquiry_.shrink(*finding);
    inquiry_.try_again(*finding);
  }
  settle(std::move(*finding));
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
