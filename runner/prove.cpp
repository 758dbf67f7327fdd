// See the header. Threads share the stage, and write to places of their own.
#include "runner/prove.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "broker/faults/fault_table.h"
#include "client/standing_rules.h"
#include "requirements/catalogue.h"
#include "runner/prove_judge.h"
#include "runner/prove_stage.h"
#include "runner/run.h"
#include "script/standing_rule_ids.h"

namespace runner {
namespace {

using client::Verdict;
using Clock = std::chrono::steady_clock;

constexpr auto progress_interval = std::chrono::milliseconds(200);

/// Calls `work` with 0 … count-1 on so many threads; `progress` now and then, on one of them at a time.
void on_threads(std::size_t threads, std::size_t count, const std::function<void(std::size_t)>& work,
                const std::function<void(std::size_t)>& progress) {
  std::atomic<std::size_t> next = 0;
  std::mutex telling;
  auto told = Clock::now();
  const auto loop = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      work(i);
      const std::unique_lock lock(telling, std::try_to_lock);
      if (!lock || !progress || Clock::now() - told < progress_interval) continue;
      told = Clock::now();
      progress(std::min<std::size_t>(next, count));
    }
  };
  std::vector<std::jthread> others;
  others.reserve(threads);
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(loop);
  loop();
}

struct Rehearsal {
  std::optional<Staging> staging;  ///< nothing: the target lacks what it needs
  client::Outcome outcome;
  broker::FaultSet asked;
};

CaseResult told(const script::CaseInfo& info, const Rehearsal& rehearsal, client::Outcome outcome) {
  CaseResult result = case_result_of(info);
  result.verdict = outcome.verdict;
  result.outcome = std::move(outcome);
  result.plays = 1;
  if (!rehearsal.staging) return result;
  for (const script::ActorPlan& actor : rehearsal.staging->plan.actors) result.actors.push_back(actor.name);
  return result;
}

Rehearsal rehearse(const Stage& stage, const script::CaseInfo& info, const broker::Faults& watched) {
  Rehearsal rehearsal;
  auto staging = stage.stage(info);
  if (!staging) {
    rehearsal.outcome.verdict = Verdict::unsupported;
    rehearsal.outcome.reason = staging.error().sentence;
    rehearsal.outcome.capability = staging.error().capability;
    rehearsal.outcome.capability_source = staging.error().source;
    return rehearsal;
  }
  rehearsal.staging = std::move(*staging);
  Stage::Play play = stage.play(*rehearsal.staging, watched);
  rehearsal.outcome = std::move(play.outcome);
  rehearsal.asked = play.asked;
  return rehearsal;
}

std::set<std::string, std::less<>> always_watched() {
  std::set<std::string, std::less<>> ids;
  for (const std::string_view id : script::standing_rule_ids()) ids.emplace(id);
  for (const client::StandingRuleInfo& rule : client::standing_rules()) {
    for (const std::string_view id : {rule.id_3_1_1, rule.id_5_0}) {
      if (!id.empty()) ids.emplace(id);
    }
  }
  for (const std::string_view id : client::form_ids()) ids.emplace(id);
  return ids;
}

std::vector<std::size_t> on_trial(const ProveOptions& options) {
  std::vector<std::size_t> faults = options.faults;
  for (std::size_t i = 0; options.faults.empty() && i < broker::fault_count; ++i) faults.push_back(i);
  return faults;
}

struct Trial {
  std::size_t place{};  ///< index into the faults on trial
  std::size_t of_case{};
  std::optional<Observation> changed;
  client::Outcome outcome;  ///< kept on request
};

/// One case behind the other rather than one fault, so that plays of very different length mix.
std::vector<Trial> trials_of(const std::vector<Rehearsal>& rehearsals,
                             const std::vector<std::size_t>& faults) {
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < rehearsals.size(); ++i) {
    for (std::size_t place = 0; place < faults.size(); ++place) {
      if (rehearsals[i].asked.test(faults[place])) trials.push_back({place, i, {}, {}});
    }
  }
  return trials;
}

