// JUnit XML, in the subset that Jenkins, GitLab and GitHub actions read alike. tests/reports/junit.xsd
// describes it.
#pragma once

#include <string>

#include "runner/result.h"

namespace reports {

/// One test suite a scenario file, one test case a case, its whole story in the body. `fail` and `flaky` are
/// failures, `error` is an error; `unsupported`, `not_run` and `inconclusive` are skipped with the reason;
/// `advisory` passes with its text in system-out.
std::string to_junit(const runner::RunResult& result);

}  // namespace reports
