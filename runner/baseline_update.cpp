// See the header.
#include "runner/baseline_update.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "runner/selection_match.h"

namespace runner {
namespace {

using client::Verdict;
using Ids = std::set<std::string, std::less<>>;

std::string scenario_of(const script::CaseInfo& info) {
  return info.suite + "/" + info.scenario;
}

/// The cases of each scenario, in the order of the suites.
class Scenarios {
 public:
  explicit Scenarios(std::span<const script::CaseInfo> all) {
    for (const auto& info : all) {
      const std::string name = scenario_of(info);
      if (!cases_.contains(name)) order_.push_back(name);
      cases_[name].push_back(&info);
      scenario_by_id_[info.id] = name;
    }
  }

  /// As few patterns as name these cases and no other: a scenario, its cases of one version, its row in both.
  [[nodiscard]] std::vector<std::string> patterns_for(const Ids& ids) const {
    std::vector<std::string> patterns;
    for (const auto& name : order_) {
      const auto& infos = cases_.at(name);
      Ids left;
      for (const auto* info : infos)
        if (ids.contains(info->id)) left.insert(info->id);
      if (left.empty()) continue;
      if (left.size() == infos.size()) {
        patterns.push_back(name);
        continue;
      }
      for (const auto version : {codec::Version::v3_1_1, codec::Version::v5_0})
        take(patterns, left, infos, fmt::format("{}@{}", name, codec::name_of(version)),
             [&](const script::CaseInfo& info) { return info.version == version; });
      for (const auto* row : infos)
        take(patterns, left, infos, fmt::format("{}[{}]", name, row->row),
             [&](const script::CaseInfo& info) { return info.row == row->row; });
      patterns.insert(patterns.end(), left.begin(), left.end());
    }
    return patterns;
  }

  /// Of the case with this id; empty for an unknown one.
  [[nodiscard]] std::string of(const std::string& id) const {
    const auto found = scenario_by_id_.find(id);
    return found == scenario_by_id_.end() ? std::string() : found->second;
  }

 private:
  /// Replaces the cases that fit by one pattern, when there are several and all of them are wanted.
  template <typename Fits>
  static void take(std::vector<std::string>& patterns, Ids& left,
                   const std::vector<const script::CaseInfo*>& infos, const std::string& pattern, Fits fits) {
    std::vector<std::string> fitting;
    for (const auto* info : infos)
      if (fits(*info)) fitting.push_back(info->id);
    const auto wanted = [&](const std::string& id) { return left.contains(id); };
    if (fitting.size() < 2 || !std::ranges::all_of(fitting, wanted)) return;
    patterns.push_back(pattern);
    for (const auto& id : fitting) left.erase(id);
  }

  std::vector<std::string> order_;
  std::map<std::string, std::vector<const script::CaseInfo*>> cases_;
  std::map<std::string, std::string> scenario_by_id_;
};

/// What is written instead of a line of the old file.
struct Fate {
  bool stays = true;
  std::vector<std::string> patterns;  ///< of a line that does not stay: what is left of it
};

Fate fate_of(const KnownFailures& known, std::size_t line, const Shown& shown, const Scenarios& scenarios) {
  const auto named = known.cases_of(line);
  if (named.empty()) return {.stays = false, .patterns = {}};
  if (known.lines()[line].sometimes) return {};
  // Of what was not selected, or not run, nothing is known.
  Ids untold(named.begin(), named.end());
  for (const auto* told : {&shown.hits, &shown.others, &shown.passed, &shown.unsupported})
    for (const auto& id : *told) untold.erase(id);
  const bool any_left = !shown.hits.empty() || !untold.empty();
  if (!any_left) return {.stays = false, .patterns = {}};
  if (shown.passed.empty()) return {};
  Ids left(named.begin(), named.end());
  for (const auto& id : shown.passed) left.erase(id);
  return {.stays = false, .patterns = scenarios.patterns_for(left)};
}

/// Whether the pattern names cases by what they were called, and none by what it is called today.
bool is_former(const std::string& pattern, std::span<const script::CaseInfo> all) {
  const NamePattern ready(pattern, all);
  bool former = false;
  for (const auto& info : all) {
    if (ready.fits(names_of(info))) return false;
    former = former || ready.matches_formerly(info);
  }
  return former;
}

std::vector<std::string> charges_of(const CaseResult& result) {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  };
  const bool advice_alone = result.verdict == Verdict::flaky && result.outcome.failures.empty();
  if (result.verdict == Verdict::advisory || advice_alone) {
    for (const auto& remark : result.outcome.advice) add(remark.requirement);
  } else {
    for (const auto& failure : result.outcome.failures) add(failure.requirement);
  }
  // What no requirement names can be told of only by a line without one, and that tells of everything.
  if (ids.empty() || std::ranges::find(ids, "") != ids.end()) return {""};
  return ids;
}

class Writer {
 public:
  explicit Writer(BaselineUpdate& update) : update_(update) {}

