// Faults: acknowledgements, packet identifiers and the send quota at every half-way state (4.3, 4.4, 4.9).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow exchanges[] = {
    // ---- messages to a client
    {"pubrec-with-code-not-understood", "5.0/U-084",
     "A PUBREC that spells out success in its Reason Code does not count.",
     "Each legal PUBREC of the matrix spells something out."},
    {"refusals-above-0x90-not-understood", "5.0/MQTT-4.4.0-2",
     "A PUBACK with a Reason Code above 0x90 leaves the message open: it is sent again after a reconnect."},
    {"any-puback-ends-the-oldest", "3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-3",
     "A PUBACK whose Packet Identifier is not in use acknowledges the oldest open message."},
    {"puback-ends-qos-2", "3.1.1/MQTT-4.3.3-1", "A PUBACK ends the exchange of a QoS 2 message."},
    {"pubrec-ends-qos-1", "3.1.1/MQTT-4.3.2-1", "A PUBREC acknowledges a QoS 1 message."},
    {"pubcomp-ends-qos-2-at-once", "3.1.1/MQTT-4.3.3-1",
     "A PUBCOMP ends the exchange of a QoS 2 message, PUBREC or not."},
    {"second-pubrec-brings-it-again", "3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-6",
     "A message stays with the server until PUBCOMP: a second PUBREC brings it again, as a new connection "
     "does.",
     "Whoever comes back between PUBREL and PUBCOMP sees it, also over a restart."},
    {"last-pubcomp-forgotten", "3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.4.0-1",
     "The last QoS 2 message whose exchange was completed comes again on the next connection.",
     "A session is resumed behind each legal PUBCOMP that there is."},

    // ---- the send quota (4.9)
    {"refused-qos-1-keeps-its-place", "5.0/U-109",
     "A message that is refused by PUBACK keeps its place in the Receive Maximum for ever."},
    {"refused-qos-2-keeps-its-place", "5.0/U-109",
     "A message that is refused by PUBREC keeps its place in the Receive Maximum for ever."},
    {"places-of-the-former-connection-stay-taken", "5.0/U-109",
     "What was open when a connection ended takes its place in the Receive Maximum of the next twice."},
    {"pubcomp-of-resent-pubrel-raises-quota", "5.0/U-109",
     "The PUBCOMP for a PUBREL that was sent again raises the send quota above the Receive Maximum."},
    {"retained-messages-not-counted", "5.0/MQTT-3.3.4-9",
     "The retained messages that a subscription brings are all sent at once, whatever the Receive Maximum."},
    {"qos-0-takes-up-quota", "5.0/MQTT-4.5.0-1",
     "A QoS 0 message takes a place in the Receive Maximum, which nothing frees."},

    // ---- messages from a client
    {"pubrel-with-code-refused", "5.0/U-084", "A PUBREL that spells out its Reason Code is refused.",
     "Each legal PUBREL of the matrix spells something out."},
    {"received-ids-shared-by-all-clients", "3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-8",
     "A QoS 2 message is taken for a repeat when another client has one open with its Packet Identifier."},
    {"new-qos-2-message-with-dup-swallowed", "3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-12",
     "A QoS 2 message with DUP is acknowledged and not delivered, as if it had been there before."},
    {"pubrel-again-delivers-again", "3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-11",
     "A PUBREL that is sent again on a new connection delivers its message once more."},

    // ---- refusals
    {"closed-after-a-refused-filter", "5.0/U-113",
     "A client whose filter was refused by SUBACK is disconnected.",
     "Cases about the rights of users go on after the refusal."},
    {"rights-of-the-first-user", "3.1.1/T-acl 5.0/T-acl",
     "A session has the rights of the user who began it, whoever resumes it."},
    {"will-of-a-refused-client-published", "3.1.1/T-users 5.0/T-users",
     "The Will of a client that is refused for its password is published."},
    {"deliveries-count-for-keep-alive", "3.1.1/MQTT-3.1.2-24 5.0/MQTT-3.1.2-22",
     "A client that sends nothing is not silent as long as the server sends something to it."},
};

}  // namespace broker::fault_tables
