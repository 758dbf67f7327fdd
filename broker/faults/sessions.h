// Faults: session state, expiry and takeover (3.1.2.4, 3.1.2.11.2, 4.1).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow sessions[] = {
    // ---- a clean start (3.1.2.4)
    {"session-kept-on-clean-start", "3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4",
     "A clean start goes on with the session that was there."},
    {"waiting-messages-kept-on-clean-start", "3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4",
     "A clean start drops the subscriptions, but the messages that waited are still sent."},
    {"clean-session-kept-afterwards", "3.1.1/MQTT-3.1.2-6 5.0/MQTT-4.1.0-2",
     "A session that is to end with its connection is kept.",
     "Cases in which a clean start ends a session find it again."},

    // ---- a session that is resumed (3.1.2.4, 4.1)
    {"subscriptions-lost-on-resume", "3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5 5.0/U-103",
     "A session is resumed without its subscriptions, though Session Present is 1.",
     "What is to be delivered to a resumed session is missed in all chapters."},
    {"subscriptions-lost-with-the-connection", "3.1.1/MQTT-3.1.2-4 3.1.1/MQTT-4.1.0-1 5.0/MQTT-3.1.2-23",
     "The subscriptions of a kept session survive DISCONNECT, but not a connection that breaks.",
     "Redelivery is tested by connections that break."},
    {"unsubscribed-filter-back-on-resume", "3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5",
     "A filter that was unsubscribed is in force again when the session is resumed."},
    {"waiting-messages-lost-on-resume", "3.1.1/MQTT-3.1.2-4 3.1.1/MQTT-3.1.2-5 5.0/MQTT-3.1.2-5 5.0/U-103",
     "What waited for a client is thrown away when it comes back.",
     "Messages that wait are part of many chapters: shares, wildcards, flow control."},
    {"qos-2-not-kept-while-away", "3.1.1/MQTT-3.1.2-5 5.0/MQTT-4.5.0-1 5.0/U-103",
     "While a client is away, only messages of QoS 1 are kept for it.",
     "Messages that wait for a client are part of many chapters."},
    {"last-message-only-kept-while-away", "3.1.1/MQTT-3.1.2-5 5.0/MQTT-4.5.0-1 5.0/U-103",
     "While a client is away, only the latest message of each topic is kept for it.",
     "Messages that wait for a client are part of many chapters."},
    {"retained-messages-go-with-the-session", "3.1.1/MQTT-3.1.2-7 3.1.1/U-130 5.0/U-103",
     "When a session ends, the retained messages of its client go, too.",
     "Retained messages are often published by a client that has left."},

    // ---- whose session it is (3.1.3.1, 3.1.4)
    {"client-ids-compared-without-case", "3.1.1/MQTT-3.1.3-2 5.0/MQTT-3.1.3-2",
     "Client Identifiers that differ in upper and lower case share a session."},
    {"session-lost-at-takeover", "3.1.1/MQTT-3.1.4-3 5.0/MQTT-3.1.4-4",
     "Who takes over a connection gets a new session though the old one was to be kept.",
     "Cases of takeover go on with the session."},
    {"subscriptions-end-with-the-older-connection",
     "3.1.1/MQTT-3.1.4-3 3.1.1/MQTT-4.1.0-2 5.0/MQTT-3.1.4-4 5.0/MQTT-4.1.0-1",
     "The end of a connection that was taken over takes the subscriptions of the newer one along."},

    // ---- Session Expiry Interval (3.1.2.11.2)
    {"session-never-expires", "5.0/MQTT-4.1.0-2",
     "A session is kept when its Session Expiry Interval is over."},
    {"expiry-of-the-first-connect-holds", "5.0/MQTT-4.1.0-2",
     "The Session Expiry Interval of the CONNECT that made the session holds for ever."},
    {"expiry-runs-on-after-resume", "5.0/MQTT-4.1.0-1",
     "The end that was set for a session when its client left comes although the client has come back."},
    {"expiry-in-disconnect-ignored", "5.0/MQTT-4.1.0-2",
     "A Session Expiry Interval in DISCONNECT changes nothing."},
    {"longest-expiry-is-none", "5.0/MQTT-3.1.2-23",
     "A Session Expiry Interval of 0xFFFFFFFF overflows, and the session ends with its connection."},
};

}  // namespace broker::fault_tables
