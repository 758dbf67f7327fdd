// The written form of a run, from which every other report can be made again. docs/schema/result.schema.json
// is its schema and docs/reports.md its promise.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "runner/result.h"

namespace reports {

/// The name of the format, and the part of it that changes only when a reader must.
inline constexpr std::string_view result_schema = "conformance-result/1";

/// The result as JSON, in a fixed order of keys, ending in a newline. Bytes that are no UTF-8 are escaped;
/// wire log and scenario text are left out of cases that simply passed.
std::string to_json(const runner::RunResult& result);

/// Reads what to_json wrote. The error is a sentence that says where and what.
std::expected<runner::RunResult, std::string> from_json(std::string_view text);

}  // namespace reports
