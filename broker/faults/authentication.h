// Faults: users, access rules and enhanced authentication (3.15, 4.12).
#pragma once

#include "broker/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow authentication[] = {
    {"authentication-method-unknown-accepted", "5.0/MQTT-4.12.0-1",
     "An Authentication Method that is not supported is let in without authentication."},
};

}  // namespace broker::fault_tables
