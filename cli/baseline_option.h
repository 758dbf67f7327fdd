// Which baseline a run is held against: the one that is named, or that of the target that is launched; and
// how the named one is brought up to date.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/run_options.h"
#include "runner/known_failures.h"

namespace cli {

struct HeldAgainst {
  runner::KnownFailures known;
  std::string text;                   ///< of the file
  std::vector<script::CaseInfo> all;  ///< the cases that its lines could name
};

/// Reads --baseline, or the known failures of the target that --launch names, unless --no-baseline is given.
/// Nothing when there is neither. `cases` are those that the selection chose from. Has complained when it
/// fails: an unreadable file, or a line that is none. With --update-baseline a file that is not there is
/// empty.
std::expected<std::optional<HeldAgainst>, runner::Exit> known_failures(
    const RunOptions& options, std::span<const script::CaseInfo> cases, Console& console);

/// --update-baseline: writes the file as this run bears it out, and says what was changed. Leaves it alone
/// when the run was cut short. Returns the exit code of the run held against the file as it is then.
runner::Exit update_baseline(const RunOptions& options, const HeldAgainst& held,
                             const runner::RunResult& result, Console& console);

}  // namespace cli
