// A whole run of the real program and what it found.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.h"

namespace program {

struct Judged {
  Ended ended;
  nlohmann::json result;  ///< of the JSON report; null when there is none
};

/// Starts `conformance` with these arguments and reads the report it writes. A machine that stood still looks
/// like a broker that is late: a run with a case that failed only once (`flaky`) is told on standard error
/// and made once more, and the second one counts. Once more is not twice: what is a race shows again in
/// .ci/night, which compares many runs.
Judged judge(const std::vector<std::string>& arguments);

}  // namespace program