void keep_convictions(Proof& proof, const std::vector<script::CaseInfo>& cases,
                      const std::vector<Rehearsal>& rehearsals, std::vector<Trial>& trials) {
  for (Trial& trial : trials) {
    FaultProof& fault = proof.faults[trial.place];
    const script::CaseInfo& info = cases[trial.of_case];
    if (std::ranges::find(fault.by, info.id) == fault.by.end()) continue;
    fault.convictions.push_back(told(info, rehearsals[trial.of_case], std::move(trial.outcome)));
  }
}

/// What the reference broker cannot have at all, as the catalogue says, it cannot be asked to obey.
bool is_beyond_the_reference_broker(const script::CaseInfo& info, Verdict verdict) {
  return verdict == Verdict::unsupported && std::ranges::all_of(info.covers, [](const std::string& id) {
           const requirements::Requirement* requirement = requirements::catalogue().find(id);
           return requirement != nullptr && !requirement->no_fault.empty();
         });
}

void tell_disobedience(Proof& proof, const std::vector<script::CaseInfo>& cases,
                       std::vector<Rehearsal>& rehearsals) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Verdict verdict = rehearsals[i].outcome.verdict;
    if (verdict == Verdict::pass || is_beyond_the_reference_broker(cases[i], verdict)) continue;
    auto& list = verdict == Verdict::advisory ? proof.advised : proof.disobedient;
    list.push_back(told(cases[i], rehearsals[i], std::move(rehearsals[i].outcome)));
  }
}

}  // namespace

std::expected<Proof, RunError> prove(const std::vector<script::CaseInfo>& cases,
                                     const ProveOptions& options) {
  const auto began = Clock::now();
  const auto stage = Stage::build(options.seed);
  if (!stage) return std::unexpected(stage.error());

  Evidence evidence;
  evidence.table = broker::fault_table;
  evidence.faults = on_trial(options);
  evidence.always_watched = always_watched();
  evidence.all_faults = options.faults.empty();
  evidence.all_cases = options.all_cases;
  evidence.played.resize(evidence.faults.size());
  broker::FaultSet watched;
  for (const std::size_t fault : evidence.faults) watched.set(fault);
  broker::Faults obedient;
  obedient.watch(watched);

  std::vector<Rehearsal> rehearsals(cases.size());
  on_threads(options.jobs, cases.size(),
             [&](std::size_t i) { rehearsals[i] = rehearse(*stage, cases[i], obedient); }, {});
  evidence.cases.reserve(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    evidence.cases.push_back({cases[i].id, cases[i].covers, observe(rehearsals[i].outcome)});
  }

  std::vector<Trial> trials = trials_of(rehearsals, evidence.faults);
  const auto hold_trial = [&](std::size_t i) {
    Trial& trial = trials[i];
    broker::Faults faults;
    faults.switch_on(evidence.faults[trial.place]);
    client::Outcome outcome = stage->play(*rehearsals[trial.of_case].staging, faults).outcome;
    Observation seen = observe(outcome);
    if (seen == evidence.cases[trial.of_case].seen) return;
    trial.changed = std::move(seen);
    if (options.keep_convictions) trial.outcome = std::move(outcome);
  };
  on_threads(options.jobs, trials.size(), hold_trial, [&](std::size_t done) {
    if (options.progress) options.progress(cases.size() + done, cases.size() + trials.size());
  });
  for (const Trial& trial : trials) {
    ++evidence.played[trial.place];
    if (trial.changed)
      evidence.changes.push_back({evidence.faults[trial.place], trial.of_case, *trial.changed});
  }

  Proof proof = judge_proof(evidence, requirements::catalogue());
  if (options.keep_convictions) keep_convictions(proof, cases, rehearsals, trials);
  tell_disobedience(proof, cases, rehearsals);
  proof.tool_version = options.tool_version;
  proof.seed = options.seed;
  proof.plays = cases.size() + trials.size();
  proof.duration_s = std::chrono::duration<double>(Clock::now() - began).count();
  return proof;
}

}  // namespace runner
