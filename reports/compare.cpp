// See the header.
#include "reports/compare.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "reports/bundles.h"
#include "reports/case_pairs.h"
#include "reports/failure_block.h"
#include "reports/text.h"
#include "reports/wording.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Verdict;
using runner::CaseResult;
using Json = nlohmann::ordered_json;

std::string arrow(std::string_view before, std::string_view after) {
  std::string word(after);
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::toupper(c); });
  return fmt::format("{}->{}", before, word);
}

bool says_nothing(Verdict verdict) {
  return verdict == Verdict::inconclusive || verdict == Verdict::not_run || verdict == Verdict::error;
}

std::vector<std::string> newly_violated(const CaseResult* before, const CaseResult& after) {
  auto ids = violated_ids(after);
  if (before == nullptr) return ids;
  const auto old = violated_ids(*before);
  std::erase_if(ids, [&](const std::string& id) { return std::ranges::find(old, id) != old.end(); });
  return ids;
}

CaseChange change_of(const CaseResult* before, const CaseResult* after, runner::Level level) {
  CaseChange change{.before = before, .after = after};
  const auto fails = [&](const CaseResult& result) {
    return runner::fails_gate(result.verdict, level) && result.known.empty();
  };
  if (after == nullptr) {
    change.word = "GONE";
    return change;
  }
  change.violated = newly_violated(before, *after);
  if (before == nullptr) {
    change.word = "NEW";
    change.trend = fails(*after) ? Trend::worse : Trend::other;
    return change;
  }
  change.word = arrow(word_for(before->verdict), word_for(after->verdict));
  const bool failed = runner::fails_gate(before->verdict, level);
  if (fails(*after) && (!failed || !change.violated.empty()))
    change.trend = Trend::worse;
  else if (says_nothing(after->verdict) && !says_nothing(before->verdict))
    change.trend = Trend::lost;
  else if (failed && !runner::fails_gate(after->verdict, level))
    change.trend = Trend::better;
  return change;
}

std::vector<RequirementChange> requirement_changes(const runner::RunResult& before,
                                                   const runner::RunResult& after) {
  std::map<std::string_view, runner::RequirementVerdict> old;
  for (const auto& entry : before.requirements) old.emplace(entry.id, entry.verdict);
  std::vector<RequirementChange> changes;
  for (const auto& entry : after.requirements) {
    const auto found = old.find(entry.id);
    if (found == old.end() || found->second == entry.verdict) continue;
    changes.push_back({entry.id, arrow(word_for(found->second), word_for(entry.verdict))});
  }
  return changes;
}

std::string_view word_for(Trend trend) {
  switch (trend) {
    case Trend::worse: return "worse";
    case Trend::lost: return "lost";
    case Trend::better: return "better";
    case Trend::other: break;
  }
  return "other";
}

Paint paint_of(Trend trend) {
  switch (trend) {
    case Trend::worse: return Paint::red;
    case Trend::lost: return Paint::yellow;
    case Trend::better: return Paint::green;
    case Trend::other: break;
  }
  return Paint::dim;
}

const CaseResult& shown(const CaseChange& change) {
  return change.after == nullptr ? *change.before : *change.after;
}

std::string line_about(std::string_view which, const runner::RunResult& result, const std::string& file) {
  return fmt::format("{}  {}   {}   seed {}   conformance {}   {}\n", which, printable(result.target.name),
                     counted(result.cases.size(), "case"), printable(result.selection.seed),
                     printable(result.tool_version), printable(file));
}

Json side(const runner::RunResult& result, const std::string& file) {
  return {{"file", escape_invalid(file)},
          {"target", escape_invalid(result.target.name)},
          {"tool_version", escape_invalid(result.tool_version)},
          {"seed", escape_invalid(result.selection.seed)},
          {"cases", result.cases.size()}};
}

}  // namespace

Comparison compare(const runner::RunResult& before, const runner::RunResult& after) {
  const auto level = after.selection.level;
  const CasesByName old(before.cases);
  std::set<const CaseResult*> there;
  Comparison comparison;
  auto& changes = comparison.changes;
  for (const auto& entry : after.cases) {
    const CaseResult* known = old.same_as(entry);
    if (known != nullptr && !there.insert(known).second) known = nullptr;
    if (known != nullptr && known->id != entry.id) comparison.renamed.push_back({known->id, entry.id});
    const bool alike =
        known != nullptr && known->verdict == entry.verdict && newly_violated(known, entry).empty();
    if (alike)
      ++comparison.alike;
    else
      changes.push_back(change_of(known, &entry, level));
  }
  for (const auto& entry : before.cases)
    if (!there.contains(&entry)) changes.push_back(change_of(&entry, nullptr, level));
  std::vector<CaseChange> in_order;
  in_order.reserve(changes.size());
  for (const auto trend : {Trend::worse, Trend::lost, Trend::better, Trend::other})
    for (auto& change : changes)
      if (change.trend == trend) in_order.push_back(std::move(change));
  changes = std::move(in_order);
  for (const auto& change : changes) {
    comparison.worse += change.trend == Trend::worse ? 1U : 0U;
    comparison.lost += change.trend == Trend::lost ? 1U : 0U;
    comparison.better += change.trend == Trend::better ? 1U : 0U;
  }
  comparison.requirements = requirement_changes(before, after);
  comparison.exit = comparison.worse != 0  ? runner::Exit::unexpected
                    : comparison.lost != 0 ? runner::Exit::incomplete
                                           : runner::Exit::as_expected;
  return comparison;
}

