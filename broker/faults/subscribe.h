// Faults: SUBSCRIBE, UNSUBSCRIBE and their answers (3.8 to 3.11), shared subscriptions (4.8).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow subscribe[] = {
    {"suback-codes-reversed", "3.1.1/MQTT-3.9.3-1 5.0/MQTT-3.9.3-1",
     "The codes of a SUBACK stand in the opposite order of the filters."},
};

}  // namespace broker::fault_tables
