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

std::set<std::string_view> charged_ids(const client::Outcome& outcome) {
  std::set<std::string_view> ids;
  for (const auto& failure : outcome.failures) ids.insert(failure.requirement);
  return ids;
}

std::string text_of(const KnownFailure& entry) {
  return entry.pattern + (entry.id.empty() ? "" : " " + entry.id) + (entry.sometimes ? " sometimes" : "");
}

bool went_wrong(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::flaky || verdict == Verdict::inconclusive;
}

}  // namespace

/// What the cases that an entry names showed of it.
struct KnownFailures::Seen {
  std::size_t hits = 0;
  std::size_t others = 0;  ///< failed, but not on the entry's id
  std::size_t not_run = 0;
  std::vector<std::string> passed;
  std::vector<std::string> unsupported;
};

KnownFailures::KnownFailures(Baseline baseline, std::span<const script::CaseInfo> all)
    : baseline_(std::move(baseline)), names_a_case_(baseline_.entries.size()) {
  std::vector<std::vector<std::string>> names;
  std::set<std::string_view> known_names;
  names.reserve(all.size());
  for (const auto& info : all) {
    names.push_back(names_of(info));
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

std::optional<std::string> KnownFailures::excuse(std::string_view case_id,
                                                 const client::Outcome& outcome) const {
  if (!went_wrong(outcome.verdict)) return std::nullopt;
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

void KnownFailures::look_at(const CaseResult& result, std::vector<Seen>& seen) const {
  const auto lines = lines_for(result.id);
  const auto charged = charged_ids(result.outcome);
  const bool may_pass =
      std::ranges::any_of(lines, [this](std::size_t index) { return baseline_.entries[index].sometimes; });
  for (const std::size_t index : lines) {
    const KnownFailure& entry = baseline_.entries[index];
    Seen& here = seen[index];
    switch (result.verdict) {
      case Verdict::fail:
      case Verdict::flaky:
      case Verdict::inconclusive:
        ++(entry.id.empty() || charged.contains(entry.id) ? here.hits : here.others);
        break;
      case Verdict::pass:
      case Verdict::advisory:
        if (may_pass)
          ++here.hits;  // as expected, too
        else
          here.passed.push_back(result.id);
        break;
      case Verdict::unsupported: here.unsupported.push_back(result.id); break;
      case Verdict::not_run:
      case Verdict::error: ++here.not_run; break;
    }
  }
}

std::optional<Stray> KnownFailures::stray_of(std::size_t entry, const Seen& seen) const {
  const KnownFailure& known = baseline_.entries[entry];
  Stray stray{.line = known.line, .entry = text_of(known), .what = {}, .cases = {}};
  if (!names_a_case_[entry]) {
    stray.what = "names no case; correct or remove the line";
    return stray;
  }
  if (!seen.passed.empty()) {
    stray.what = seen.hits == 0 ? "passes; remove the line" : "passes in part; narrow the line to what fails";
    stray.cases = seen.passed;
    return stray;
  }
  if (seen.hits > 0 || seen.not_run > 0 || known.sometimes) return std::nullopt;
  if (seen.others > 0) {
    stray.what = fmt::format("fails, but not on {}; correct the line", known.id);
    return stray;
  }
  if (seen.unsupported.empty()) return std::nullopt;  // the selection left it out
  stray.what = "is unsupported here; remove the line, or give the target what the case needs";
  stray.cases = seen.unsupported;
  return stray;
}

BaselineResult KnownFailures::judge(std::vector<CaseResult>& cases) const {
  BaselineResult result{.file = baseline_.file, .entries = baseline_.entries.size(), .strays = {}};
  std::vector<Seen> seen(baseline_.entries.size());
  for (CaseResult& each : cases) {
    client::Outcome outcome = each.outcome;
    outcome.verdict = each.verdict;
    each.known = excuse(each.id, outcome).value_or("");
    look_at(each, seen);
  }
  for (std::size_t entry = 0; entry < seen.size(); ++entry)
    if (auto stray = stray_of(entry, seen[entry])) result.strays.push_back(std::move(*stray));
  return result;
}

}  // namespace runner
