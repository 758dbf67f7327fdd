// The final screen in its parts.
#include "reports/summary.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <utility>
#include <vector>

#include "reports/bundles.h"
#include "reports/failures.h"
#include "reports/terminal.h"
#include "reports/text.h"
#include "reports/wording.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Verdict;
using runner::CaseResult;

constexpr std::array<Verdict, 8> by_gravity{Verdict::error,       Verdict::fail,         Verdict::flaky,
                                            Verdict::unsupported, Verdict::inconclusive, Verdict::not_run,
                                            Verdict::advisory,    Verdict::pass};
std::size_t count_of(const runner::RunResult& result, Verdict verdict) {
  const auto has_it = [&](const CaseResult& entry) { return entry.verdict == verdict; };
  return static_cast<std::size_t>(std::ranges::count_if(result.cases, has_it));
}

std::size_t known_of(const runner::RunResult& result) {
  return static_cast<std::size_t>(
      std::ranges::count_if(result.cases, [](const CaseResult& entry) { return !entry.known.empty(); }));
}

std::string_view spoken(Verdict verdict) {
  return verdict == Verdict::not_run ? "not run" : word_for(verdict);
}

struct Tally {
  std::map<runner::RequirementVerdict, std::size_t> counts;
  std::size_t total{};
};

/// "61 of 126 verified, 1 violated, 64 not exercised".
std::string told(const Tally& tally, const Style& style) {
  using enum runner::RequirementVerdict;
  const auto count = [&](runner::RequirementVerdict verdict) {
    const auto found = tally.counts.find(verdict);
    return found == tally.counts.end() ? std::size_t{0} : found->second;
  };
  const std::size_t observable = tally.total - count(not_testable);
  std::string out = fmt::format("{} of {} verified", count(verified), observable);
  for (const auto verdict : {violated, advised, unsupported, inconclusive, not_exercised, not_testable}) {
    if (count(verdict) == 0) continue;
    std::string word(word_for(verdict));
    std::ranges::replace(word, '_', ' ');
    const std::string text = fmt::format("{} {}", count(verdict), word);
    out += ", " + (verdict == violated ? painted(style, Paint::red, text) : text);
  }
  return out;
}

}  // namespace

std::string advisory_list(const runner::RunResult& result, const Style& style) {
  Bundles bundles(result.cases);
  std::size_t cases = 0;
  for (const auto& entry : result.cases) {
    if (!entry.outcome.advice.empty()) ++cases;
    for (const auto& remark : entry.outcome.advice)
      bundles.add(remark.requirement, advice_text(remark), entry);
  }
  return bundles.told("ADVISORY", cases, Paint::yellow, style);
}

std::string unsupported_list(const runner::RunResult& result, const Style& style) {
  Bundles bundles(result.cases);
  for (const auto& entry : result.cases) {
    if (entry.verdict != Verdict::unsupported) continue;
    const auto& outcome = entry.outcome;
    const std::string heading = (outcome.capability.empty() ? "capability" : outcome.capability) + ":";
    std::string text = outcome.reason;
    if (!outcome.capability_source.empty())
      text += (text.empty() ? "(read from " : " (read from ") + outcome.capability_source + ")";
    bundles.add(heading, text, entry);
  }
  return bundles.told("UNSUPPORTED", count_of(result, Verdict::unsupported), Paint::dim, style);
}

std::string inconclusive_list(const runner::RunResult& result, const Style& style) {
  std::string out;
  for (const auto verdict : {Verdict::inconclusive, Verdict::not_run}) {
    Bundles bundles(result.cases);
    std::size_t cases = 0;
    for (const auto& entry : result.cases) {
      if (entry.verdict != verdict || !entry.known.empty()) continue;
      bundles.add("", entry.outcome.reason, entry);
      ++cases;
    }
    out += bundles.told(status_word(verdict), cases, Paint::yellow, style);
  }
  return out;
}

