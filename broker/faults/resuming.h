// Faults: what a client finds when it comes back or takes over: its session, its subscriptions, what was open
// (3.1.2.4, 3.1.4, 4.1, 4.4, 4.6).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow resuming[] = {
    // ---- subscriptions of a session that is resumed
    {"grants-lost-on-resume", "3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5",
     "The subscriptions of a session that is resumed are in force at QoS 0, whatever was granted.",
     "Whoever comes back and waits for messages of a higher QoS sees it."},
    {"options-lost-on-resume", "5.0/MQTT-3.1.2-5 5.0/MQTT-3.8.3-3",
     "The subscriptions of a session that is resumed have lost No Local and Retain As Published."},
    {"identifiers-lost-on-resume", "5.0/MQTT-3.1.2-5",
     "The subscriptions of a session that is resumed have lost their Subscription Identifiers."},
    {"shares-left-on-resume", "5.0/MQTT-3.1.2-5",
     "A session that is resumed is a member of its shared subscriptions no longer."},
    {"all-new-after-resume", "5.0/MQTT-3.3.1-10",
     "To Retain Handling 1, the subscriptions of a session that is resumed count as new."},
    {"retained-messages-on-resume", "3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12",
     "A session that is resumed brings the retained messages of its subscriptions again.",
     "Cases with a retained message and a client that comes back have one message too many."},

    // ---- messages that waited
    {"sixteen-messages-kept-while-away", "3.1.1/MQTT-3.1.2-5 5.0/MQTT-4.5.0-1 5.0/U-103",
     "While a client is away, no more than sixteen messages are kept for it."},
    {"waiting-message-with-retain", "3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12",
     "A message that was published with RETAIN 1 while its client was away is delivered with RETAIN 1."},
    {"waiting-message-without-retain", "5.0/MQTT-3.3.1-13",
     "A message that waits for its client loses RETAIN, Retain As Published or not."},
    {"waiting-request-without-response-topic", "5.0/MQTT-3.3.2-15",
     "A message that waits for its client is kept without its Response Topic."},

    // ---- messages that were open
    {"open-messages-resent-once", "3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-3 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-3",
     "What was sent again on one new connection and not acknowledged there is forgotten on the next."},
    {"waiting-messages-before-open-ones", "5.0/MQTT-4.6.0-1",
     "After a reconnect what waited is sent before what is to be sent again.",
     "Cases with open and waiting messages expect them in order."},
    {"open-messages-lost-at-takeover", "3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1",
     "What was open on a connection that is taken over is not sent again on the newer one."},
    {"received-ids-lost-at-takeover", "3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-10",
     "A QoS 2 message that is repeated on a connection that took over is delivered once more."},

    // ---- a clean start (3.1.2.4)
    {"session-back-after-clean-start", "3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4",
     "A clean start sets the old session aside: when it is over, the old one is found again."},
    {"received-ids-kept-on-clean-start", "3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4",
     "The identifiers of QoS 2 messages that await PUBREL are those of the client, not of its session."},
    {"disconnect-never-lengthens-the-session", "5.0/MQTT-3.1.2-23",
     "A Session Expiry Interval in DISCONNECT counts if it is shorter than the one in CONNECT."},

    // ---- takeover (3.1.4)
    {"told-of-takeover-and-left-open", "5.0/MQTT-3.1.4-3 5.0/MQTT-3.14.4-2 5.0/MQTT-4.13.2-1",
     "A client that is taken over is told by DISCONNECT, and its connection stays open.",
     "Every takeover ends with the close of the older connection."},
    {"sessions-apart-by-listener", "3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5 3.1.1/MQTT-3.1.4-2 5.0/MQTT-3.1.4-3",
     "A client that comes by another listener is taken for another client."},
    {"client-ids-compared-up-to-23-bytes", "3.1.1/MQTT-3.1.3-2 5.0/MQTT-3.1.3-2",
     "Client Identifiers that are equal in their first 23 bytes are taken for one."},
    {"taken-over-before-the-password-is-checked", "3.1.1/T-users 5.0/T-users",
     "Who comes with a Client Identifier in use ends that connection, and is asked for a password then."},
    {"session-ended-before-the-password-is-checked", "3.1.1/T-users 5.0/T-users",
     "A clean start ends the session of its Client Identifier before the password has been checked."},
};

}  // namespace broker::fault_tables