  void keep(std::string_view raw) {
    update_.text += raw;
    update_.text += '\n';
  }
  void take_note_of(const KnownFailure& line) { written_.emplace(line.pattern, line.id); }
  /// Writes nothing, and says so, when there is such a line already: that would be a mistake in the file.
  bool write(const std::string& pattern, const std::string& id, bool sometimes, std::string_view reason) {
    if (!written_.emplace(pattern, id).second) return false;
    update_.text += fmt::format("{}{}{}{}  # {}\n", pattern, id.empty() ? "" : " ", id,
                                sometimes ? " sometimes" : "", reason);
    return true;
  }

 private:
  BaselineUpdate& update_;
  std::set<std::pair<std::string, std::string>> written_;
};

}  // namespace

BaselineUpdate updated_baseline(std::string_view text, const KnownFailures& known,
                                const std::vector<CaseResult>& cases, std::span<const script::CaseInfo> all,
                                Level level, const ReasonOf& reason) {
  const Scenarios scenarios(all);
  const auto shown = known.shown(cases);
  BaselineUpdate update;
  Writer writer(update);

  std::map<std::uint32_t, std::size_t> line_by_number;
  std::vector<Fate> fates;
  fates.reserve(shown.size());
  const bool any_renamed =
      std::ranges::any_of(all, [](const script::CaseInfo& info) { return !info.formerly.empty(); });
  std::vector<bool> renamed;
  std::set<std::pair<std::string, std::string>> told;  // by case and id
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& line = known.lines()[i];
    line_by_number[line.line] = i;
    fates.push_back(fate_of(known, i, shown[i], scenarios));
    renamed.push_back(any_renamed && fates.back().stays && is_former(line.pattern, all));
    if (renamed.back()) {
      const auto named = known.cases_of(i);
      fates.back() = {.stays = false, .patterns = scenarios.patterns_for(Ids(named.begin(), named.end()))};
    }
    if (fates.back().stays) writer.take_note_of(line);
    for (const auto& id : shown[i].hits) told.emplace(id, line.id);
  }

  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    const std::string_view raw = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto found = line_by_number.find(number);
    if (found == line_by_number.end() || fates[found->second].stays) {
      writer.keep(raw);
      continue;
    }
    const auto& line = known.lines()[found->second];
    std::size_t written = 0;
    for (const auto& pattern : fates[found->second].patterns)
      if (writer.write(pattern, line.id, line.sometimes, line.reason)) ++written;
    auto& count = written == 0 ? update.removed : renamed[found->second] ? update.renamed : update.narrowed;
    ++count;
  }

  // The failures of a scenario that are charged alike share their lines.
  using Key = std::tuple<std::string, std::string, bool>;  // scenario, id, whether it failed only once
  struct New {
    Ids cases;
    std::string reason;
  };
  std::vector<Key> order;
  std::map<Key, New> news;
  for (const CaseResult& each : cases) {
    if (!each.known.empty() || !fails_gate(each.verdict, level)) continue;
    for (const auto& id : charges_of(each)) {
      if (told.contains({each.id, id})) continue;
      const Key key{scenarios.of(each.id), id, each.verdict == Verdict::flaky};
      auto& found = news[key];
      if (found.cases.empty()) {
        order.push_back(key);
        found.reason = reason(each, id);
      }
      found.cases.insert(each.id);
    }
  }
  for (const auto& key : order) {
    const auto& [scenario, id, once] = key;
    for (const auto& pattern : scenarios.patterns_for(news[key].cases))
      if (writer.write(pattern, id, once, news[key].reason)) ++update.added;
  }
  return update;
}

}  // namespace runner
