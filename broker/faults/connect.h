// Faults: CONNECT and CONNACK (3.1, 3.2), Keep Alive.
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow connect[] = {
    // ---- CONNECT comes first, and once (3.1)
    {"second-connect-served", "3.1.1/MQTT-3.1.0-2 5.0/MQTT-3.1.0-2 5.0/MQTT-3.2.0-2",
     "A second CONNECT on a connection is answered as if it were the first."},
    {"second-connect-ignored", "3.1.1/MQTT-3.1.0-2 5.0/MQTT-3.1.0-2",
     "A second CONNECT on a connection is passed over, and the connection goes on."},
    {"connack-twice-after-takeover", "5.0/MQTT-3.2.0-2",
     "Who takes over the connection of another client gets one CONNACK for each of the two.",
     "Every takeover brings a CONNACK."},
    {"pingreq-before-connect-answered",
     "3.1.1/MQTT-3.1.0-1 5.0/MQTT-3.1.0-1 3.1.1/MQTT-3.2.0-1 5.0/MQTT-3.2.0-1",
     "PINGREQ is answered before there was a CONNECT."},
    {"message-before-connect-delivered", "3.1.1/MQTT-3.1.0-1 5.0/MQTT-3.1.0-1",
     "A PUBLISH that comes instead of CONNECT closes the connection, but is delivered first."},
    {"packets-before-connect-ignored", "3.1.1/MQTT-3.1.0-1 5.0/MQTT-3.1.0-1 5.0/U-007",
     "Packets before CONNECT are passed over, and the connection stays open."},
    {"connection-without-connect-kept", "3.1.1/U-121 5.0/U-032",
     "A connection on which no CONNECT comes stays open for ever."},

    // ---- a CONNECT that breaks section 3.1
    {"unreadable-connect-left-open",
     "3.1.1/MQTT-3.1.2-11 3.1.1/MQTT-3.1.2-18 3.1.1/MQTT-3.1.2-20 3.1.1/MQTT-3.1.4-1 "
     "5.0/MQTT-3.1.2-16 5.0/MQTT-3.1.2-18 5.0/MQTT-3.1.4-1",
     "A CONNECT whose fields do not fill it is thrown away, and the connection stays open."},
    {"unreadable-connect-answered",
     "3.1.1/MQTT-3.1.2-11 3.1.1/MQTT-3.1.2-18 3.1.1/MQTT-3.1.2-20 3.1.1/MQTT-3.1.4-1",
     "A CONNECT whose fields do not fill it is answered with return code 2 before the close."},

    // These let a CONNECT pass that the decoder refused: tolerating_rows.cpp.
    {"bytes-behind-connect-ignored",
     "3.1.1/MQTT-3.1.2-11 3.1.1/MQTT-3.1.2-18 3.1.1/MQTT-3.1.2-20 3.1.1/MQTT-3.1.4-1 "
     "5.0/MQTT-3.1.2-16 5.0/MQTT-3.1.2-18 5.0/MQTT-3.1.4-1",
     "Of a CONNECT the fields are read that its flags announce; bytes behind them are passed over."},
    {"ill-formed-client-id-accepted",
     "3.1.1/MQTT-3.1.3-4 3.1.1/MQTT-1.5.3-1 3.1.1/MQTT-1.5.3-2 5.0/MQTT-3.1.3-4 5.0/MQTT-3.1.4-1",
     "A Client Identifier is taken without a look at its UTF-8."},
    {"ill-formed-will-topic-accepted",
     "3.1.1/MQTT-3.1.3-10 3.1.1/MQTT-1.5.3-1 5.0/MQTT-3.1.3-11 5.0/MQTT-3.1.4-1",
     "A Will Topic is taken without a look at its UTF-8."},
    {"ill-formed-user-name-accepted",
     "3.1.1/MQTT-3.1.3-11 3.1.1/MQTT-1.5.3-1 5.0/MQTT-3.1.3-12 5.0/MQTT-3.1.4-1",
     "A User Name is taken without a look at its UTF-8."},
    {"nameless-client-given-a-session", "3.1.1/MQTT-3.1.3-8",
     "An empty Client Identifier with CleanSession 0 is accepted as if CleanSession were 1."},

    {"empty-will-payload-refused", "3.1.1/MQTT-3.1.4-4 5.0/MQTT-3.1.4-5",
     "A CONNECT whose Will has no payload is taken for one without a Will's fields, and closed."},

    // ---- the Client Identifier (3.1.3.1)
    {"client-id-of-23-characters-refused", "3.1.1/MQTT-3.1.3-5 5.0/MQTT-3.1.3-5",
     "A Client Identifier of 23 characters is refused, one less is accepted."},
    {"client-id-of-one-character-refused", "3.1.1/MQTT-3.1.3-5 5.0/MQTT-3.1.3-5",
     "A Client Identifier of a single character is refused."},
    {"long-client-id-refused-and-left-open",
     "3.1.1/MQTT-3.1.3-9 3.1.1/MQTT-3.2.2-5 5.0/MQTT-3.1.3-8 5.0/MQTT-3.2.2-7",
     "A Client Identifier of more than 256 characters is refused by CONNACK, and the connection stays open."},
    {"unusual-client-id-refused-and-left-open",
     "3.1.1/MQTT-3.1.3-9 3.1.1/MQTT-3.2.2-5 5.0/MQTT-3.1.3-8 5.0/MQTT-3.2.2-7",
     "A Client Identifier with other characters than letters and digits is refused, and the connection stays "
     "open."},
    {"nameless-clients-share-an-id", "3.1.1/MQTT-3.1.3-6 5.0/MQTT-3.1.3-6 5.0/MQTT-3.2.2-16",
     "All clients with an empty Client Identifier are given the same one, so that they take over each "
     "other."},
    {"assigned-id-not-told", "5.0/MQTT-3.1.3-7 5.0/MQTT-3.2.2-16",
     "The CONNACK of a client with an empty Client Identifier does not say which one it was given."},
    {"assigned-id-is-not-the-one-used", "5.0/MQTT-3.1.3-7",
     "CONNACK names an Assigned Client Identifier, and the session is filed under another one."},
    {"nameless-session-refused-by-another-code", "3.1.1/MQTT-3.1.3-8",
     "An empty Client Identifier with CleanSession 0 is answered with return code 5 instead of 2."},
    {"nameless-session-closed-in-silence", "3.1.1/MQTT-3.1.3-8",
     "After an empty Client Identifier with CleanSession 0 the connection is closed without a CONNACK."},
    {"client-ids-compared-up-to-64-bytes", "3.1.1/MQTT-3.1.3-2 5.0/MQTT-3.1.3-2",
     "Of a Client Identifier only the first 64 bytes count: two that begin alike are one client."},
    {"rejected-client-id-left-open", "3.1.1/MQTT-3.1.3-8 3.1.1/MQTT-3.1.3-9 3.1.1/MQTT-3.2.2-5",
     "The connection stays open after CONNACK refused the Client Identifier."},

    // ---- what is accepted, and how (3.1.4, 3.2)
    {"rest-of-connect-segment-lost", "3.1.1/MQTT-3.8.4-1 5.0/U-034",
     "What arrives in one segment with CONNECT is thrown away; what comes after it is served."},
    {"connect-in-pieces-refused", "3.1.1/MQTT-3.1.4-4 5.0/MQTT-3.1.4-5",
     "A CONNECT that does not arrive in a single piece ends its connection."},
    {"connack-missing", "3.1.1/MQTT-3.1.4-4 5.0/MQTT-3.1.4-5", "A CONNECT that is accepted is not answered.",
     "No client comes up: every case waits for CONNACK."},
    {"password-without-user-name-unanswered", "5.0/MQTT-3.1.4-5",
     "Behind a Password without a User Name the server waits for the User Name, and answers nothing."},
    {"packets-right-behind-connect-lost", "3.1.1/MQTT-3.8.4-1 5.0/U-034",
     "What arrives right behind CONNECT is thrown away."},
    {"packets-behind-a-refused-connect-served", "3.1.1/MQTT-3.1.4-5 5.0/MQTT-3.1.4-6",
     "A connection that was refused is closed a little later, and what it publishes until then is "
     "delivered."},
    {"waiting-messages-before-connack", "3.1.1/MQTT-3.2.0-1 5.0/MQTT-3.2.0-1",
     "The messages that wait in a session are sent before the CONNACK that resumes it.",
     "Every client that comes back to waiting messages reads them too early."},
    {"refused-without-return-code", "3.1.1/U-124",
     "A client whose CONNECT cannot be served is closed without a CONNACK that says why."},

    // ---- takeover (3.1.4)
    {"older-connection-left-open", "3.1.1/MQTT-3.1.4-2 5.0/MQTT-3.1.4-3",
     "When a client connects a second time, its first connection stays open.",
     "Every takeover ends with the close of the older connection."},
    {"takeover-without-disconnect", "5.0/U-033",
     "A connection that is taken over is closed without a DISCONNECT."},

    // ---- Session Present (3.2.2.1)
    {"session-present-after-clean-start", "3.1.1/MQTT-3.2.2-1 5.0/MQTT-3.2.2-2",
     "Session Present is 1 when a clean start discards a session.",
     "Clean starts over a kept session are part of many chapters."},
    {"session-present-only-with-subscriptions", "3.1.1/MQTT-3.2.2-2 5.0/MQTT-3.2.2-3",
     "Session Present is 0 for a resumed session in which nothing is subscribed.",
     "Cases about users have sessions in which nothing is subscribed."},
    {"session-present-for-a-new-client", "3.1.1/MQTT-3.2.2-3 5.0/MQTT-3.1.2-6 5.0/MQTT-3.2.2-3",
     "Session Present repeats what CONNECT asked for: it is 1 for a client that was never there.",
     "Session Present tells whether a session has ended."},

    // ---- Keep Alive (3.1.2.10)
    {"keep-alive-not-watched", "3.1.1/MQTT-3.1.2-24 5.0/MQTT-3.1.2-22",
     "A client that falls silent stays connected."},
    {"keep-alive-of-a-minute-at-least", "3.1.1/MQTT-3.1.2-24 5.0/MQTT-3.1.2-22 5.0/MQTT-3.2.2-22",
     "A Keep Alive of less than a minute is taken for one minute, and the client is not told."},
    {"keep-alive-runs-from-connect-on",
     "3.1.1/MQTT-3.1.2-24 3.1.1/MQTT-3.12.4-1 3.1.1/MQTT-4.5.0-1 5.0/MQTT-3.1.2-22 5.0/MQTT-3.12.4-1 "
     "5.0/MQTT-4.5.0-1",
     "The Keep Alive runs from CONNECT on, whatever the client sends: then its session is given up, and its "
     "connection stays open and is not served."},
    {"keep-alive-0-runs-out", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A Keep Alive of 0 is taken for one second: a silent client is given up, and its connection stays open "
     "and is not served."},

    // ---- what CONNECT says about the client (3.1.2.11)
    {"maximum-packet-size-ignored", "5.0/MQTT-3.1.2-24",
     "Messages are sent however large they are for the client."},
    {"oversized-message-blocks-the-queue", "5.0/MQTT-3.1.2-25",
     "A message that is too large for the client stays at the head of the queue, and none passes it."},
    {"oversized-message-takes-up-quota", "5.0/MQTT-3.1.2-25",
     "A message that is left out for its size counts against the Receive Maximum for ever."},
    {"oversized-message-closes", "5.0/MQTT-3.1.2-25",
     "A message that is too large for the client ends its connection."},
    {"alias-above-the-clients-maximum", "5.0/MQTT-3.1.2-26 5.0/MQTT-3.3.2-11",
     "One Topic Alias more is used than the client allows."},
    {"topic-alias-maximum-0-is-no-limit", "5.0/MQTT-3.1.2-27",
     "A Topic Alias Maximum of 0 in CONNECT is taken for no limit."},
    {"response-information-whenever-mentioned", "5.0/MQTT-3.1.2-28",
     "Request Response Information is taken for a request whatever its value."},

    // ---- what CONNACK says about the server (3.2.2.3)
    {"maximum-qos-not-told", "5.0/MQTT-3.2.2-9", "A server without QoS 2 does not say so in CONNACK."},
    {"subscription-above-maximum-qos-refused", "5.0/MQTT-3.2.2-10",
     "A server without QoS 2 refuses subscriptions that ask for it."},
    {"qos-above-maximum-left-open", "5.0/MQTT-3.2.2-11 5.0/U-055",
     "A PUBLISH above the Maximum QoS is answered by DISCONNECT, and the connection stays open."},
    {"will-qos-above-maximum-accepted", "5.0/MQTT-3.2.2-12", "A Will above the Maximum QoS is accepted."},
    {"will-retain-unavailable-accepted", "5.0/MQTT-3.2.2-13",
     "A server without retained messages accepts a Will with Will Retain."},
    {"retain-unavailable-left-open", "5.0/MQTT-3.2.2-14 5.0/U-056",
     "A server without retained messages answers one by DISCONNECT, and leaves the connection open."},
    {"alias-taken-though-none-allowed", "5.0/MQTT-3.2.2-18",
     "A server whose Topic Alias Maximum is 0 takes Topic Aliases all the same."},
    {"server-keep-alive-without-effect", "5.0/MQTT-3.1.2-22",
     "CONNACK names a Server Keep Alive, and the server goes on to watch that of the client."},
    {"session-limit-without-effect", "5.0/MQTT-4.1.0-2",
     "CONNACK names a shorter Session Expiry Interval than CONNECT, and the session is kept as long as was "
     "asked for."},
    {"session-limit-not-told", "5.0/MQTT-3.1.2-23",
     "A session ends earlier than its client asked for, and CONNACK does not say so."},
    {"reason-string-makes-connack-too-large", "5.0/MQTT-3.2.2-19 5.0/MQTT-3.1.2-24",
     "The Reason String of CONNACK is sent whatever the Maximum Packet Size of the client."},
    {"user-properties-make-connack-too-large", "5.0/MQTT-3.2.2-20 5.0/MQTT-3.1.2-24",
     "The User Properties of CONNACK are sent whatever the Maximum Packet Size of the client."},
};

}  // namespace broker::fault_tables
