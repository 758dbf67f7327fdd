// A result as workflow commands of GitHub Actions: what failed stands at the head of the job's page.
#pragma once

#include <string>

#include "runner/result.h"

namespace reports {

/// Lines `::error …::…`, `::warning …::…`, `::notice …::…`. GitHub shows ten of a kind and drops the others
/// in silence, so at most ten come, the worst first, the last one counting those that found no place. Errors
/// are what the gate fails on; warnings are what could not be judged and advice; a notice has the counts.
std::string to_github_annotations(const runner::RunResult& result);

}  // namespace reports
