// Faults: what is passed on whole: payloads, properties, messages to many and on many topics (3.3, 4.5).
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow passing_on[] = {
    // ---- sizes and numbers
    {"payload-cut-at-65535", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "Of a payload no more than 65,535 bytes are passed on."},
    {"first-of-a-longer-length-lost", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A message is lost when its Remaining Length is the smallest that needs one byte more."},
    {"topics-of-many-levels-dropped", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4",
     "A message on a topic of more than 32 levels is acknowledged and dropped."},
    {"payload-cut-at-null", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A payload is taken for text that ends at the first null byte."},
    {"message-on-dollar-topic-replaced", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A client's message on a topic that begins with a dollar sign is taken for a figure of the server, and "
     "its payload replaced.",
     "Messages on such topics are what filters with a leading wildcard are tried on."},
    {"empty-message-dropped", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A message without payload is acknowledged and not passed on, unless it has RETAIN 1."},
    {"long-topic-cut", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4",
     "Of a topic of more than 2,047 bytes only so many are passed on."},
    {"subscriptions-beyond-64-without-effect", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "Subscriptions of a client beyond the 64th are granted, and bring nothing."},
    {"slow-subscriber-blocks-all", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A message is dropped for all when one of its subscribers does not read."},
    {"eight-subscribers-served", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A message goes to eight subscribers at most."},

    // ---- properties
    {"correlation-data-cut-at-255", "5.0/MQTT-3.3.2-16", "Of Correlation Data 255 bytes are passed on."},
    {"correlation-data-of-the-first-asker", "5.0/MQTT-3.3.2-16",
     "When several clients ask on one topic, all requests bear the Correlation Data of the first one."},
    {"response-topic-with-wildcard-dropped", "5.0/MQTT-3.3.2-15",
     "A message whose Response Topic has a wildcard is accepted, and passed on without it."},
    {"user-properties-stick-to-the-next", "5.0/MQTT-3.3.2-17",
     "A message with one User Property has that of the client's message before it as well."},
    {"properties-stick-to-the-next-message", "5.0/MQTT-3.3.2-15 5.0/MQTT-3.3.2-16 5.0/MQTT-3.3.2-20",
     "Response Topic, Correlation Data and Content Type of one message are those of the client's next, too, "
     "if "
     "that has none."},
    {"sixteen-user-properties-passed-on", "5.0/MQTT-3.3.2-17",
     "Of the User Properties of a message no more than sixteen are passed on."},
    {"user-property-names-without-case", "5.0/MQTT-3.3.2-17",
     "The names of User Properties are passed on in lower case."},
    {"user-properties-of-connect-passed-on", "5.0/MQTT-3.3.2-17",
     "The User Properties of CONNECT are added to each message of the client."},
    {"longest-message-expiry-overflows", "5.0/MQTT-3.3.2-6",
     "A Message Expiry Interval of 0xFFFFFFFF overflows: the message expires at once."},
    {"expiry-of-wills-dropped", "5.0/MQTT-3.3.2-6",
     "A Will is published without its Message Expiry Interval."},
    {"ill-formed-response-topic-passed-on", "5.0/MQTT-3.3.2-13 5.0/MQTT-1.5.4-1",
     "A Response Topic is passed on without a look at its UTF-8."},
    {"ill-formed-content-type-passed-on", "5.0/MQTT-3.3.2-19 5.0/MQTT-1.5.4-1",
     "A Content Type is passed on without a look at its UTF-8."},

    // ---- Topic Aliases of the publisher
    {"publishers-alias-passed-on", "5.0/MQTT-3.1.2-27",
     "The Topic Alias of a publisher is passed on to subscribers who allow none.",
     "Every case in which a client publishes with an alias sees it."},
    {"alias-set-at-qos-2-forgotten", "5.0/MQTT-3.3.2-12",
     "A Topic Alias that is set by a QoS 2 message is not remembered."},
    {"aliased-message-not-retained", "5.0/MQTT-3.3.2-12",
     "A message with an alias in place of its topic is passed on, but not stored as retained."},
    {"alias-taken-modulo-the-maximum", "5.0/MQTT-3.3.2-9 5.0/U-074",
     "A Topic Alias of 0, or above the server's maximum, is taken for another within the maximum."},
    {"rules-not-applied-to-aliases", "5.0/T-acl",
     "Who may not write to a topic may do so with a Topic Alias in its place."},

    // ---- subscriptions and their identifiers
    {"options-of-the-first-filter-for-all", "5.0/MQTT-3.8.4-5",
     "The options of the first filter of a SUBSCRIBE hold for all of them."},
    {"no-local-of-one-for-all", "5.0/MQTT-4.5.0-1",
     "No Local of one subscription keeps a client's own message from its other ones."},
    {"all-identifiers-of-the-client", "5.0/U-077",
     "A message has the Subscription Identifiers of all subscriptions of its client, matching or not."},
    {"resubscribing-keeps-the-first-identifier", "5.0/MQTT-3.8.4-3",
     "A second SUBSCRIBE with the same filter does not change the Subscription Identifier."},
};

}  // namespace broker::fault_tables
