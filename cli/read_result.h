// A result of an earlier run, from the JSON that it wrote.
#pragma once

#include <expected>
#include <string>

#include "runner/result.h"

namespace cli {

/// Reads a file, or (`-`) standard input. The error is a sentence that names it.
std::expected<runner::RunResult, std::string> read_result(const std::string& path);

}  // namespace cli