std::string comparison_text(const Comparison& comparison, const runner::RunResult& before,
                            const runner::RunResult& after, const std::string& before_file,
                            const std::string& after_file, const Style& style) {
  std::string out = line_about("old", before, before_file) + line_about("new", after, after_file) + "\n";
  if (style.verbosity != Verbosity::quiet) {
    std::vector<std::pair<Trend, std::string>> order;
    for (const auto& change : comparison.changes)
      if (std::ranges::find(order, std::pair(change.trend, change.word)) == order.end())
        order.emplace_back(change.trend, change.word);
    for (const auto& [trend, word] : order) {
      Bundles bundles(word == "GONE" ? before.cases : after.cases);
      std::size_t cases = 0;
      for (const auto& change : comparison.changes) {
        if (change.trend != trend || change.word != word) continue;
        ++cases;
        const bool verdict_is_news = change.before == nullptr || change.after == nullptr;
        std::string heading(verdict_is_news ? word_for(shown(change).verdict) : std::string_view());
        std::string text;
        if (!change.violated.empty()) {
          heading += (heading.empty() ? "" : " ") + change.violated.front();
          text = sentence_of(change.violated.front());
        } else if (trend == Trend::lost) {
          text = shown(change).outcome.reason;
        }
        bundles.add(heading, text, shown(change));
      }
      out += bundles.told(word, cases, paint_of(trend), style);
    }
    for (const auto& change : comparison.requirements)
      out += fmt::format("{}  {}\n", change.word, printable(change.id));
    if (!comparison.requirements.empty()) out += "\n";
    for (const auto& each : comparison.renamed)
      out += fmt::format("{} is now called {}\n", printable(each.before), printable(each.after));
    if (!comparison.renamed.empty()) out += "\n";
  }
  std::string counts =
      painted(style, comparison.worse != 0 ? Paint::red : Paint::bold,
              comparison.worse == 0 ? "nothing worse" : fmt::format("{} worse", comparison.worse));
  if (comparison.lost != 0)
    counts += "   " + painted(style, Paint::yellow, fmt::format("{} not judged any more", comparison.lost));
  const auto others = comparison.changes.size() - comparison.worse - comparison.lost - comparison.better;
  return out + counts +
         fmt::format("   {} better   {} changed otherwise   {} alike\n", comparison.better, others,
                     comparison.alike);
}

std::string comparison_json(const Comparison& comparison, const runner::RunResult& before,
                            const runner::RunResult& after, const std::string& before_file,
                            const std::string& after_file) {
  Json json;
  json["schema"] = comparison_schema;
  json["old"] = side(before, before_file);
  json["new"] = side(after, after_file);
  json["changes"] = Json::array();
  for (const auto& change : comparison.changes) {
    Json entry;
    entry["id"] = escape_invalid(shown(change).id);
    entry["change"] = change.word;
    entry["trend"] = word_for(change.trend);
    if (change.before != nullptr) entry["old"] = word_for(change.before->verdict);
    if (change.after != nullptr) entry["new"] = word_for(change.after->verdict);
    if (!change.violated.empty()) {
      entry["violated"] = Json::array();
      for (const auto& id : change.violated) entry["violated"].push_back(escape_invalid(id));
    }
    json["changes"].push_back(std::move(entry));
  }
  json["requirements"] = Json::array();
  for (const auto& change : comparison.requirements)
    json["requirements"].push_back({{"id", escape_invalid(change.id)}, {"change", change.word}});
  if (!comparison.renamed.empty()) {
    json["renamed"] = Json::array();
    for (const auto& each : comparison.renamed)
      json["renamed"].push_back({{"old", escape_invalid(each.before)}, {"new", escape_invalid(each.after)}});
  }
  json["summary"] = {{"worse", comparison.worse},   {"lost", comparison.lost},
                     {"better", comparison.better}, {"changed", comparison.changes.size()},
                     {"alike", comparison.alike},   {"exit_code", static_cast<int>(comparison.exit)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reports
