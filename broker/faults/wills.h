// Faults: the Will Message (3.1.2.5 to 3.1.2.7, 3.1.3.2 to 3.1.3.4).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow wills[] = {
    // ---- when it is published (3.1.2.5)
    {"will-not-published", "3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7 5.0/MQTT-3.1.2-8",
     "The Will Message is not published when the connection is lost.",
     "Wills are a means to publish in many chapters."},
    {"will-not-published-after-an-error", "3.1.1/MQTT-3.1.2-8 5.0/U-031",
     "When the server closes a connection because of an error, it forgets the Will.",
     "A DISCONNECT with wrong flags is judged by the Will that it must leave."},
    {"will-not-published-after-keep-alive", "3.1.1/MQTT-3.1.2-24 5.0/MQTT-3.1.2-22",
     "When the server closes a connection because of the Keep Alive, it forgets the Will."},
    {"will-without-payload-not-published", "3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7",
     "A Will Message of zero length is taken for none."},
    {"long-will-cut", "3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7",
     "Of a Will Message no more than 1,024 bytes are published."},
    {"will-not-kept-for-who-is-away", "3.1.1/MQTT-3.1.2-5 5.0/MQTT-4.5.0-1",
     "A Will goes to subscribers who are there, and waits for none."},
    {"will-withheld-from-disconnect-4", "5.0/MQTT-3.1.2-8",
     "DISCONNECT with Will Message discards the Will like any other DISCONNECT."},
    {"will-published-after-disconnect",
     "3.1.1/MQTT-3.1.2-8 3.1.1/MQTT-3.1.2-10 3.1.1/MQTT-3.1.2-12 3.1.1/MQTT-3.14.4-3 5.0/MQTT-3.1.2-8 "
     "5.0/MQTT-3.1.2-10 5.0/MQTT-3.14.4-3",
     "The Will is published after a DISCONNECT as well."},
    {"will-not-removed-once-published", "3.1.1/MQTT-3.1.2-10 3.1.1/MQTT-3.1.2-12 5.0/MQTT-3.1.2-10",
     "A Will that was published stays in the session, and is published again after the next connection."},
    {"will-of-a-former-connection-kept", "3.1.1/MQTT-3.1.2-10 3.1.1/MQTT-3.1.2-12 5.0/MQTT-3.1.2-10",
     "DISCONNECT holds back the Will, but it stays in the session and is that of the next connection."},
    {"will-not-stored-in-a-resumed-session", "3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7",
     "The Will of a CONNECT that resumes a session is not stored."},

    // ---- its delay (3.1.3.2.2)
    {"will-delay-ignored", "5.0/MQTT-3.1.2-8 5.0/MQTT-3.1.3-9",
     "The Will is published at once, whatever its Will Delay Interval."},
    {"delayed-will-published-on-return", "5.0/MQTT-3.1.3-9",
     "A Will that waits for its delay is published when the client comes back."},
    {"delayed-will-lost-with-the-session", "5.0/MQTT-3.1.2-8",
     "A Will that waits for its delay is thrown away when the session ends."},

    // ---- what is published (3.1.2.6, 3.1.2.7, 3.1.3.2)
    {"will-always-retained", "3.1.1/MQTT-3.1.2-16 5.0/MQTT-3.1.2-14",
     "The Will is published as a retained message whatever Will Retain says."},
    {"will-never-retained", "3.1.1/MQTT-3.1.2-17 5.0/MQTT-3.1.2-15",
     "The Will is published as an ordinary message though Will Retain is 1."},
    {"format-of-an-ill-formed-will-dropped", "5.0/MQTT-3.3.2-4",
     "A Will that is said to be text and is not is published without its Payload Format Indicator."},
    {"will-user-properties-sorted", "5.0/MQTT-3.1.3-10",
     "The User Properties of the Will are kept in a map, which puts them in the order of their names."},
    {"will-user-properties-reversed", "5.0/MQTT-3.1.3-10",
     "The User Properties of the Will are published in reverse order."},
    {"will-withheld-from-disconnects-with-errors", "5.0/MQTT-3.1.2-8",
     "A DISCONNECT that tells of an error discards the Will, as the normal one does."},
    {"will-of-the-newer-connection-lost", "3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7",
     "The Will of a connection that took over another is not stored."},
    {"will-expires-before-it-is-published", "5.0/MQTT-3.1.2-8",
     "The Message Expiry Interval of a Will runs from CONNECT on."},
    {"empty-will-clears-nothing", "3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6",
     "A retained Will without payload leaves the retained message as it is."},
    {"will-of-kept-session-late", "3.1.1/U-120 5.0/U-030",
     "The Will of a session that is kept is published half a minute after it is due.",
     "Wills of kept sessions are part of several chapters."},
};

}  // namespace broker::fault_tables
