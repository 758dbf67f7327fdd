// See the header.
#include "cli/baseline_option.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/suites.h"
#include "reports/failure_block.h"
#include "reports/text.h"
#include "reports/write_file.h"
#include "runner/baseline_update.h"
#include "runner/launch.h"
#include "runner/selection_match.h"
#include "runner/summarise.h"

namespace cli {
namespace {

using runner::Exit;

/// With the cases that are built in: a baseline is about those, also in a run of other files.
std::vector<script::CaseInfo> with_built_in(std::span<const script::CaseInfo> cases) {
  std::vector<script::CaseInfo> all(cases.begin(), cases.end());
  std::set<std::string_view> ids;
  for (const auto& info : cases) ids.insert(info.id);
  for (auto& info : built_in_suites().cases())
    if (!ids.contains(info.id)) all.push_back(std::move(info));
  return all;
}

/// A reason that a person is to replace: what came, in one line that ends a baseline's line well.
std::string todo(const runner::CaseResult& result, std::string_view id) {
  constexpr std::size_t columns = 120;
  return reports::shortened(reports::printable("TODO " + reports::account_of(result, id)), columns);
}

void tell_of_renamed(const runner::KnownFailures& known, std::span<const script::CaseInfo> all,
                     Console& console) {
  std::vector<std::string> patterns;
  patterns.reserve(known.lines().size());
  for (const auto& line : known.lines()) patterns.push_back(line.pattern);
  for (const auto& each : runner::reached_by_former_names(patterns, all)) {
    const auto line = std::ranges::find(known.lines(), each.pattern, &runner::KnownFailure::pattern);
    console.complain(fmt::format("{}:{}: {} is now called {}; --update-baseline writes it so", known.file(),
                                 line->line, each.before, each.now));
  }
}

}  // namespace

std::expected<std::optional<HeldAgainst>, Exit> known_failures(const RunOptions& options,
                                                               std::span<const script::CaseInfo> cases,
                                                               Console& console) {
  if (options.no_baseline) return std::nullopt;
  std::string text;
  std::string file = options.baseline;
  const bool begins_empty = options.update_baseline && !std::filesystem::exists(file);
  if (!file.empty() && !begins_empty) {
    auto read = read_named_file(file, "baseline");
    if (!read) {
      console.complain(read.error());
      return std::unexpected(Exit::usage);
    }
    text = std::move(*read);
  } else if (!begins_empty) {
    const auto built_in = runner::known_failures_of(options.target.launch);
    if (!built_in) return std::nullopt;
    file = "targets/" + options.target.launch + "/known-failures";
    text = *built_in;
  }
  auto baseline = runner::read_baseline(text, std::move(file));
  if (!baseline) {
    console.complain(baseline.error());
    return std::unexpected(Exit::usage);
  }
  std::vector<script::CaseInfo> all = files_among(options.selection.words).empty()
                                          ? std::vector<script::CaseInfo>(cases.begin(), cases.end())
                                          : with_built_in(cases);
  runner::KnownFailures known(std::move(*baseline), all, options.level());
  tell_of_renamed(known, all, console);
  return HeldAgainst{std::move(known), std::move(text), std::move(all)};
}

Exit update_baseline(const RunOptions& options, const HeldAgainst& held, const runner::RunResult& result,
                     Console& console) {
  const auto as_it_was = static_cast<Exit>(result.summary.exit_code);
  const auto& summary = result.summary;
  if (summary.interrupted || summary.broker_died || summary.deadline_reached) {
    console.complain(
        fmt::format("the run was cut short, so {} was not updated; run it once more", options.baseline));
    return as_it_was;
  }
  const auto update =
      runner::updated_baseline(held.text, held.known, result.cases, held.all, options.level(), todo);
  auto baseline = runner::read_baseline(update.text, options.baseline);
  if (!baseline) {
    console.complain("internal error: the updated baseline would be wrong: " + baseline.error());
    return Exit::internal;
  }
  if (update.text != held.text) {
    if (const auto written = reports::write_file(options.baseline, update.text); !written) {
      console.complain(written.error());
      return Exit::usage;
    }
  }
  console.err(fmt::format("{}: {} added, {} narrowed, {} removed{}{}\n", options.baseline,
                          reports::counted(update.added, "line"), update.narrowed, update.removed,
                          update.renamed == 0 ? "" : fmt::format(", {} renamed", update.renamed),
                          update.added == 0 ? "" : "; replace each TODO by the reason"));
  runner::RunResult judged = result;
  judged.baseline =
      runner::KnownFailures(std::move(*baseline), held.all, options.level()).judge(judged.cases);
  return runner::exit_code(judged);
}

}  // namespace cli