std::string area_table(const runner::RunResult& result, const Style& style) {
  std::vector<std::string> order;
  std::map<std::string, std::map<Verdict, std::size_t>> areas;
  for (const auto& entry : result.cases) {
    if (!areas.contains(entry.suite)) order.push_back(entry.suite);
    ++areas[entry.suite][entry.verdict];
  }
  if (order.empty()) return {};
  std::size_t name_width = 4;
  for (const auto& name : order) name_width = std::max(name_width, columns(name));
  std::vector<Verdict> shown;
  for (auto verdict = by_gravity.rbegin(); verdict != by_gravity.rend(); ++verdict)
    if (*verdict == Verdict::pass || count_of(result, *verdict) != 0) shown.push_back(*verdict);

  // A screen has room for what is not as it should be; -v has the rest.
  constexpr std::size_t areas_on_a_screen = 12;
  const bool folds = order.size() > areas_on_a_screen && style.verbosity < Verbosity::verbose;
  std::size_t folded = 0;
  std::size_t folded_cases = 0;
  if (folds) {
    std::erase_if(order, [&](const std::string& name) {
      if (areas[name].size() > 1 || !areas[name].contains(Verdict::pass)) return false;
      ++folded;
      folded_cases += areas[name][Verdict::pass];
      return true;
    });
  }
  const std::string others = fmt::format("{} other{}", folded, folded == 1 ? "" : "s");
  if (folded != 0) {
    order.push_back(others);
    areas[others][Verdict::pass] = folded_cases;
    name_width = std::max(name_width, columns(others));
  }

  std::string out = padded("area", name_width) + "   cases";
  for (const auto verdict : shown) out += fmt::format("  {:>5}", spoken(verdict));
  out = painted(style, Paint::dim, out) + "\n";
  for (const auto& name : order) {
    std::size_t total = 0;
    for (const auto& [verdict, count] : areas[name]) total += count;
    out += padded(printable(name), name_width) + fmt::format("   {:>5}", total);
    for (const auto verdict : shown) {
      const std::size_t width = std::max<std::size_t>(5, spoken(verdict).size());
      const std::size_t count = areas[name][verdict];
      const std::string cell = count == 0 ? "." : fmt::format("{}", count);
      out += "  " + std::string(width - std::min(width, cell.size()), ' ');
      out += painted(style, count == 0 ? Paint::dim : paint_of(verdict), cell);
    }
    out += "\n";
  }
  return out + "\n";
}

/// The failing cases among those that put the requirement to the test; the others are no evidence.
std::vector<const CaseResult*> convicting(const runner::RunResult& result,
                                          const runner::RequirementResult& entry) {
  std::vector<const CaseResult*> found;
  for (const auto& one : result.cases) {
    if (one.verdict != client::Verdict::fail) continue;
    const bool charges = std::ranges::any_of(one.outcome.failures, [&](const client::Failure& failure) {
      return failure.requirement == entry.id;
    });
    if (charges) found.push_back(&one);
  }
  return found;
}

std::string violated_list(const runner::RunResult& result, const Style& style) {
  const MatrixSizes sizes(result.cases);
  std::string out;
  for (const auto& entry : result.requirements) {
    if (entry.verdict != runner::RequirementVerdict::violated) continue;
    if (out.empty()) out = painted(style, Paint::red, "VIOLATED") + "\n";
    out += "  " + painted(style, Paint::bold, printable(entry.id)) + "  " + level_of(entry.id) + "\n";
    const std::size_t width = style.width > 30 ? style.width - 6 : 24;
    for (const auto& line : wrapped(sentence_of(entry.id), width)) out += "      " + line + "\n";
    out += named(convicting(result, entry), sizes, style);
  }
  return out.empty() ? out : out + "\n";
}

