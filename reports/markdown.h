// A result as GitHub-flavoured Markdown, for the summary of a CI job: the verdict first, then what failed,
// and the rest folded. What a broker or a file says can neither break out of its place nor mention anybody.
#pragma once

#include <cstddef>
#include <string>

#include "runner/result.h"

namespace reports {

/// A job summary may have 1 MiB; below that, as a summary is appended to what else a step says.
constexpr std::size_t markdown_bytes = 1'000'000;

/// At most `at_most` bytes: failures that find no room in full stand with one line each, then are only
/// counted.
std::string to_markdown(const runner::RunResult& result, std::size_t at_most = markdown_bytes);

}  // namespace reports
