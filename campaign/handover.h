// A finding as texts that leave no question open: a scenario for `conformance run`, and a program in plain
// Python that needs nothing but Python.
#pragma once

#include <string>
#include <string_view>

#include "campaign/finding.h"

namespace campaign {

/// "crash-3": for file and scenario names.
std::string name_of(const Finding& finding);

/// A suite with one scenario: two clients that nobody attacks speak first and last, what is between them is
/// the play. It passes on a broker that has no such defect. What wears a broker out shows in no single play:
/// the scenario says so, and is there to play it. `target`: the broker, with its release where that is known.
std::string scenario_of(const Finding& finding, std::string_view name, std::string_view target);

/// Connects, sends, waits and cuts off as the play did, over TCP, and prints what it does and hears, with
/// times. Ends with 1 when the broker shows it again, 0 when it does not, 2 when there is no broker to begin
/// with.
std::string script_of(const Finding& finding, std::string_view name, std::string_view target);

/// Its plays one after the other, as plays_from() reads them.
std::string plays_of(const Finding& finding);

}  // namespace campaign
