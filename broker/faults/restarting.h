// Faults: what a server that was stopped or killed has lost when it is back, or finds though it was gone. The
// standard demands no more than volatile storage (4.1); a target promises more (T-durability).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow restarting[] = {
    // ---- sessions
    {"sessions-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "A server that restarts has forgotten all sessions."},
    {"ended-sessions-back-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "A session that a clean start has ended is there again after a restart."},
    {"session-expiry-anew-at-restart", "5.0/T-durability",
     "The Session Expiry Interval of a client that is away begins anew when the server restarts."},
    {"sessions-never-expire-after-restart", "5.0/T-durability",
     "A session whose client was away when the server restarted never expires."},

    // ---- subscriptions
    {"subscriptions-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "Sessions survive a restart without their subscriptions."},
    {"grants-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "After a restart all subscriptions are in force at QoS 0."},
    {"options-lost-at-restart", "5.0/T-durability",
     "After a restart subscriptions have lost No Local and Retain As Published."},
    {"identifiers-lost-at-restart", "5.0/T-durability",
     "After a restart subscriptions have lost their Subscription Identifiers."},
    {"shares-left-at-restart", "5.0/T-durability",
     "After a restart nobody is a member of a shared subscription."},
    {"unsubscribed-filters-back-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "A filter that was unsubscribed is in force again after a restart."},

    // ---- messages that wait, and exchanges that are half done
    {"waiting-messages-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "What waited for a client that was away is lost when the server restarts."},
    {"latest-waiting-message-lost-when-killed", "3.1.1/T-durability 5.0/T-durability",
     "A server that is killed loses what it acknowledged last."},
    {"waiting-messages-reversed-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "What waited for a client that was away comes in the wrong order after a restart."},
    {"open-messages-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "A message that was sent and not acknowledged is not sent again after a restart."},
    {"open-releases-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "An exchange of QoS 2 that awaited PUBCOMP is forgotten when the server restarts."},
    {"released-messages-sent-again-after-restart", "3.1.1/T-durability 5.0/T-durability",
     "A message of QoS 2 whose PUBREL was sent is sent again, as a PUBLISH, after a restart."},
    {"received-ids-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "A server that restarts has forgotten which messages of QoS 2 it has taken."},
    {"acknowledged-messages-back-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "The message that a client acknowledged last is delivered to it again after a restart."},
    {"properties-lost-at-restart", "5.0/T-durability",
     "Messages come back from the disk without their properties."},
    {"message-expiry-anew-at-restart", "5.0/T-durability",
     "The Message Expiry Interval of what is stored begins anew when the server restarts."},

    // ---- retained messages
    {"retained-messages-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "A server that restarts has forgotten all retained messages."},
    {"removed-retained-message-back-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "A retained message that was removed is there again after a restart."},
    {"older-retained-message-back-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "A retained message that was replaced is there again after a restart."},

    // ---- Wills
    {"wills-lost-at-restart", "3.1.1/T-durability 5.0/T-durability",
     "The Wills of the clients that were connected, or whose delay ran, are lost with the server."},
    {"will-delay-anew-at-restart", "5.0/T-durability",
     "The Will Delay Interval begins anew when the server restarts."},
};

}  // namespace broker::fault_tables
