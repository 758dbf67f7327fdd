// From words and options to cases.
#include "cli/selection_options.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "cli/read_result.h"
#include "runner/selection_match.h"

namespace cli {

using runner::Exit;

void add_selection_options(CLI::App& app, SelectionOptions& options) {
  const std::string group = "Selection";
  auto& request = options.request;
  app.add_option(
      "PATTERN", options.words,
      "Cases by name, with * and ?, such as 'retain/*' or '*@5.0'; a scenario file or a folder of them is "
      "used instead of the suites that are built in");
  const auto add = [&](const char* name, std::vector<std::string>& values, const char* what,
                       const char* type) {
    return app.add_option(name, values, what)->type_name(type)->group(group)->allow_extra_args(false);
  };
  add("--covers", request.covers, "Cases that cover a requirement (again for more)", "ID");
  add("--tag", request.tags, "Cases with a tag; !TAG leaves out (again for more)", "TAG");
  add("--mqtt", request.versions, "Versions: 3.1.1, 5.0 or 3.1.1,5.0", "VERSIONS")
      ->delimiter(',')
      ->check(CLI::IsMember({"3.1.1", "5.0"}).description(""));
  app.add_option("--rerun-failed", options.rerun_failed,
                 "Those that failed, or could not be judged, in an earlier result; with its seed")
      ->type_name("R.json")
      ->group(group);
  app.add_flag("--safe", request.safe, "Leave out what could hurt a broker in use")->group(group);
  app.add_option("--shard", request.shard, "The first third of the cases: 1/3")
      ->type_name("K/N")
      ->group(group);
}

std::vector<std::string> files_among(const std::vector<std::string>& words) {
  std::vector<std::string> files;
  std::ranges::copy_if(words, std::back_inserter(files), names_scenarios);
  return files;
}

namespace {

/// What the gate would not let pass, and what was never judged.
bool is_to_be_rerun(const runner::CaseResult& entry, runner::Level level) {
  using client::Verdict;
  return entry.known.empty() &&
         (runner::fails_gate(entry.verdict, level) || entry.verdict == Verdict::error ||
          entry.verdict == Verdict::inconclusive || entry.verdict == Verdict::not_run);
}

/// Leaves the cases that failed in the result at `path`, and notes its seed.
std::expected<void, Exit> keep_failed(Selected& selected, const std::string& path, Console& console) {
  auto& cases = selected.cases;
  const auto result = read_result(path);
  if (!result) {
    console.complain(result.error());
    return std::unexpected(Exit::usage);
  }
  selected.earlier_seed = result->selection.seed;
  std::set<std::string, std::less<>> ids;
  std::set<std::string, std::less<>> former;  // of results that a newer version wrote
  for (const auto& entry : result->cases) {
    if (!is_to_be_rerun(entry, result->selection.level)) continue;
    ids.insert(entry.id);
    former.insert(entry.formerly.begin(), entry.formerly.end());
  }
  std::erase_if(cases, [&](const script::CaseInfo& info) {
    if (ids.contains(info.id) || former.contains(info.id)) return false;
    const auto old =
        std::ranges::find_if(info.formerly, [&](const std::string& id) { return ids.contains(id); });
    if (old == info.formerly.end()) return true;
    console.complain(fmt::format("{} is now called {}", *old, info.id));
    return false;
  });
  if (!cases.empty()) return {};
  console.complain(ids.empty() ? fmt::format("nothing failed in {}, so there is nothing to run again", path)
                               : fmt::format("no selected case failed in {}", path));
  return std::unexpected(Exit::nothing_selected);
}

}  // namespace

std::expected<Selected, Exit> select_cases(SelectionOptions& options, Console& console) {
  const auto files = files_among(options.words);
  options.request.patterns.clear();
  for (const auto& word : options.words) {
    if (names_scenarios(word)) continue;
    if (word.ends_with(".scenario")) {
      console.complain(fmt::format("there is no file {}", word));
      return std::unexpected(Exit::usage);
    }
    options.request.patterns.push_back(word);
  }
  const Suites suites = files.empty() ? built_in_suites() : suites_of(files);
  for (const auto& complaint : suites.unreadable) console.complain(complaint);
  if (!suites.diagnostics.empty()) console.err(render(suites.diagnostics));
  if (suites.has_errors()) {
    console.complain("the scenarios have errors; nothing was sent");
    return std::unexpected(Exit::invalid_scenario);
  }
  if (!suites.unreadable.empty()) return std::unexpected(Exit::usage);
  Selected selected;
  selected.all = suites.cases();
  auto chosen = runner::select(selected.all, options.request);
  if (!chosen) {
    console.complain(chosen.error().message);
    return std::unexpected(chosen.error().exit);
  }
  selected.cases = std::move(*chosen);
  for (const auto& each : runner::reached_by_former_names(options.request.patterns, selected.cases))
    console.complain(fmt::format("{} is now called {}", each.before, each.now));
  if (!options.rerun_failed.empty())
    if (const auto kept = keep_failed(selected, options.rerun_failed, console); !kept)
      return std::unexpected(kept.error());
  return selected;
}

}  // namespace cli
