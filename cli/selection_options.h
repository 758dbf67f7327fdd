// Which cases `run` and `list` are about: words that are files or patterns, and the options beside them.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/suites.h"
#include "runner/selection.h"

namespace cli {

struct SelectionOptions {
  std::vector<std::string> words;  ///< as typed
  runner::SelectionRequest request;
  std::string rerun_failed;  ///< a result that --json wrote; empty: none
};

void add_selection_options(CLI::App& app, SelectionOptions& options);

/// The words that name scenario files or folders; the others are patterns.
std::vector<std::string> files_among(const std::vector<std::string>& words);

struct Selected {
  std::vector<script::CaseInfo> all;
  std::vector<script::CaseInfo> cases;
  std::string earlier_seed;  ///< of the result that --rerun-failed names; empty without one
};

/// Reads the suites, sorts the words into files and patterns, and selects. Has complained when it fails.
std::expected<Selected, runner::Exit> select_cases(SelectionOptions& options, Console& console);

}  // namespace cli
