// A result that an earlier run wrote as JSON.
#pragma once

#include <expected>
#include <string>

#include "runner/result.h"

namespace cli {

/// Reads a file that `conformance --json=FILE` wrote; "-" is standard input. The error is a sentence that
/// says what to do.
std::expected<runner::RunResult, std::string> read_result(const std::string& path);

}  // namespace cli
