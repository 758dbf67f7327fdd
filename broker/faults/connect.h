// Faults: CONNECT and CONNACK (3.1, 3.2), Keep Alive.
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow connect[] = {
    {"second-connect-served", "3.1.1/MQTT-3.1.0-2 5.0/MQTT-3.1.0-2",
     "A second CONNECT on a connection is answered as if it were the first."},
};

}  // namespace broker::fault_tables
