// All that went wrong in a run: in full, or in a line each. Variants of a matrix that are charged with the
// same are shown once, the others by their labels.
#pragma once

#include <string>

#include "reports/style.h"
#include "runner/result.h"

namespace reports {

/// The blocks of all failing, flaky and broken cases, each followed by an empty line.
std::string failure_blocks(const runner::RunResult& result, const Style& style);

/// A line for each failing, flaky and broken case.
std::string failure_lines(const runner::RunResult& result, const Style& style);

}  // namespace reports
