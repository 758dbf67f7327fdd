// Topics and filters as they are compared: byte by byte, as they came (4.7.3). Only a fault makes this more
// than the text itself.
#pragma once

#include <string>
#include <string_view>

#include "broker/faults.h"

namespace broker {

/// What of a Topic Name or Topic Filter is compared: the text itself. `changed` holds it where a fault
/// changes it, and must live as long as the result.
std::string_view as_compared(std::string_view text, std::string& changed, const Faults& faults);

/// The same for a Topic Filter, where a wildcard that does not fill its level is no wildcard (4.7.1).
std::string_view filter_as_compared(std::string_view filter, std::string& changed, const Faults& faults);

}  // namespace broker
