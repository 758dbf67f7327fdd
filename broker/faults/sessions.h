// Faults: session state, expiry and takeover (3.1.2.4, 3.1.2.11.2, 4.1).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow sessions[] = {
    {"session-kept-on-clean-start", "3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4",
     "A clean start goes on with the session that was there."},
};

}  // namespace broker::fault_tables
