// What a run ends with: the failures in full, what was advised, unsupported and inconclusive, the areas, the
// requirements, and the two lines that count most, last, where a terminal's user looks.
#pragma once

#include <string>

#include "reports/style.h"
#include "runner/result.h"

namespace reports {

/// Advice, grouped by requirement and text.
std::string advisory_list(const runner::RunResult& result, const Style& style);

/// Unsupported cases, grouped by the capability that is missing and where that was read.
std::string unsupported_list(const runner::RunResult& result, const Style& style);

/// Inconclusive and unplayed cases, with their reasons.
std::string inconclusive_list(const runner::RunResult& result, const Style& style);

/// A row for each suite: how many cases, and what became of them. Of many, those in which all cases passed
/// share one row, unless -v asks for each.
std::string area_table(const runner::RunResult& result, const Style& style);

/// The violated requirements with our sentences.
std::string violated_list(const runner::RunResult& result, const Style& style);

/// How many requirements were verified, violated, …, by version and group.
std::string requirement_counts(const runner::RunResult& result, const Style& style);

/// The lines of the baseline that the run does not bear out, with what is to be done about them.
std::string baseline_list(const runner::RunResult& result, const Style& style);

/// `1403 of 1412 as expected in 9.8 s     1 fail   6 unsupported   2 advisory   3 known`, and what cut the
/// run short. What the baseline tells of is expected.
std::string closing_lines(const runner::RunResult& result, const Style& style);

/// All of the above in order: what a finished run prints, and what `report` prints later.
std::string final_screen(const runner::RunResult& result, const Style& style);

}  // namespace reports
