// See verdict.h. Failures of standing rules are recorded where they happen; this joins them with the
// script's.
#include "client/verdict.h"

#include <algorithm>
#include <fmt/format.h>

#include "client/needs.h"

namespace client {

namespace {

void set_reason(Outcome& outcome, Verdict verdict, std::string reason) {
  if (outcome.verdict != Verdict::not_run) return;
  outcome.verdict = verdict;
  outcome.reason = std::move(reason);
}

void record_failure(World& world, const Trouble& trouble) {
  Failure failure;
  failure.where = trouble.where;
  failure.expected = trouble.expected;
  failure.actual = trouble.actual;
  failure.requirement = world.charge_or_point(trouble.charge);
  failure.explanation = trouble.explanation;
  failure.wire_index = trouble.wire_index;
  world.outcome.failures.push_back(failure);
  if (trouble.also.empty() || trouble.also == failure.requirement) return;
  failure.requirement = trouble.also;
  world.outcome.failures.push_back(std::move(failure));
}

}  // namespace

void record(World& world, const Trouble& trouble, bool in_given) {
  Outcome& outcome = world.outcome;
  switch (trouble.kind) {
    case Trouble::Kind::failed:
      if (in_given)
        set_reason(outcome, Verdict::inconclusive,
                   fmt::format("a precondition failed in line {}: expected {}, got {}", trouble.where.line,
                               trouble.expected, trouble.actual));
      else
        record_failure(world, trouble);
      break;
    case Trouble::Kind::inconclusive: set_reason(outcome, Verdict::inconclusive, trouble.explanation); break;
    case Trouble::Kind::unsupported:
      outcome.capability = trouble.capability;
      outcome.capability_source = trouble.capability_source;
      set_reason(outcome, Verdict::unsupported, trouble.explanation);
      break;
    case Trouble::Kind::error: set_reason(outcome, Verdict::error, trouble.explanation); break;
  }
}

void decide(World& world, bool reached_the_end) {
  Outcome& outcome = world.outcome;
  if (outcome.verdict == Verdict::error) return;
  if (outcome.starved) {
    outcome.verdict = Verdict::inconclusive;
    if (outcome.reason.empty())
      outcome.reason = "the harness itself was late, so a limit of time decides nothing";
  } else if (!outcome.failures.empty()) {
    outcome.verdict = Verdict::fail;
  } else if (outcome.verdict == Verdict::not_run) {
    outcome.verdict = outcome.advice.empty() ? Verdict::pass : Verdict::advisory;
  }
  const auto add = [&](const std::string& id) {
    if (!id.empty() && std::ranges::find(outcome.verified, id) == outcome.verified.end())
      outcome.verified.push_back(id);
  };
  if (reached_the_end)
    for (const std::string& id : world.plan.covers)
      if (!world.untested.contains(id)) add(id);
  for (const std::string& id : world.evaluated) add(id);
  for (const std::string& id : world.rules_seen) add(id);
  for (Failure& failure : outcome.failures)
    failure.wire_index = std::min(failure.wire_index, outcome.wire.size());
  outcome.duration = world.now - world.began;
}

std::optional<Trouble> unmet_need(const World& world) {
  const auto unmet = unmet_need(world.plan.needs, world.settings.server);
  if (!unmet) return std::nullopt;
  Trouble trouble;
  trouble.kind = Trouble::Kind::unsupported;
  trouble.where = unmet->where;
  trouble.capability = unmet->capability;
  trouble.capability_source = unmet->source;
  trouble.explanation = unmet->sentence;
  return trouble;
}

}  // namespace client
