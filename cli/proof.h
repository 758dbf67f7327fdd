// What `prove` and `list --requirements` share: how a proof is run from the command line.
#pragma once

#include "cli/console.h"
#include "runner/prove.h"

namespace cli {

/// As long as the seeds of runs, since names are then, too.
inline constexpr const char* default_proof_seed = "000000";

/// All cases and faults, a thread for each processor, progress on a terminal. The console must outlive it.
runner::ProveOptions proof_options(Console& console);

/// Takes the progress line away.
void end_of_progress(Console& console);

}  // namespace cli
