// Faults: shared subscriptions (4.8.2), beyond what subscribe.h and topics.h have: who is a member, and who
// of the members gets a message.
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow shares[] = {
    {"shared-wildcards-taken-as-text", "5.0/U-107",
     "A shared filter with wildcards is granted, and matches no topic."},
    {"shares-of-one-name-are-one", "5.0/U-107",
     "Of shared subscriptions with one name and different filters, only one gets a message that matches "
     "both."},
    {"share-names-without-case", "5.0/U-107",
     "Shared subscriptions whose names differ in upper and lower case are taken for one."},
    {"messages-for-members-that-are-gone", "5.0/U-107",
     "A member whose session has ended still has its turn: every second message is lost."},
    {"open-message-of-a-member-handed-on-twice", "5.0/U-107",
     "What a member did not acknowledge before its session ended goes to another one, and then once more."},
    {"shared-messages-need-a-member-that-is-there", "5.0/MQTT-3.1.2-5 5.0/U-103",
     "A shared message is dropped when all members are away, though their sessions are kept."},
    {"shared-messages-without-identifier", "5.0/MQTT-3.3.4-3",
     "A message of a shared subscription has no Subscription Identifier."},
    {"filters-that-begin-like-a-share", "5.0/MQTT-4.8.2-1",
     "A filter whose first level merely begins with $share is taken for that of a shared subscription."},
    {"rules-not-applied-to-shares", "5.0/T-acl",
     "Who may not read a topic gets its messages through a shared subscription."},
};

}  // namespace broker::fault_tables
