// Which baseline a run is held against: the one that is named, or that of the target that is launched.
#pragma once

#include <expected>
#include <optional>
#include <span>

#include "cli/console.h"
#include "cli/run_options.h"
#include "runner/known_failures.h"

namespace cli {

/// Reads --baseline, or the known failures of the target that --launch names, unless --no-baseline is given.
/// Nothing when there is neither. `cases` are those that the selection chose from. Has complained when it
/// fails: an unreadable file, or a line that is none.
std::expected<std::optional<runner::KnownFailures>, runner::Exit> known_failures(
    const RunOptions& options, std::span<const script::CaseInfo> cases, Console& console);

}  // namespace cli
