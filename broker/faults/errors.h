// Faults: PINGREQ, DISCONNECT, and what the server does about errors (3.12 to 3.14, 4.8, 4.13).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow errors[] = {
    {"pingresp-missing", "3.1.1/MQTT-3.12.4-1 5.0/MQTT-3.12.4-1", "PINGREQ is not answered."},
};

}  // namespace broker::fault_tables
