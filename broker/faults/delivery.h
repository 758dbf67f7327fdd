// Faults: PUBLISH to clients: QoS, order, redelivery, flow control, aliases (3.3, 4.3
// outbound, 4.4, 4.6, 4.9).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow delivery[] = {
    {"delivered-with-dup", "3.1.1/MQTT-3.3.1-3 5.0/MQTT-3.3.1-3",
     "DUP of the incoming PUBLISH is passed on to subscribers."},
};

}  // namespace broker::fault_tables
