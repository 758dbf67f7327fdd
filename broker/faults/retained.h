// Faults: retained messages (3.3.1.3, Retain Handling, Retain As Published).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow retained[] = {
    // ---- what is stored
    {"retained-not-replaced", "3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5",
     "The first retained message of a topic stays for ever.",
     "Cases with a retained message in the place of another wait for the newer one."},
    {"retained-not-replaced-by-lower-qos", "3.1.1/MQTT-3.3.1-7 5.0/MQTT-3.3.1-5",
     "A retained message stays when a newer one has a lower QoS."},
    {"retained-qos-2-not-stored", "3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5",
     "A QoS 2 message with RETAIN 1 is passed on, but not stored.",
     "every case with a retained QoS 2 message waits for it."},
    {"retained-qos-2-stored-as-1", "3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.8.4-8",
     "A message with RETAIN 1 is stored with a QoS of at most 1.",
     "Retained messages of QoS 2 are part of several chapters."},
    {"retained-qos-0-leaves-the-older", "3.1.1/MQTT-3.3.1-7 5.0/MQTT-3.3.1-5",
     "A QoS 0 message with RETAIN 1 is not stored, and the older one stays."},
    {"retained-qos-0-not-stored", "3.1.1/U-125 5.0/U-062",
     "A QoS 0 message with RETAIN 1 removes the older one, and is not stored."},
    {"plain-message-stored", "3.1.1/MQTT-3.3.1-12 5.0/MQTT-3.3.1-8",
     "Every message is stored as retained, RETAIN 1 or not."},
    {"plain-message-replaces-retained", "3.1.1/MQTT-3.3.1-12 5.0/MQTT-3.3.1-8",
     "A message with RETAIN 0 takes the place of the retained message, if its topic has one."},
    {"plain-empty-message-clears", "3.1.1/MQTT-3.3.1-12 5.0/MQTT-3.3.1-8",
     "A message without payload removes the retained message, though it has RETAIN 0."},
    {"retained-kept-past-expiry", "5.0/U-063",
     "A message is stored without its Message Expiry Interval, so that it stays for ever."},
    {"retained-expiry-counts-from-sending", "5.0/U-063",
     "The Message Expiry Interval of a retained message begins anew whenever somebody subscribes."},

    // ---- what clears
    {"empty-message-clears-nothing", "3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6",
     "A message without payload leaves the retained message as it is."},
    {"empty-qos-0-clears-nothing", "3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6",
     "A QoS 0 message without payload leaves the retained message as it is."},
    {"empty-message-replaces-retained",
     "3.1.1/MQTT-3.3.1-10 3.1.1/MQTT-3.3.1-11 5.0/MQTT-3.3.1-6 5.0/MQTT-3.3.1-7",
     "A message without payload takes the place of the retained message, and is sent to new subscribers."},
    {"empty-message-stored", "3.1.1/MQTT-3.3.1-11 5.0/MQTT-3.3.1-7",
     "A message without payload is stored where the topic has no retained message."},
    {"clearing-clears-what-lies-below", "3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6",
     "A message without payload removes the retained messages of the levels below as well."},
    {"cleared-topics-stay-empty", "3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5",
     "A topic whose retained message was removed never gets another."},
    {"retained-belongs-to-its-publisher", "3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5",
     "A retained message is not replaced by that of another client."},
    {"every-eighth-clearing-fails", "3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6",
     "Of eight retained messages that are to be removed, one stays."},
    {"retained-keeps-older-properties", "5.0/MQTT-3.3.1-5",
     "A newer retained message keeps those properties of the older one that it does not have itself."},
    {"clearing-message-not-delivered", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "The empty message that removes a retained message is not passed on to subscribers."},

    // ---- what a new subscription brings
    {"retained-first-match-only", "3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9",
     "Of several retained messages that a filter matches, only the first is sent.",
     "Cases about clearing look for what is left by a filter that matches all."},
    {"retained-for-last-filter-only", "3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9",
     "Of the filters of a SUBSCRIBE only the last brings its retained messages."},
    {"retained-flag-lost-at-qos-2", "3.1.1/MQTT-3.3.1-8 5.0/U-064",
     "A retained message that goes to a new subscription at QoS 2 has RETAIN 0.",
     "Retained messages of QoS 2 are part of several chapters."},
    {"retained-flag-only-as-published", "3.1.1/MQTT-3.3.1-8 5.0/U-064",
     "Retained messages for a new subscription have RETAIN 1 only if it asked for Retain As Published.",
     "every case that waits for a retained message looks at its flag."},
    {"retain-handling-1-always-sends", "5.0/MQTT-3.3.1-10",
     "With Retain Handling 1 retained messages come even if the subscription was there."},
    {"retain-handling-1-never-sends", "5.0/MQTT-3.3.1-10",
     "With Retain Handling 1 retained messages do not even come when the subscription is new."},
    {"retain-handling-2-sends-always", "5.0/MQTT-3.3.1-11",
     "Retain Handling 2 is taken for 0: retained messages come with each SUBSCRIBE."},
    {"retain-handling-2-sends-when-new", "5.0/MQTT-3.3.1-11",
     "Retain Handling 2 is taken for 1: retained messages come when the subscription is new."},

    // ---- what a subscription that is there brings
    {"live-message-with-retain", "3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12",
     "RETAIN of a message is passed on to subscribers who did not ask for it.",
     "every case with a subscriber to messages with RETAIN 1 looks at the flag."},
    {"live-message-with-retain-at-qos-0", "3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12",
     "RETAIN of a QoS 0 message is passed on to subscribers who did not ask for it."},
    {"retain-as-published-ignored", "5.0/MQTT-3.3.1-13",
     "Messages are passed on with RETAIN 0, Retain As Published or not."},
    {"retain-as-published-flags-everything", "5.0/MQTT-3.3.1-13",
     "With Retain As Published every message has RETAIN 1."},
};

}  // namespace broker::fault_tables