std::string baseline_list(const runner::RunResult& result, const Style& style) {
  if (!result.baseline || result.baseline->strays.empty()) return {};
  constexpr std::string_view indent = "      ";
  const std::size_t width = style.width > indent.size() + 20 ? style.width - indent.size() : 20;
  std::string out = painted(style, Paint::red, "BASELINE") + "\n";
  for (const auto& stray : result.baseline->strays) {
    out += fmt::format("  {}:{}: {}\n", printable(result.baseline->file), stray.line, printable(stray.entry));
    out += indent;
    out += printable(stray.what) + "\n";
    std::string names;
    for (const auto& id : stray.cases) names += (names.empty() ? "" : " ") + printable(id);
    const auto lines = wrapped(names, width);
    const std::size_t shown =
        style.verbosity == Verbosity::normal ? std::min<std::size_t>(lines.size(), 3) : lines.size();
    for (std::size_t i = 0; i < shown; ++i) out += fmt::format("{}{}\n", indent, lines[i]);
    if (shown < lines.size())
      out += fmt::format("{}… {} in all; -v names them\n", indent, stray.cases.size());
  }
  return out + "\n";
}

std::string requirement_counts(const runner::RunResult& result, const Style& style) {
  std::map<std::pair<Group, std::string>, Tally> tallies;
  for (const auto& entry : result.requirements) {
    auto& tally = tallies[{group_of(entry.id), std::string(version_of(entry.id))}];
    ++tally.counts[entry.verdict];
    ++tally.total;
  }
  constexpr std::pair<Group, std::string_view> labels[] = {
      {Group::numbered, "requirements"}, {Group::unnumbered, "unnumbered"}, {Group::promise, "target's own"}};
  std::string out;
  for (const auto& [group, label] : labels) {
    bool begun = false;
    for (const auto& [key, tally] : tallies) {
      if (key.first != group) continue;
      out += fmt::format("{:<13} {:>5}: {}\n", begun ? std::string_view() : label, key.second,
                         told(tally, style));
      begun = true;
    }
  }
  return out;
}

std::string closing_lines(const runner::RunResult& result, const Style& style) {
  const auto& summary = result.summary;
  std::string out;
  if (summary.broker_died) {
    const std::string text = summary.broker_died_text.empty() ? "the broker died" : summary.broker_died_text;
    out += painted(style, Paint::red, "BROKER DIED") + "  " + printable(text) + "\n";
  }
  if (summary.interrupted)
    out += painted(style, Paint::yellow, "INTERRUPTED") + "  what was finished is reported\n";
  if (summary.deadline_reached)
    out += painted(style, Paint::yellow, "DEADLINE REACHED") + "  what was finished is reported\n";
  out += painted(style, Paint::bold,
                 fmt::format("{} of {} as expected in {:.1f} s{}",
                             count_of(result, Verdict::pass) + known_of(result), result.cases.size(),
                             summary.duration_s, result.target.simulated ? " of virtual time" : ""));
  std::string rest;
  const bool strict = result.selection.level == runner::Level::should;
  for (const auto verdict : by_gravity) {
    const auto is_new = [&](const CaseResult& entry) {
      return entry.verdict == verdict && entry.known.empty();
    };
    const auto count = std::ranges::count_if(result.cases, is_new);
    if (verdict == Verdict::pass || count == 0) continue;
    const bool fails = strict && verdict == Verdict::advisory;
    rest += (rest.empty() ? "     " : "   ") +
            painted(style, fails ? Paint::red : paint_of(verdict),
                    fmt::format("{} {}{}", count, spoken(verdict),
                                fails ? " (a failure at --level should)" : ""));
  }
  if (const auto known = known_of(result); known != 0)
    rest += (rest.empty() ? "     " : "   ") + painted(style, Paint::dim, fmt::format("{} known", known));
  return out + rest + "\n";
}

std::string final_screen(const runner::RunResult& result, const Style& style) {
  if (style.verbosity == Verbosity::quiet) {
    return failure_lines(result, style) + baseline_list(result, style) + closing_lines(result, style) +
           requirement_counts(result, style);
  }
  return failure_blocks(result, style) + inconclusive_list(result, style) + advisory_list(result, style) +
         unsupported_list(result, style) + area_table(result, style) + violated_list(result, style) +
         baseline_list(result, style) + closing_lines(result, style) + requirement_counts(result, style);
}

}  // namespace reports
