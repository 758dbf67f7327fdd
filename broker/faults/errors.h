// Faults: PINGREQ, DISCONNECT, and what the server does about errors (3.12 to 3.14, 4.8, 4.13).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow errors[] = {
    // ---- PINGREQ (3.12)
    {"pingresp-missing", "3.1.1/MQTT-3.12.4-1 5.0/MQTT-3.12.4-1", "PINGREQ is not answered.",
     "Fences are made of PINGREQ, so that nearly every case waits for the answer."},
    {"pingresp-missing-for-every-third", "3.1.1/MQTT-3.12.4-1 5.0/MQTT-3.12.4-1",
     "Every third PINGREQ of a connection is not answered.",
     "Cases with several fences on one connection wait for each."},

    // ---- a client's DISCONNECT (3.14)
    {"will-published-when-the-session-ends", "3.1.1/MQTT-3.14.4-3 5.0/MQTT-3.14.4-3",
     "A DISCONNECT that ends the session as well publishes the Will, as any other end of a session does."},
    {"short-disconnect-taken-for-a-loss", "5.0/U-099 5.0/MQTT-3.14.4-3",
     "A 5.0 DISCONNECT of two bytes is taken for a lost connection, so that the Will is published."},
    {"disconnect-of-one-byte-refused", "5.0/U-099",
     "A DISCONNECT with a Reason Code and no Property Length is refused."},
    {"session-revived-by-disconnect", "5.0/U-097",
     "DISCONNECT may keep a session that CONNECT wanted to end with the connection."},
    {"left-open-after-clients-disconnect", "3.1.1/U-129 5.0/U-100",
     "After a client's DISCONNECT the server waits for the client to close."},

    // ---- a server's DISCONNECT (3.14)
    {"disconnect-before-connack", "5.0/MQTT-3.14.0-1",
     "An Authentication Method that is not supported is refused by DISCONNECT instead of CONNACK."},
    {"disconnect-twice", "5.0/MQTT-3.14.4-1", "A connection that is taken over gets DISCONNECT twice.",
     "Every takeover brings a DISCONNECT."},
    {"pingresp-behind-disconnect", "5.0/MQTT-3.14.4-1",
     "A client that exceeds the Receive Maximum gets DISCONNECT, and a PINGRESP behind it."},
    {"reason-string-makes-disconnect-too-large", "5.0/MQTT-3.14.2-3 5.0/MQTT-3.1.2-24",
     "The Reason String of DISCONNECT is sent whatever the Maximum Packet Size of the client."},
    {"user-property-makes-disconnect-too-large", "5.0/MQTT-3.14.2-4 5.0/MQTT-3.1.2-24",
     "A User Property of DISCONNECT is sent whatever the Maximum Packet Size of the client."},

    // ---- errors (4.8, 4.13)
    {"malformed-subscribe-ends-all-subscriptions", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "When a client is cut off for a malformed SUBSCRIBE, everybody's subscriptions end."},
    {"left-open-after-malformed-packet",
     "5.0/MQTT-4.13.1-1 5.0/MQTT-4.13.2-1 5.0/MQTT-3.14.4-2 5.0/MQTT-2.1.3-1",
     "A malformed PUBACK is answered by DISCONNECT 0x81, and the connection stays open."},
    {"left-open-after-protocol-error",
     "5.0/MQTT-4.13.1-1 5.0/MQTT-4.13.2-1 5.0/MQTT-3.14.4-2 5.0/MQTT-3.3.2-8",
     "A Topic Alias that is not valid is answered by DISCONNECT 0x94, and the connection stays open.",
     "Every case about a Topic Alias that is not valid waits for the close."},
    {"left-open-after-receive-maximum", "5.0/MQTT-4.13.2-1 5.0/MQTT-3.14.4-2 5.0/MQTT-3.3.4-7",
     "A client that exceeds the Receive Maximum is told by DISCONNECT 0x93, and the connection stays open."},
    {"closed-without-disconnect", "5.0/U-112",
     "A Topic Alias that is not valid closes the connection without a DISCONNECT.",
     "Every case of such an alias reads the DISCONNECT."},
    {"closed-after-a-refused-message", "5.0/U-113",
     "A client whose QoS 2 message was refused by PUBREC is disconnected."},
    {"id-of-the-other-side-refused", "5.0/U-114 3.1.1/MQTT-4.3.2-2",
     "A message is thrown away when its Packet Identifier is in use in the other direction."},
};

}  // namespace broker::fault_tables
