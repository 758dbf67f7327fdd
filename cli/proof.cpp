// See the header.
#include "cli/proof.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace cli {

runner::ProveOptions proof_options(Console& console) {
  runner::ProveOptions options;
  options.tool_version = CONFORMANCE_VERSION;
  options.seed = default_proof_seed;
  options.jobs = std::max(1U, std::thread::hardware_concurrency());
  options.progress = [&console](std::size_t done, std::size_t of) {
    if (console.err_is_terminal() && done < of) console.err(fmt::format("\r{:>8}/{} plays\x1b[K", done, of));
  };
  return options;
}

void end_of_progress(Console& console) {
  if (console.err_is_terminal()) console.err("\r\x1b[K");
}

}  // namespace cli
