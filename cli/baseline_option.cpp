// See the header.
#include "cli/baseline_option.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/suites.h"
#include "runner/launch.h"

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

}  // namespace

std::expected<std::optional<runner::KnownFailures>, Exit> known_failures(
    const RunOptions& options, std::span<const script::CaseInfo> cases, Console& console) {
  if (options.no_baseline) return std::nullopt;
  std::string text;
  std::string file = options.baseline;
  if (!file.empty()) {
    auto read = read_named_file(file, "baseline");
    if (!read) {
      console.complain(read.error());
      return std::unexpected(Exit::usage);
    }
    text = std::move(*read);
  } else {
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
  if (files_among(options.selection.words).empty()) return runner::KnownFailures(std::move(*baseline), cases);
  return runner::KnownFailures(std::move(*baseline), with_built_in(cases));
}

}  // namespace cli
