// One case that did not pass, told so that it can be pasted into a bug report: the rule, the scenario's lines
// with a caret, expected against actual, the wire log, and two lines that show it again.
#pragma once

#include <string>
#include <string_view>

#include "reports/style.h"
#include "runner/result.h"

namespace reports {

/// The block, its lines ending in newlines. `run` gives target, seed and what a rerun line needs.
std::string failure_block(const runner::CaseResult& result, const runner::RunResult& run, const Style& style);

/// The command line that runs just this case again, alike.
std::string rerun_line(const runner::CaseResult& result, const runner::RunResult& run);

/// One line, in raw bytes, that says why the case is no plain pass: its reason, what is missing, what was
/// expected and what came; with `id`, what that requirement is charged for.
std::string account_of(const runner::CaseResult& result, std::string_view id = {});

/// The ids that a case is charged with, each once, the deciding one first.
std::vector<std::string> violated_ids(const runner::CaseResult& result);
/// The ids that a case gives advice on, each once.
std::vector<std::string> advised_ids(const runner::CaseResult& result);
/// The ids that a case has a note on, each once.
std::vector<std::string> noted_ids(const runner::CaseResult& result);

}  // namespace reports
