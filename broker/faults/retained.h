// Faults: retained messages (3.3.1.3, Retain Handling, Retain As Published).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow retained[] = {
    {"retained-not-replaced", "3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5",
     "The first retained message of a topic stays for ever."},
};

}  // namespace broker::fault_tables
