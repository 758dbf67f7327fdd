// A finding as texts that leave no question open: a scenario for `conformance run`, and a program in plain
// Python that needs nothing but Python.
#pragma once

#include <string>
#include <string_view>

#include "campaign/finding.h"

namespace campaign {

/// "crash-3": for file and scenario names.
std::string name_of(const Finding& finding, std::size_t number);

/// A suite with one scenario: two clients that nobody attacks speak first and last, what is between them is
/// the play. It passes on a broker that has no such defect.
std::string scenario_of(const Finding& finding, std::string_view name, std::string_view target);

/// Connects, sends, waits and cuts off as the play did, prints what it does and hears, and ends with 1 when
/// the broker does not answer a CONNECT afterwards.
std::string script_of(const Finding& finding, std::string_view name, std::string_view target);

/// Its plays one after the other, as play_from() reads them, with a line that begins with `#` between two.
std::string plays_of(const Finding& finding);

}  // namespace campaign
