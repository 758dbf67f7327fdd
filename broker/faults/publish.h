// Faults: PUBLISH from clients and its acknowledgements (3.3 to 3.7, 4.3 inbound).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow publish[] = {
    {"puback-missing", "3.1.1/MQTT-3.3.4-1 5.0/MQTT-3.3.4-1 3.1.1/MQTT-4.3.2-2 5.0/MQTT-4.3.2-4",
     "A QoS 1 message is taken but never acknowledged."},
};

}  // namespace broker::fault_tables
