// How each case bears on each requirement, and which bearing decides.
#include "runner/summarise.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "requirements/catalogue.h"

namespace runner {
namespace {

using client::Verdict;

constexpr std::array all_verdicts{Verdict::pass,    Verdict::advisory,    Verdict::fail,
                                  Verdict::flaky,   Verdict::unsupported, Verdict::inconclusive,
                                  Verdict::not_run, Verdict::error};

/// What a case says about an id it is concerned with. The first in this order decides.
enum class Bearing : std::uint8_t {
  breaks,
  confirms,
  confirms_in_passing,
  advises,
  clouds,
  avoids,
  waits,
  lacks
};

struct Relation {
  Bearing bearing{};
  const CaseResult* result{};
};
using Relations = std::map<std::string_view, std::vector<Relation>>;

bool holds(const std::vector<std::string>& ids, std::string_view id) {
  return std::ranges::find(ids, id) != ids.end();
}

bool charges(const CaseResult& result, std::string_view id) {
  return std::ranges::find(result.outcome.failures, id, &client::Failure::requirement) !=
         result.outcome.failures.end();
}

bool advises_against(const CaseResult& result, std::string_view id) {
  return std::ranges::find(result.outcome.advice, id, &client::Remark::requirement) !=
         result.outcome.advice.end();
}

Bearing bearing_of(const CaseResult& result, std::string_view id) {
  switch (result.verdict) {
    case Verdict::pass:
    case Verdict::advisory:
      if (advises_against(result, id)) return Bearing::advises;
      if (!holds(result.outcome.verified, id)) return Bearing::avoids;
      return holds(result.covers, id) ? Bearing::confirms : Bearing::confirms_in_passing;
    case Verdict::fail:
      if (charges(result, id)) return Bearing::breaks;
      return advises_against(result, id) ? Bearing::advises : Bearing::clouds;
    case Verdict::unsupported: return Bearing::lacks;
    case Verdict::not_run: return Bearing::waits;
    case Verdict::flaky:
    case Verdict::inconclusive:
    case Verdict::error: break;
  }
  return Bearing::clouds;
}

/// The ids that a case may speak of. Standing rules of a case that did not pass prove nothing.
std::set<std::string_view> ids_of(const CaseResult& result) {
  std::set<std::string_view> ids(result.covers.begin(), result.covers.end());
  if (result.verdict == Verdict::pass || result.verdict == Verdict::advisory) {
    ids.insert(result.outcome.verified.begin(), result.outcome.verified.end());
  }
  if (result.verdict == Verdict::pass || result.verdict == Verdict::advisory ||
      result.verdict == Verdict::fail) {
    for (const auto& remark : result.outcome.advice) ids.insert(remark.requirement);
  }
  for (const auto& failure : result.outcome.failures) ids.insert(failure.requirement);
  return ids;
}

Relations relations_of(const std::vector<CaseResult>& cases) {
  Relations relations;
  for (const CaseResult& result : cases) {
    for (const std::string_view id : ids_of(result))
      relations[id].push_back({bearing_of(result, id), &result});
  }
  // Cases of the same bearing stay in their order, which is that of their addresses.
  for (auto& [id, list] : relations) {
    std::ranges::sort(list, {}, [](const Relation& each) { return std::pair(each.bearing, each.result); });
  }
  return relations;
}

RequirementVerdict verdict_of(Bearing bearing) {
  switch (bearing) {
    case Bearing::breaks: return RequirementVerdict::violated;
    case Bearing::confirms:
    case Bearing::confirms_in_passing: return RequirementVerdict::verified;
    case Bearing::advises: return RequirementVerdict::advised;
    case Bearing::clouds: return RequirementVerdict::inconclusive;
    case Bearing::lacks: return RequirementVerdict::unsupported;
    case Bearing::avoids:
    case Bearing::waits: break;
  }
  return RequirementVerdict::not_exercised;
}

/// Why the deciding case could not tell.
std::string clouded_by(const CaseResult& result) {
  const client::Outcome& outcome = result.outcome;
  switch (result.verdict) {
    case Verdict::fail:
      if (outcome.failures.empty() || outcome.failures.front().requirement.empty()) {
        return fmt::format("{} failed before it could tell", result.id);
      }
      return fmt::format("{} failed on {} before it could tell", result.id,
                         outcome.failures.front().requirement);
    case Verdict::flaky: return fmt::format("{} failed, and passed when it was played again", result.id);
    case Verdict::error:
      return fmt::format("{} met an error of this program{}{}", result.id, outcome.reason.empty() ? "" : ": ",
                         outcome.reason);
    default: break;
  }
  return fmt::format("{}: {}", result.id, outcome.reason.empty() ? "inconclusive" : outcome.reason);
}

std::string lacked_by(const CaseResult& result) {
  const client::Outcome& outcome = result.outcome;
  if (!outcome.reason.empty()) return outcome.reason;
  if (outcome.capability.empty()) return fmt::format("{} is unsupported", result.id);
  return fmt::format("the target lacks {}{}{}{}", outcome.capability,
                     outcome.capability_source.empty() ? "" : " (", outcome.capability_source,
                     outcome.capability_source.empty() ? "" : ")");
}

std::string reason_of(const Relation& decisive) {
  switch (decisive.bearing) {
    case Bearing::clouds: return clouded_by(*decisive.result);
    case Bearing::lacks: return lacked_by(*decisive.result);
    case Bearing::avoids: return fmt::format("{} passed without a sign of it", decisive.result->id);
    case Bearing::waits: return fmt::format("{} was not run", decisive.result->id);
    default: return {};
  }
}

RequirementResult judge(const requirements::Requirement& requirement, const Relations& relations,
                        const std::map<std::string_view, std::size_t>& advice) {
  RequirementResult judged{.id = requirement.id, .cases = {}, .reason = {}};
  if (const auto found = advice.find(requirement.id); found != advice.end()) judged.advice = found->second;
  const auto found = relations.find(requirement.id);
  if (found != relations.end()) {
    for (const Relation& relation : found->second) judged.cases.push_back(relation.result->id);
  }
  const Relation* decisive = found == relations.end() ? nullptr : &found->second.front();
  if (!requirement.observable && (decisive == nullptr || decisive->bearing != Bearing::breaks)) {
    judged.verdict = RequirementVerdict::not_testable;
    judged.reason = requirement.reason;
  } else if (decisive != nullptr) {
    judged.verdict = verdict_of(decisive->bearing);
    judged.reason = reason_of(*decisive);
  }
  return judged;
}

/// The number of cases that advise against each id, whatever became of the case.
std::map<std::string_view, std::size_t> count_advice(const std::vector<CaseResult>& cases) {
  std::map<std::string_view, std::size_t> counts;
  for (const CaseResult& result : cases) {
    std::set<std::string_view> ids;
    for (const auto& remark : result.outcome.advice) ids.insert(remark.requirement);
    for (const std::string_view id : ids) ++counts[id];
  }
  return counts;
}

/// Those that the target is judged by, and those that a case was for all the same.
std::set<std::string_view> versions_of(const RunResult& result) {
  std::set<std::string_view> versions;
  for (const codec::Version version : result.target.versions) versions.insert(codec::name_of(version));
  for (const CaseResult& each : result.cases) versions.insert(codec::name_of(each.version));
  return versions;
}

/// What the baseline tells of is expected, whatever its verdict.
bool any_unexpected(const RunResult& result, Verdict verdict) {
  return std::ranges::any_of(result.cases, [verdict](const CaseResult& each) {
    return each.verdict == verdict && each.known.empty();
  });
}

}  // namespace

Exit exit_code(const RunResult& result) {
  if (result.summary.interrupted) return Exit::interrupted;
  if (any_unexpected(result, Verdict::error)) return Exit::internal;
  if (result.cases.empty()) return Exit::nothing_selected;
  if (result.summary.broker_died || result.summary.deadline_reached) return Exit::incomplete;
  const auto fails = [level = result.selection.level](const CaseResult& each) {
    return each.known.empty() && fails_gate(each.verdict, level);
  };
  if (std::ranges::any_of(result.cases, fails)) return Exit::unexpected;
  if (result.baseline && !result.baseline->strays.empty()) return Exit::unexpected;
  if (any_unexpected(result, Verdict::inconclusive) || any_unexpected(result, Verdict::not_run)) {
    return Exit::incomplete;
  }
  return Exit::as_expected;
}

void summarise(RunResult& result) {
  result.summary.verdicts.clear();
  for (const Verdict verdict : all_verdicts) result.summary.verdicts[std::string(name_of(verdict))] = 0;
  for (const CaseResult& each : result.cases) ++result.summary.verdicts[std::string(name_of(each.verdict))];
  result.summary.exit_code = static_cast<int>(exit_code(result));

  const auto versions = versions_of(result);
  const auto relations = relations_of(result.cases);
  const auto advice = count_advice(result.cases);
  result.requirements.clear();
  for (const auto& requirement : requirements::catalogue().all()) {
    if (!versions.contains(requirement.version)) continue;
    result.requirements.push_back(judge(requirement, relations, advice));
  }
}

}  // namespace runner
