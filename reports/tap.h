// A result in the Test Anything Protocol, version 14.
#pragma once

#include <string>

#include "runner/result.h"

namespace reports {

/// A test point a case, in their order, and one for each line of the baseline that is not borne out. `fail`,
/// `flaky` and `error` (at Level::should also `advisory`) are `not ok`; a known failure is one with TODO;
/// `unsupported`, `inconclusive` and `not_run` are skipped. A run that was cut short ends with `Bail out!`.
std::string to_tap(const runner::RunResult& result);

}  // namespace reports
