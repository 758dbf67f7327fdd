// See the header.
#include "runner/known_failures.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "runner/selection_match.h"

namespace runner {
namespace {

using client::Verdict;

std::set<std::string_view> advised_ids(const client::Outcome& outcome) {
  std::set<std::string_view> ids;
  for (const auto& remark : outcome.advice) ids.insert(remark.requirement);
  return ids;
}

/// What a line has to tell of before the case is a known failure.
std::set<std::string_view> charged_ids(const client::Outcome& outcome) {
  const bool advice_alone = outcome.verdict == Verdict::flaky && outcome.failures.empty();
  if (outcome.verdict == Verdict::advisory || advice_alone) return advised_ids(outcome);
  std::set<std::string_view> ids;
  for (const auto& failure : outcome.failures) ids.insert(failure.requirement);
  return ids;
}

std::string text_of(const KnownFailure& entry) {
  return entry.pattern + (entry.id.empty() ? "" : " " + entry.id) + (entry.sometimes ? " sometimes" : "");
}

bool went_wrong(Verdict verdict, Level level) {
  return fails_gate(verdict, level) || verdict == Verdict::inconclusive;
}

}  // namespace

KnownFailures::KnownFailures(Baseline baseline, std::span<const script::CaseInfo> all, Level level)
    : baseline_(std::move(baseline)), level_(level), names_a_case_(baseline_.entries.size()) {
  std::vector<std::vector<std::string>> names;
  std::set<std::string_view> known_names;
  names.reserve(all.size());
  for (const auto& info : all) {
    names.push_back(names_of(info));
    std::ranges::move(former_names_of(info), std::back_inserter(names.back()));
    known_names.insert(names.back().begin(), names.back().end());
  }
  for (std::size_t entry = 0; entry < baseline_.entries.size(); ++entry) {
    const std::string& pattern = baseline_.entries[entry].pattern;
    // What is a name as it stands is only that name, as in a selection.
    const bool literal =
        pattern.find_first_of("*?") == std::string::npos || known_names.contains(std::string_view(pattern));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool named = std::ranges::any_of(names[i], [&](const std::string& name) {
        return literal ? name == pattern : glob_matches(pattern, name);
      });
      if (!named) continue;
      names_a_case_[entry] = true;
      entries_[all[i].id].push_back(entry);
    }
  }
}

std::span<const std::size_t> KnownFailures::lines_for(std::string_view case_id) const {
  const auto found = entries_.find(case_id);
  if (found == entries_.end()) return {};
  return found->second;
}

std::vector<std::string> KnownFailures::cases_of(std::size_t line) const {
  std::vector<std::string> ids;
  for (const auto& [id, lines] : entries_)
    if (std::ranges::find(lines, line) != lines.end()) ids.push_back(id);
  return ids;
}

std::optional<std::string> KnownFailures::excuse(std::string_view case_id,
                                                 const client::Outcome& outcome) const {
  if (!went_wrong(outcome.verdict, level_)) return std::nullopt;
  std::vector<std::string_view> reasons;
  auto unexplained = charged_ids(outcome);
  bool any_failure = false;
  for (const std::size_t index : lines_for(case_id)) {
    const KnownFailure& entry = baseline_.entries[index];
    const bool fits = entry.id.empty() || unexplained.erase(entry.id) > 0;
    any_failure = any_failure || entry.id.empty();
    if (fits && std::ranges::find(reasons, entry.reason) == reasons.end()) reasons.emplace_back(entry.reason);
  }
  // A case that could not tell is charged with nothing that an id could name.
  const bool all_told = outcome.verdict != Verdict::inconclusive && unexplained.empty();
  if (reasons.empty() || !(any_failure || all_told)) return std::nullopt;
  return fmt::format("{}", fmt::join(reasons, "; "));
}

void KnownFailures::look_at(const CaseResult& result, std::vector<Shown>& shown) const {
  const auto lines = lines_for(result.id);
  auto charged = charged_ids(result.outcome);
  if (level_ == Level::should) charged.merge(advised_ids(result.outcome));
  const bool advised = result.verdict == Verdict::advisory && level_ == Level::should;
  const bool may_pass =
      std::ranges::any_of(lines, [this](std::size_t index) { return baseline_.entries[index].sometimes; });
  for (const std::size_t index : lines) {
    const KnownFailure& entry = baseline_.entries[index];
    Shown& here = shown[index];
    switch (advised ? Verdict::fail : result.verdict) {
      case Verdict::fail:
      case Verdict::flaky:
      case Verdict::inconclusive:
        (entry.id.empty() || charged.contains(entry.id) ? here.hits : here.others).push_back(result.id);
        break;
      case Verdict::pass:
      case Verdict::advisory:
        (may_pass ? here.hits : here.passed).push_back(result.id);  // what may pass does as expected, too
        break;
      case Verdict::unsupported: here.unsupported.push_back(result.id); break;
      case Verdict::not_run:
      case Verdict::error: ++here.not_run; break;
    }
  }
}

std::optional<Stray> KnownFailures::stray_of(std::size_t entry, const Shown& shown) const {
  const KnownFailure& known = baseline_.entries[entry];
  Stray stray{.line = known.line, .entry = text_of(known), .what = {}, .cases = {}};
  if (!names_a_case_[entry]) {
    stray.what = "names no case; correct or remove the line";
    return stray;
  }
  if (!shown.passed.empty()) {
    stray.what =
        shown.hits.empty() ? "passes; remove the line" : "passes in part; narrow the line to what fails";
    stray.cases = shown.passed;
    return stray;
  }
  if (!shown.hits.empty() || shown.not_run > 0 || known.sometimes) return std::nullopt;
  if (!shown.others.empty()) {
    stray.what = fmt::format("fails, but not on {}; correct the line", known.id);
    return stray;
  }
  if (shown.unsupported.empty()) return std::nullopt;  // the selection left it out
  stray.what = "is unsupported here; remove the line, or give the target what the case needs";
  stray.cases = shown.unsupported;
  return stray;
}

std::vector<Shown> KnownFailures::shown(const std::vector<CaseResult>& cases) const {
  std::vector<Shown> all(baseline_.entries.size());
  for (const CaseResult& each : cases) look_at(each, all);
  return all;
}

BaselineResult KnownFailures::judge(std::vector<CaseResult>& cases) const {
  BaselineResult result{.file = baseline_.file, .entries = baseline_.entries.size(), .strays = {}};
  for (CaseResult& each : cases) {
    client::Outcome outcome = each.outcome;
    outcome.verdict = each.verdict;
    each.known = excuse(each.id, outcome).value_or("");
  }
  const auto all = shown(cases);
  for (std::size_t entry = 0; entry < all.size(); ++entry)
    if (auto stray = stray_of(entry, all[entry])) result.strays.push_back(std::move(*stray));
  return result;
}

}  // namespace runner
