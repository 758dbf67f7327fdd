// Faults: users, access rules and enhanced authentication (3.15, 4.12).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow authentication[] = {
    // ---- user name and password (3.1.3.5, 3.1.3.6)
    {"password-not-checked", "3.1.1/T-users 5.0/T-users", "A user who is known is let in with any password."},
    {"password-compared-as-prefix", "3.1.1/T-users 5.0/T-users",
     "Only so much of the password is compared as the client sent: a part, or nothing, is enough."},
    {"certificate-without-user-name-closed", "3.1.1/T-users 5.0/T-users",
     "A client that has shown a certificate and names no user is closed without a CONNACK."},
    {"unknown-user-accepted", "3.1.1/U-122 5.0/MQTT-3.1.4-2",
     "A user whom the server does not know is let in."},
    {"refused-user-left-open", "3.1.1/U-122 3.1.1/MQTT-3.2.2-5 5.0/MQTT-3.1.4-2 5.0/MQTT-3.2.2-7",
     "The connection stays open after CONNACK refused user name and password.",
     "Every wrong password ends with the close of the connection."},

    // ---- access rules
    {"publish-rights-not-checked", "3.1.1/T-acl 5.0/T-acl", "Everybody may publish to all topics."},
    {"publish-rights-not-checked-at-qos-0", "3.1.1/T-acl 5.0/T-acl",
     "The right to publish is only checked for messages that are acknowledged."},
    {"publish-rights-not-checked-at-qos-2", "3.1.1/T-acl 5.0/T-acl",
     "The right to publish is only checked for messages of a single packet: QoS 0 and 1."},
    {"read-rights-not-checked", "3.1.1/T-acl 5.0/T-acl", "Everybody may read all topics."},
    {"read-rights-not-checked-behind-wildcards", "3.1.1/T-acl 5.0/T-acl",
     "A filter with a wildcard is granted to everybody."},
    {"read-rights-of-retained-messages-not-checked", "3.1.1/T-acl 5.0/T-acl",
     "Every filter is granted; live messages are held back from those who may not read them, retained are "
     "not."},
    {"write-rights-hold-for-reading", "3.1.1/T-acl 5.0/T-acl", "Who may write a topic may read it as well."},
    {"rules-hold-for-every-user", "3.1.1/T-acl 5.0/T-acl", "The rules of one user hold for all."},
    {"rules-compared-without-wildcards", "3.1.1/T-acl 5.0/T-acl",
     "A rule allows the topic that it is spelled like, so that rules with wildcards allow nothing."},
    {"read-rules-compared-without-wildcards", "3.1.1/T-acl 5.0/T-acl",
     "A filter is granted by a rule with wildcards; a message goes only where a rule is spelled like its "
     "topic."},
    {"refused-filter-spoils-the-others", "3.1.1/T-acl 5.0/T-acl",
     "One filter that is not allowed lets the whole SUBSCRIBE fail."},
    {"will-rights-not-checked", "3.1.1/T-acl 5.0/T-acl", "A Will is published whatever its client may do."},

    // ---- the exchange behind CONNECT (4.12)
    {"authentication-method-unknown-accepted", "5.0/MQTT-4.12.0-1",
     "An Authentication Method that is not supported is let in without authentication."},
    {"authentication-method-unknown-left-open", "5.0/MQTT-4.12.0-1 5.0/MQTT-3.2.2-7",
     "The connection stays open after CONNACK refused the Authentication Method."},
    {"authentication-goes-on-with-success", "5.0/MQTT-4.12.0-2",
     "An AUTH that asks for more before CONNACK has reason code 0x00 instead of 0x18.",
     "Every exchange of AUTH packets reads such a one."},
    {"authentication-failure-left-open", "5.0/MQTT-4.12.0-4 5.0/MQTT-3.2.2-7",
     "The connection stays open after CONNACK said that the authentication failed."},
    {"failed-exchange-accepted", "5.0/T-users",
     "The CONNACK behind an exchange says Success, whether the client's answer is that of the password or "
     "not."},
    {"one-exchange-at-a-time", "5.0/T-users",
     "When a client begins an exchange, the server forgets where the exchanges of others stood."},
    {"pingreq-during-authentication-answered", "5.0/MQTT-3.2.0-1",
     "A PINGREQ in the middle of the exchange is answered before CONNACK."},
    {"message-during-authentication-delivered", "5.0/MQTT-3.1.4-6",
     "A message that comes in the middle of the exchange is delivered, however the exchange ends."},
    {"connack-names-no-method", "5.0/MQTT-4.12.0-5",
     "The CONNACK that ends an exchange does not name the Authentication Method.",
     "Every exchange that succeeds ends with such a CONNACK."},
    {"auth-names-another-method", "5.0/MQTT-4.12.0-5",
     "AUTH packets of the server name the method without its parameters: up to the first hyphen.",
     "Every exchange of AUTH packets reads such a one."},
    {"password-named-as-method", "5.0/MQTT-4.12.0-6",
     "The CONNACK of a client with user name and password names the Authentication Method PLAIN.",
     "Every client with a user name reads such a CONNACK."},
    {"auth-out-of-the-blue-ignored", "5.0/MQTT-4.12.0-7",
     "An AUTH from a client that named no method in CONNECT is passed over."},
    {"auth-method-not-compared", "5.0/MQTT-4.12.1-1 5.0/U-101",
     "AUTH packets of a client are taken whatever Authentication Method they name."},
    {"failed-reauthentication-goes-on", "5.0/MQTT-4.12.1-2",
     "After a re-authentication that failed the client goes on as before."},
    {"reauthentication-ends-without-method", "5.0/MQTT-4.12.0-5",
     "The AUTH that says Success is the short form of two bytes, without an Authentication Method.",
     "Every re-authentication that succeeds ends so."},
    {"reauthentication-answered-by-connack", "5.0/MQTT-3.2.0-2",
     "A re-authentication ends with another CONNACK.", "Every re-authentication that succeeds ends so."},
    {"reauthentication-drops-subscriptions", "5.0/MQTT-4.5.0-1",
     "A client that has proved anew who it is has no subscriptions any more."},
    {"open-messages-resent-on-reauthentication", "5.0/MQTT-4.4.0-1",
     "A re-authentication is taken for a resumed session: what is not acknowledged is sent again."},
    {"messages-during-reauthentication-ignored", "5.0/MQTT-3.3.4-1",
     "While a client proves anew who it is, what it publishes is neither answered nor delivered."},
    {"deliveries-lost-during-reauthentication", "5.0/MQTT-4.5.0-1",
     "While a client proves anew who it is, messages for it are lost."},
    {"reason-string-makes-auth-too-large", "5.0/MQTT-3.15.2-2 5.0/MQTT-3.1.2-24",
     "AUTH has a Reason String whatever the Maximum Packet Size of the client."},
    {"user-property-makes-auth-too-large", "5.0/MQTT-3.15.2-3 5.0/MQTT-3.1.2-24",
     "AUTH has a User Property whatever the Maximum Packet Size of the client."},
};

}  // namespace broker::fault_tables
