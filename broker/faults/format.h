// Faults: how packets, fields and properties are written and read (1.5, 2.1 to 2.4).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow format[] = {
    {"malformed-strings-taken", "3.1.1/MQTT-1.5.3-1 5.0/MQTT-1.5.4-1",
     "Ill-formed UTF-8 in a Topic Name is passed on as it came."},
};

}  // namespace broker::fault_tables
