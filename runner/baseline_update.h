// A baseline as a run would have it: the command that keeps the file true, so that nobody edits hundreds of
// lines by hand. Comments, order and reasons are the user's and stay.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runner/known_failures.h"
#include "runner/result.h"
#include "script/script.h"

namespace runner {

struct BaselineUpdate {
  std::string text;
  std::size_t added{};     ///< lines, for failures that no line told of
  std::size_t removed{};   ///< lines that nothing bears out any more
  std::size_t narrowed{};  ///< lines of which some cases pass: the others are named instead
  std::size_t renamed{};   ///< lines that had a former name of their cases: they have today's instead
};

/// One line that says what failed, for the reason of a new line; `id` is the requirement, or empty.
using ReasonOf = std::function<std::string(const CaseResult& result, std::string_view id)>;

/// `text` is what `known` was read from, `cases` are a run's, as `known` has judged them, and `all` the cases
/// that there are. What the run says nothing of (cases not selected, not run, `sometimes`) stays. New lines
/// stand at the end; a case that failed only once is `sometimes`. Inconclusive cases get no line.
BaselineUpdate updated_baseline(std::string_view text, const KnownFailures& known,
                                const std::vector<CaseResult>& cases, std::span<const script::CaseInfo> all,
                                Level level, const ReasonOf& reason);

}  // namespace runner
