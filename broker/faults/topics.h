// Faults: matching of Topic Names and Topic Filters (4.7), with live and with retained messages, and groups
// of shared subscriptions (4.8.2) as far as they are a matter of matching.
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow topics[] = {
    // ---- the multi-level wildcard (4.7.1.2)
    {"hash-misses-parent", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1 5.0/U-106", "a/# does not match a itself.",
     "cases about the rights of users publish to the parent of a filter with #."},
    {"hash-matches-one-level", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1 5.0/U-106",
     "# stands for one level only: a/# matches a/b, but not a/b/c.",
     "cases that subscribe to # or to a tree of topics wait for what lies deeper."},
    {"hash-matches-any-prefix", "3.1.1/MQTT-3.3.2-3 5.0/MQTT-3.3.2-3",
     "a/# is compared as a string that begins with a, so that it matches ab, too."},
    {"misplaced-hash-granted", "3.1.1/MQTT-4.7.1-2 5.0/MQTT-4.7.1-1",
     "A filter such as a# or a/#/b is granted, and then compared character by character."},
    {"misplaced-hash-matches", "3.1.1/MQTT-4.7.1-2 5.0/MQTT-4.7.1-1",
     "A filter such as a# or a/#/b is granted, and # is a wildcard wherever it stands."},

    // ---- the single-level wildcard (4.7.1.3)
    {"plus-misses-empty-level", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1 5.0/U-106",
     "+ does not match a level without characters, as in /a or a//b."},
    {"plus-hidden-by-named-level", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1 5.0/U-106",
     "+ is not tried where somebody subscribed to the level by its name.",
     "every case about overlapping subscriptions has such a pair of filters."},
    {"plus-matches-several-levels", "3.1.1/MQTT-3.3.2-3 5.0/MQTT-3.3.2-3 5.0/U-106",
     "+ at the end of a filter matches deeper levels as well, as # does."},
    {"plus-matches-parent", "3.1.1/MQTT-3.3.2-3 5.0/MQTT-3.3.2-3 5.0/U-106",
     "a/+ matches a itself, as a/# does."},
    {"misplaced-plus-granted", "3.1.1/MQTT-4.7.1-3 5.0/MQTT-4.7.1-2",
     "A filter such as a+ or +b/c is granted, and then compared character by character."},
    {"misplaced-plus-matches", "3.1.1/MQTT-4.7.1-3 5.0/MQTT-4.7.1-2",
     "A filter such as a+ or +b/c is granted, and + is a wildcard wherever it stands."},

    // ---- topics that begin with $ (4.7.2)
    {"dollar-topics-matched-by-hash", "3.1.1/MQTT-4.7.2-1 5.0/MQTT-4.7.2-1",
     "The filter # matches topics that begin with $."},
    {"dollar-topics-matched-by-plus", "3.1.1/MQTT-4.7.2-1 5.0/MQTT-4.7.2-1",
     "Filters that begin with + match topics that begin with $."},
    {"dollar-level-hidden-from-plus", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1 5.0/U-106",
     "+ does not match a level that begins with $, wherever the level stands."},

    // ---- topics are compared as they are (4.7.3)
    {"letter-case-ignored", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4 5.0/U-106",
     "Topics that differ only in the case of letters are taken for one."},
    {"accents-composed-before-comparison", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4",
     "Topics are normalised before they are compared: a letter and a combining accent become one character."},
    {"full-width-letters-narrowed", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4",
     "Characters of full width are compared as their counterparts in ASCII."},
    {"byte-order-mark-not-compared", "3.1.1/MQTT-1.5.3-3 5.0/MQTT-1.5.4-3",
     "U+FEFF is left out when topics are compared."},
    {"empty-levels-collapsed", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4 5.0/U-106",
     "Several slashes in a row are compared as one."},
    {"trailing-slash-ignored", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4 5.0/U-106",
     "A slash at the end of a topic is left out when topics are compared."},
    {"leading-slash-ignored", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4 5.0/U-106",
     "A slash at the beginning of a topic is left out when topics are compared."},
    {"outer-spaces-trimmed", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4 5.0/U-106",
     "Spaces at the beginning and end of a topic are left out when topics are compared."},
    {"topics-compared-up-to-255-bytes", "3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4",
     "Topics whose first 255 bytes are equal are taken for one."},

    // ---- topics that are none (4.7.1, 4.7.3)
    {"wildcard-topic-delivered", "3.1.1/MQTT-4.7.1-1 3.1.1/MQTT-3.3.2-2 5.0/MQTT-4.7.0-1 5.0/MQTT-3.3.2-2",
     "A PUBLISH to a topic with a wildcard is passed on to subscribers."},
    {"wildcard-will-topic-taken", "3.1.1/MQTT-4.7.1-1 5.0/MQTT-4.7.0-1",
     "A Will Topic with a wildcard is taken, and the Will Message published to it."},
    {"empty-topic-taken", "3.1.1/MQTT-4.7.3-1 5.0/U-065",
     "A PUBLISH to an empty topic without alias is taken like any other."},
    {"empty-filter-granted", "3.1.1/MQTT-4.7.3-1 5.0/MQTT-4.7.3-1", "An empty Topic Filter is granted."},
    {"empty-will-topic-taken", "3.1.1/MQTT-4.7.3-1 5.0/MQTT-4.7.3-1", "An empty Will Topic is taken."},
    {"null-in-topic-taken", "3.1.1/MQTT-1.5.3-2 3.1.1/MQTT-4.7.3-2 5.0/MQTT-1.5.4-2 5.0/MQTT-4.7.3-2",
     "A PUBLISH whose topic holds U+0000 is taken like any other."},
    {"null-in-filter-granted", "3.1.1/MQTT-4.7.3-2 5.0/MQTT-4.7.3-2",
     "A Topic Filter that holds U+0000 is granted."},

    // ---- retained messages found by filter (3.3.1.3)
    {"retained-missed-by-plus", "3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9",
     "A subscription with + brings no retained messages."},
    {"retained-missed-by-hash", "3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9",
     "A subscription with # brings no retained messages.",
     "Cases about clearing look for what is left by a filter that matches all."},

    // ---- shared subscriptions (4.8.2)
    {"share-name-empty-granted", "5.0/MQTT-4.8.2-1",
     "A shared filter without a name, $share//a, is granted."},
    {"share-name-with-wildcard-granted", "5.0/MQTT-4.8.2-2",
     "A shared filter with + or # in its name is granted."},
    {"share-without-filter-granted", "5.0/MQTT-4.8.2-2",
     "A shared filter that ends after its name, $share/g or $share/g/, is granted."},
    {"shared-message-to-all-members", "5.0/U-107",
     "Every member of a group gets each message, as if the subscriptions were not shared."},
    {"one-group-of-a-filter-served", "5.0/U-107",
     "Of several groups with one filter, only the first gets the message."},
    {"group-hides-plain-subscriptions", "5.0/U-107",
     "Where a filter has a group, its subscriptions that are not shared get nothing."},
};

}  // namespace broker::fault_tables
