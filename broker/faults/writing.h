// Faults: how packets, fields and properties are written (1.5, 2.1 to 2.4, and what each packet may hold).
// Most of them spoil a sound packet on its way out, in miswriting.cpp.
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow writing[] = {
    // ---- strings and numbers
    {"byte-order-mark-stripped", "3.1.1/MQTT-1.5.3-3 5.0/MQTT-1.5.4-3",
     "U+FEFF is taken out of a topic before the message is passed on."},
    {"control-characters-replaced", "3.1.1/U-117 5.0/U-001",
     "Control characters in a topic are passed on as question marks."},
    {"subscription-identifier-in-two-bytes", "5.0/MQTT-1.5.5-1",
     "A Subscription Identifier always takes at least two bytes.",
     "Every case with a small Subscription Identifier reads it."},
    {"unsuback-without-property-length", "5.0/MQTT-2.2.2-1",
     "An UNSUBACK for several filters lacks its Property Length, as if it had no properties in 3.1.1 "
     "either."},
    {"suback-with-flags", "3.1.1/MQTT-2.2.2-1 5.0/MQTT-2.1.3-1",
     "A SUBACK for more than three filters keeps the flags of the SUBSCRIBE.",
     "Every case that subscribes to so many filters with one packet reads its SUBACK."},

    // ---- CONNACK
    {"connack-flag-for-waiting-messages", "3.1.1/U-123 5.0/MQTT-3.2.2-1",
     "CONNACK tells by a reserved flag that many messages wait in the session.",
     "Messages wait in cases of order and of flow control as well."},
    {"refusal-with-session-present", "3.1.1/MQTT-3.2.2-4 5.0/MQTT-3.2.2-6",
     "A CONNACK that refuses a client for its Client Identifier or its Authentication Method, or one that "
     "has a "
     "session, has Session Present 1.",
     "Every case of a refused client reads its CONNACK."},
    {"return-code-of-3-1-1-in-5-0", "5.0/MQTT-3.2.2-8",
     "A client with a wrong password is refused with the return code of 3.1.1, also in 5.0.",
     "Every case of a refused password reads its CONNACK."},
    {"reason-code-of-5-0-in-3-1-1", "3.1.1/MQTT-3.2.2-6",
     "A client with a wrong password is refused with the reason code of 5.0, also in 3.1.1.",
     "Every case of a refused password reads its CONNACK."},
    {"session-expiry-interval-stated-twice", "5.0/U-036",
     "CONNACK states a Session Expiry Interval of less than a minute twice.",
     "Whoever asks for so short a session is told so."},
    {"receive-maximum-stated-twice", "5.0/U-037",
     "CONNACK states the Receive Maximum twice to a client that takes one message at a time.",
     "Every case of such a client reads its CONNACK."},
    {"maximum-qos-stated-twice", "5.0/U-038",
     "A client with a password and no user name is told twice that it is limited to QoS 1."},
    {"retain-available-stated-twice", "5.0/U-039",
     "A client with a password and no user name is told twice that it may retain messages."},
    {"maximum-packet-size-stated-twice", "5.0/U-040",
     "CONNACK states the Maximum Packet Size twice to a client that takes 51 to 99 bytes."},
    {"assigned-client-identifier-stated-twice", "5.0/U-041",
     "CONNACK states the Assigned Client Identifier twice."},
    {"topic-alias-maximum-stated-twice", "5.0/U-042",
     "CONNACK states the Topic Alias Maximum twice to a client that states one of its own."},
    {"reason-string-twice-in-connack", "5.0/U-043",
     "A refusal because of the Authentication Method has its Reason String twice."},
    {"wildcard-subscription-available-stated-twice", "5.0/U-044",
     "CONNACK says twice to a client with a delayed Will that wildcards are available."},
    {"subscription-identifier-available-stated-twice", "5.0/U-045",
     "CONNACK says twice to a client that wants no problem information that it may use Subscription "
     "Identifiers."},
    {"shared-subscription-available-stated-twice", "5.0/U-046",
     "CONNACK says twice to a client that wants no problem information that it may share subscriptions."},
    {"server-keep-alive-stated-twice", "5.0/U-047",
     "A Keep Alive of a few seconds is confirmed by two Server Keep Alives.",
     "Every case about Keep Alive reads such a CONNACK."},
    {"response-information-stated-twice", "5.0/U-048", "CONNACK states the Response Information twice."},
    {"server-reference-stated-twice", "5.0/U-049",
     "A client with an Authentication Method that is not supported is sent twice to another server."},
    {"authentication-method-stated-twice", "5.0/U-050",
     "A refusal because of the Authentication Method names the method twice."},
    {"authentication-data-stated-twice", "5.0/U-051",
     "A refusal because of the Authentication Method has Authentication Data twice."},
    {"receive-maximum-0-stated", "5.0/U-052",
     "To a client that takes packets of 51 to 99 bytes, CONNACK states a Receive Maximum of 0."},
    {"maximum-qos-2-stated", "5.0/U-053",
     "CONNACK answers a Will of QoS 2 by a Maximum QoS of 2, which is to be left out."},
    {"maximum-packet-size-0-stated", "5.0/U-054",
     "CONNACK states a Maximum Packet Size of 0, for no limit, to a client that takes one message at a "
     "time.",
     "Every case of such a client reads its CONNACK."},
    {"retain-available-255-stated", "5.0/U-054",
     "CONNACK answers a retained Will by Retain Available 255, for true."},

    // ---- acknowledgements
    {"suback-with-undefined-code", "3.1.1/MQTT-3.9.3-2 5.0/MQTT-3.9.3-2",
     "Where SUBACK grants one filter and refuses another, the refusal has 0x86, which only CONNACK has."},
    {"unsuback-with-undefined-code", "5.0/MQTT-3.11.3-2",
     "UNSUBACK answers a client without subscriptions with 0x10 instead of 0x11."},
    {"suback-reason-string-twice", "5.0/U-083",
     "Where SUBACK grants one filter and refuses another, it has a Reason String for either."},
    {"unsuback-reason-string-twice", "5.0/U-083",
     "An UNSUBACK for a client without subscriptions has its Reason String twice."},
    {"auth-told-to-reauthenticate", "5.0/MQTT-3.15.2-1",
     "An AUTH of the server that asks for more has 0x19, which only clients send.",
     "Every exchange of AUTH packets reads such a one."},
    {"disconnect-with-undefined-code", "5.0/MQTT-3.14.2-1",
     "A client that is taken over is disconnected with 0x85, which only CONNACK has.",
     "Every takeover brings a DISCONNECT."},
    {"disconnect-with-session-expiry", "5.0/MQTT-3.14.2-2",
     "A client that is taken over is told by DISCONNECT how long its session is kept.",
     "Every takeover brings a DISCONNECT."},
    {"reason-string-twice-in-disconnect", "5.0/U-098",
     "A client that is taken over gets its Reason String twice.", "Every takeover brings a DISCONNECT."},

    // ---- PUBLISH
    {"message-expiry-stated-twice", "5.0/U-070",
     "A message has both its Message Expiry Intervals: that of the publisher and what is left of it.",
     "Every case with a Message Expiry Interval reads it."},
    {"topic-alias-stated-twice", "5.0/U-066", "The PUBLISH that sets a Topic Alias has it twice."},
    {"response-topic-of-retained-twice", "5.0/U-067", "A retained message has its Response Topic twice."},
    {"correlation-data-of-retained-twice", "5.0/U-068", "A retained message has its Correlation Data twice."},
    {"content-type-of-retained-twice", "5.0/U-069", "A retained message has its Content Type twice.",
     "Retained messages with a Content Type are part of several chapters."},
};

}  // namespace broker::fault_tables
