// The plays of a run: how each is made, and what follows when it is over.
#include <algorithm>
#include <fmt/format.h>

#include "runner/broker_log.h"
#include "runner/cleaning.h"
#include "runner/endpoints.h"
#include "runner/harness_scenarios.h"
#include "runner/run_state.h"
#include "runner/selection_match.h"

namespace runner {
namespace {

using std::chrono::seconds;

constexpr net::Time slow_connack = seconds(2);
/// So many in a row: a lossy link delays one here and there, a broker with too much to do all of them.
constexpr std::size_t slow_connacks_of_load = 3;

/// The capability that is missing because the target has no such listener or certificate.
std::optional<std::string> missing_listener(const Target& target, const script::CasePlan& plan) {
  for (const script::ActorPlan& actor : plan.actors) {
    std::string listener = listener_for(target, actor);
    if (!actor.role && !endpoint_for(target, listener, actor.certificate)) return listener;
  }
  return std::nullopt;
}

/// Why the target does not want this case played, unless its name was given for it.
std::optional<std::string> left_out(const Target& target, const script::CaseInfo& info,
                                    const std::vector<std::string>& asked_for) {
  for (const std::string& name : names_of(info)) {
    const auto found = target.left_out.find(name);
    if (found != target.left_out.end() && std::ranges::find(asked_for, name) == asked_for.end())
      return found->second;
  }
  return std::nullopt;
}

}  // namespace

Pool::Task RunState::main_task(std::size_t index) {
  const CaseRecord& record = records_[index];
  const bool controls = record.info.controls_broker;
  return {.id = record.info.id,
          .exclusive = std::ranges::find(record.info.tags, "exclusive") != record.info.tags.end() ||
                       (controls && keeper_ != nullptr),
          .may_begin = controls && keeper_ == nullptr ? std::function([this] { return spares_.may_lend(); })
                                                      : std::function<bool()>(),
          .make = [this, index](auto changed) { return make_play(index, false, std::move(changed)); },
          .done = [this, index](const CasePlay& play) { main_play_done(index, play); }};
}

Pool::Task RunState::replay_task(std::size_t index) {
  Pool::Task task = main_task(index);
  task.make = [this, index](auto changed) { return make_play(index, true, std::move(changed)); };
  task.done = [this, index](const CasePlay& play) { replay_done(index, play); };
  return task;
}

std::unique_ptr<CasePlay> RunState::make_play(std::size_t index, bool replay, std::function<void()> changed) {
  CaseRecord& record = records_[index];
  const auto unsupported = [&](const std::string& capability, const std::string& why,
                               const std::string& source) {
    decide(record, client::Verdict::unsupported, why);
    record.result.outcome.capability = capability;
    record.result.outcome.capability_source = source;
    finish(index);
    return nullptr;
  };
  try {
    if (const auto why = left_out(target_, record.info, options_.selection.patterns)) {
      return unsupported("left out", *why, "target file");
    }
    auto staged = stage_case(record.info, venues_, [&](const Venue& venue) {
      script::Environment names = environment(venue, record.info.version);
      // A further play has topics and clients of its own: what the one before left behind must not meet it.
      if (record.result.plays > 0) names.seed += fmt::format("{:x}", record.result.plays);
      return names;
    });
    if (!staged)
      return unsupported(staged.error().capability, staged.error().sentence, staged.error().source);
    const Venue& venue = *staged->venue;
    record.result.actors.clear();
    for (const script::ActorPlan& actor : staged->plan.actors) record.result.actors.push_back(actor.name);
    tell_listener(record.result, venue);
    if (const auto listener = missing_listener(venue.target, staged->plan)) {
      return unsupported(*listener,
                         fmt::format("the target has no listener or certificate for `{}`", *listener),
                         "target file");
    }
    const auto note_place_in_log = [this, index] {
      if (const auto* broker = broker_of(index)) log_places_[index] = broker->log_place();
    };
    if (record.info.controls_broker) {
      Venue& own = own_venues_.insert_or_assign(index, venue).first->second;
      Keeper* keeper = keeper_for(index, own);
      if (keeper == nullptr) {
        decide(record, client::Verdict::inconclusive,
               fmt::format("there is no broker to be stopped and started: {}", spares_.why_none()));
        finish(index);
        return nullptr;
      }
      note_place_in_log();
      return std::make_unique<CasePlay>(loop_, own.target, std::move(staged->plan),
                                        settings(own, record.info.version, replay), std::move(changed),
                                        keeper);
    }
    note_place_in_log();
    return std::make_unique<CasePlay>(loop_, venue.target, std::move(staged->plan),
                                      settings(venue, record.info.version, replay), std::move(changed));
  } catch (const std::exception& error) {
    decide(record, client::Verdict::error, fmt::format("internal error: {}", error.what()));
    finish(index);
    return nullptr;
  }
}

const LaunchedBroker* RunState::broker_of(std::size_t index) const {
  const auto lent = lent_.find(index);
  return lent == lent_.end() ? launched_ : &lent->second->broker;
}

client::Outcome RunState::outcome_of(std::size_t index, const CasePlay& play) const {
  client::Outcome outcome = play.outcome();
  if (outcome.verdict == client::Verdict::pass || outcome.verdict == client::Verdict::unsupported)
    return outcome;
  const auto* broker = broker_of(index);
  const auto place = log_places_.find(index);
  if (broker != nullptr && place != log_places_.end())
    outcome.broker_log = kept_lines(broker->log_since(place->second));
  return outcome;
}

Keeper* RunState::keeper_for(std::size_t index, Venue& venue) {
  if (keeper_ != nullptr) return keeper_.get();
  SpareBrokers::Spare* spare = spares_.lend();
  if (spare == nullptr) return nullptr;
  lent_[index] = spare;
  const std::string listener = venue.target.default_listener;
  venue.target = spare->target;
  venue.target.default_listener = listener;
  return &spare->keeper;
}

/// Before anything else is done behind the play: what comes next must find a broker that runs.
void RunState::give_back(std::size_t index) {
  if (!records_[index].info.controls_broker) return;
  if (keeper_ != nullptr) {
    keeper_->forget();
    keeper_->mend();
    if (mending()) pool_.hold(true);
  }
  if (const auto lent = lent_.extract(index); !lent.empty()) spares_.take_back(*lent.mapped());
}

void RunState::tell_listener(CaseResult& result, const Venue& venue) const {
  if (&venue == &venues_.front()) return;
  result.listener = venue.target.default_listener;
  if (!target_.simulated) result.listener_url = url_of(venue.target.listeners.at(result.listener));
}

void RunState::look_at(const CasePlay& play) {
  follow(calibration_, play.outcome());
  if (play.unreachable()) {
    pulse_.suspect();
    pool_.hold(true);  // until it is known whether there is still a broker
  }
  const net::Time now = loop_.now();
  if (play.slowest_connack() > net::Time{})
    slow_connacks_ = play.slowest_connack() > slow_connack ? slow_connacks_ + 1 : 0;
  if (slow_connacks_ < slow_connacks_of_load || pool_.slots() <= 1 || now - halved_at_ < slow_connack) return;
  halved_at_ = now;
  pool_.set_slots(pool_.slots() / 2);
  listener_.note(fmt::format("a CONNACK took {:.1f} s: from now on {} cases at once",
                             std::chrono::duration<double>(play.slowest_connack()).count(), pool_.slots()));
}

void RunState::main_play_done(std::size_t index, const CasePlay& play) {
  CaseRecord& record = records_[index];
  const client::Outcome outcome = outcome_of(index, play);
  give_back(index);
  look_at(play);
  clean_up(play);
  record.ended = loop_.now();
  const Next next = after_main_play(record, outcome, options_.repeat, options_.selection.level);
  if (play.unreachable() && play.outcome().verdict == client::Verdict::inconclusive) {
    record.decided = false;
    suspects_.insert(index);
    unreached_.insert(index);
    return;
  }
  switch (next) {
    case Next::decided: return finish(index);
    case Next::play_again: return pool_.add(main_task(index));
    case Next::replay: break;
  }
  // That this machine was too busy is never known of a broker.
  const bool known = (record.first_failure || !play.outcome().starved) && is_known(record);
  const bool confirm = options_.replay && !known;
  if (confirm) suspects_.insert(index);
  if (!record.first_failure) {
    if (!confirm) {
      record.decided = true;
      finish(index);
    }
    return;
  }
  if (options_.fail_fast && !known) pool_.drop_waiting();
  ask_canary(index, !confirm);
}

bool RunState::is_known(const CaseRecord& record) const {
  return options_.known && options_.known->excuse(record.info.id, record.result.outcome);
}

void RunState::replay_done(std::size_t index, const CasePlay& play) {
  CaseRecord& record = records_[index];
  const client::Outcome outcome = outcome_of(index, play);
  give_back(index);
  look_at(play);
  clean_up(play);
  record.ended = loop_.now();
  if (stop_ != Stop::no) return;  // cut short: this was no full replay, and play_all() gives the case up
  const bool lost = play.unreachable() && play.outcome().verdict == client::Verdict::inconclusive;
  if (lost && unreached_.insert(index).second) return pool_.add(replay_task(index));  // once more, if at all
  if (after_replay(record, outcome, options_.retries) == Next::replay) {
    return pool_.add(replay_task(index));
  }
  if (record.result.verdict != client::Verdict::fail) return finish(index);
  record.decided = false;  // until the canary has sung: a dead broker breaks no rule but one
  ask_canary(index, true);
}

void RunState::clean_up(const CasePlay& play) {
  // A spare goes with all that it holds.
  const auto record =
      std::ranges::find(records_, play.plan().id, [](const auto& one) { return one.info.id; });
  const bool on_spare = record != records_.end() && record->info.controls_broker && keeper_ == nullptr;
  if (stop_ != Stop::no || on_spare || mending()) return;
  for (CleaningJob& job : cleaning_jobs(target_, play.plan(), play.outcome())) {
    script::ActorPlan who;
    who.user = job.user;
    const auto where = endpoint_for(target_, listener_for(target_, who), "");
    if (where) pool_.start_cleaning(loop_, *where, std::move(job.order));
  }
}

void RunState::ask_canary(std::size_t index, bool then_finish) {
  const codec::Version version = records_[index].info.version;
  Pool::Task task;
  task.id = "canary";
  task.make = [this, version](auto changed) {
    const Venue& venue = venues_.front();
    return std::make_unique<CasePlay>(
        loop_, target_,
        harness_plan(HarnessScenario::canary, version, environment(venue, version),
                     fmt::format("cb{:x}", canaries_++)),
        settings(venue, version, false), std::move(changed));
  };
  task.done = [this, index, then_finish](const CasePlay& play) {
    CaseRecord& record = records_[index];
    look_at(play);
    const bool alive = play.outcome().verdict == client::Verdict::pass;
    std::string why = play.outcome().reason;
    if (why.empty() && !play.outcome().failures.empty()) why = play.outcome().failures.front().explanation;
    record.result.canary = alive ? "alive" : play.unreachable() ? "dead" : fmt::format("wounded: {}", why);
    if (stop_ == Stop::no) {
      if (const auto how = alive ? std::nullopt : pulse_.check()) on_death(*how);
    }
    if (!then_finish || stop_ == Stop::broker_died) return;
    if (play.unreachable() && stop_ == Stop::no) {
      await_pulse_.insert(index);
      return;
    }
    record.decided = true;
    finish(index);
  };
  pool_.start_aside(std::move(task));
}

void RunState::finish(std::size_t index) {
  CaseRecord& record = records_[index];
  ++finished_;
  secrets_.redact(record.result);
  const client::Verdict verdict = record.result.verdict;
  if (options_.known)
    record.result.known = options_.known->excuse(record.info.id, record.result.outcome).value_or("");
  const bool failed = verdict == client::Verdict::fail || verdict == client::Verdict::error;
  if (failed && record.result.known.empty()) ++failed_;
  listener_.finished(record.result, standing());
}

}  // namespace runner
