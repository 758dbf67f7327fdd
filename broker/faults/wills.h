// Faults: the Will Message (3.1.2.5 to 3.1.2.7, 3.1.3.2 to 3.1.3.4).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow wills[] = {
    {"will-not-published", "3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-8",
     "The Will Message is not published when the connection is lost."},
};

}  // namespace broker::fault_tables
