// Scenarios of the harness itself, in the language of all others: the canary that tells whether the broker
// still works, and the deliveries that calibrate the waits.
#pragma once

#include <expected>
#include <string>

#include "script/script.h"

namespace runner {

enum class HarnessScenario : std::uint8_t { canary, calibration };

/// The plan for a version. `name` makes client ids and topics its own: no two that run at once may share it.
/// Calibration: `qos` 0 to 2, `deliveries` messages. Throws std::logic_error if our own text does not
/// compile.
script::CasePlan harness_plan(HarnessScenario which, codec::Version version, const script::Environment& base,
                              std::string_view name, unsigned qos = 0, unsigned deliveries = 1);

}  // namespace runner
