// What the decoder refuses, and the fault that lets it pass. The first column is the rule as the decoder
// names it; where a fault is charged to another one, that of the packet in question, it stands behind the
// row.
#include "broker/faults/tolerating.h"

namespace broker {
namespace {

using enum codec::PacketType;
using enum Leniency;

constexpr auto every = std::nullopt;  ///< packet type

// clang-format off
constexpr Tolerance rows[] = {
    // ---- flags of the fixed header (2.1.3, 3.1.1: 2.2.2)
    {"3.1.1/MQTT-2.2.2-1", "connect-with-header-flags-served", connect, "", header_flags},       // 3.1.1/MQTT-3.1.4-1 3.1.1/MQTT-2.2.2-2
    {"5.0/MQTT-2.1.3-1", "connect-with-header-flags-served", connect, "", header_flags},         // 5.0/MQTT-3.1.4-1
    {"3.1.1/MQTT-2.2.2-1", "pingreq-with-flags-answered", pingreq, "", header_flags},            // 3.1.1/MQTT-2.2.2-2
    {"5.0/MQTT-2.1.3-1", "pingreq-with-flags-answered", pingreq, "", header_flags},              // 5.0/U-003
    {"3.1.1/MQTT-2.2.2-1", "pingreq-with-flags-ignored", pingreq, "", ignored},                  // 3.1.1/MQTT-2.2.2-2
    {"5.0/MQTT-2.1.3-1", "pingreq-with-flags-ignored", pingreq, "", ignored},                    // 5.0/U-003
    {"3.1.1/MQTT-2.2.2-1", "puback-with-flags-taken", puback, "", header_flags},                 // 3.1.1/MQTT-2.2.2-2
    {"5.0/MQTT-2.1.3-1", "puback-with-flags-taken", puback, "", header_flags},                   // 5.0/U-003
    {"3.1.1/MQTT-2.2.2-1", "pubrec-with-flags-taken", pubrec, "", header_flags},                 // 3.1.1/MQTT-2.2.2-2
    {"5.0/MQTT-2.1.3-1", "pubrec-with-flags-taken", pubrec, "", header_flags},                   // 5.0/U-003
    {"3.1.1/MQTT-2.2.2-1", "pubcomp-with-flags-taken", pubcomp, "", header_flags},               // 3.1.1/MQTT-2.2.2-2
    {"5.0/MQTT-2.1.3-1", "pubcomp-with-flags-taken", pubcomp, "", header_flags},                 // 5.0/U-003
    {"3.1.1/MQTT-3.6.1-1", "pubrel-with-wrong-flags-taken", every, "", header_flags},
    {"5.0/MQTT-3.6.1-1", "pubrel-with-wrong-flags-taken", every, "", header_flags},
    {"3.1.1/MQTT-3.6.1-1", "pubrel-with-wrong-flags-ignored", every, "", ignored},
    {"5.0/MQTT-3.6.1-1", "pubrel-with-wrong-flags-ignored", every, "", ignored},
    {"3.1.1/MQTT-3.8.1-1", "subscribe-with-wrong-flags-granted", every, "", header_flags},
    {"5.0/MQTT-3.8.1-1", "subscribe-with-wrong-flags-granted", every, "", header_flags},
    {"3.1.1/MQTT-3.8.1-1", "subscribe-with-wrong-flags-ignored", every, "", ignored},
    {"5.0/MQTT-3.8.1-1", "subscribe-with-wrong-flags-ignored", every, "", ignored},
    {"3.1.1/MQTT-3.10.1-1", "unsubscribe-with-wrong-flags-taken", every, "", header_flags},
    {"5.0/MQTT-3.10.1-1", "unsubscribe-with-wrong-flags-taken", every, "", header_flags},
    {"3.1.1/MQTT-3.10.1-1", "unsubscribe-with-wrong-flags-ignored", every, "", ignored},
    {"5.0/MQTT-3.10.1-1", "unsubscribe-with-wrong-flags-ignored", every, "", ignored},
    {"3.1.1/MQTT-3.14.1-1", "disconnect-with-flags-ignored", every, "", ignored},
    {"5.0/MQTT-3.14.1-1", "disconnect-with-flags-ignored", every, "", ignored},
    {"5.0/MQTT-3.15.1-1", "auth-with-flags-ignored", every, "", ignored},
    {"3.1.1/MQTT-3.3.1-4", "qos-3-taken-for-1", every, "", qos_1},
    {"5.0/MQTT-3.3.1-4", "qos-3-taken-for-1", every, "", qos_1},                                 // 5.0/U-061
    {"3.1.1/MQTT-3.3.1-4", "qos-3-taken-for-2", every, "", qos_2},
    {"5.0/MQTT-3.3.1-4", "qos-3-taken-for-2", every, "", qos_2},                                 // 5.0/U-061
    {"3.1.1/MQTT-3.3.1-4", "qos-3-ignored", every, "", ignored},
    {"5.0/MQTT-3.3.1-4", "qos-3-ignored", every, "", ignored},                                   // 5.0/U-061

    // ---- packets that nobody sends, and their lengths (2.1.2, 2.1.4, 1.5.5)
    {"3.1.1/U-119", "reserved-packet-types-ignored", static_cast<codec::PacketType>(0), "", ignored},
    {"3.1.1/U-119", "reserved-packet-types-ignored", auth, "", ignored},
    {"5.0/U-002", "reserved-packet-types-ignored", static_cast<codec::PacketType>(0), "", ignored},
    {"3.1.1/U-119", "packets-of-servers-ignored", connack, "", ignored},
    {"3.1.1/U-119", "packets-of-servers-ignored", suback, "", ignored},
    {"3.1.1/U-119", "packets-of-servers-ignored", unsuback, "", ignored},
    {"3.1.1/U-119", "packets-of-servers-ignored", pingresp, "", ignored},
    {"5.0/U-007", "packets-of-servers-ignored", every, "", ignored},
    {"3.1.1/U-118", "length-of-five-bytes-skipped", every, "", input_ignored, Shape::endless},
    {"5.0/U-002", "length-of-five-bytes-skipped", every, "", input_ignored, Shape::endless},
    {"5.0/MQTT-3.2.2-15", "packets-of-any-size-taken", every, "", any_size},                     // 5.0/U-057
    {"3.1.1/2.2.3", "topic-past-the-end-ignored", publish, "topic", ignored},                    // 3.1.1/MQTT-3.3.2-1
    {"5.0/U-002", "topic-past-the-end-ignored", publish, "topic", ignored},
    {"3.1.1/2.2.3", "topic-past-the-end-taken-from-before", publish, "topic", former_topic},     // 3.1.1/MQTT-3.3.2-1
    {"5.0/U-002", "topic-past-the-end-taken-from-before", publish, "topic", former_topic},
    {"3.1.1/2.2.3", "client-id-past-the-end-clipped", connect, "client_id", string_clipped},     // 3.1.1/MQTT-3.1.4-1
    {"5.0/U-002", "client-id-past-the-end-clipped", connect, "client_id", string_clipped},       // 5.0/MQTT-3.1.4-1
    {"3.1.1/U-128", "bytes-behind-connect-ignored", connect, "", rest_cut_off},  // 3.1.1/MQTT-3.1.4-1 3.1.1/MQTT-3.1.2-11 3.1.1/MQTT-3.1.2-18 3.1.1/MQTT-3.1.2-20
    {"5.0/U-002", "bytes-behind-connect-ignored", connect, "remaining_length", rest_cut_off},    // 5.0/MQTT-3.1.4-1 5.0/MQTT-3.1.2-16 5.0/MQTT-3.1.2-18

    // ---- strings (1.5.4, 3.1.1: 1.5.3)
    {"3.1.1/MQTT-1.5.3-1", "ill-formed-topic-passed-on", publish, "topic", text},
    {"5.0/MQTT-1.5.4-1", "ill-formed-topic-passed-on", publish, "topic", text},
    {"3.1.1/MQTT-1.5.3-1", "surrogates-passed-on", publish, "topic", text, Shape::surrogate},
    {"5.0/MQTT-1.5.4-1", "surrogates-passed-on", publish, "topic", text, Shape::surrogate},
    {"3.1.1/MQTT-1.5.3-1", "overlong-characters-passed-on", publish, "topic", text, Shape::overlong},
    {"5.0/MQTT-1.5.4-1", "overlong-characters-passed-on", publish, "topic", text, Shape::overlong},
    {"3.1.1/MQTT-1.5.3-1", "ill-formed-topic-ignored", publish, "topic", ignored},
    {"5.0/MQTT-1.5.4-1", "ill-formed-topic-ignored", publish, "topic", ignored},
    {"5.0/MQTT-1.5.4-1", "ill-formed-user-property-passed-on", publish, "user_property", text},  // 5.0/MQTT-1.5.7-1
    {"5.0/MQTT-1.5.4-2", "ill-formed-user-property-passed-on", publish, "user_property", text},
    {"5.0/MQTT-1.5.4-1", "ill-formed-response-topic-passed-on", publish, "response_topic", text},  // 5.0/MQTT-3.3.2-13
    {"5.0/MQTT-3.3.2-14", "response-topic-with-wildcard-dropped", publish, "", property_passed_over},  // 5.0/MQTT-3.3.2-15
    {"5.0/MQTT-1.5.4-1", "ill-formed-content-type-passed-on", publish, "content_type", text},    // 5.0/MQTT-3.3.2-19
    {"3.1.1/MQTT-1.5.3-1", "ill-formed-filter-granted", subscribe, "filter", text},              // 3.1.1/MQTT-3.8.3-1
    {"5.0/MQTT-1.5.4-1", "ill-formed-filter-granted", subscribe, "filter", text},                // 5.0/MQTT-3.8.3-1
    {"3.1.1/MQTT-1.5.3-1", "ill-formed-filter-unsubscribed", unsubscribe, "filter", text},       // 3.1.1/MQTT-3.10.3-1
    {"5.0/MQTT-1.5.4-1", "ill-formed-filter-unsubscribed", unsubscribe, "filter", text},         // 5.0/MQTT-3.10.3-1
    {"3.1.1/MQTT-1.5.3-1", "ill-formed-client-id-accepted", connect, "client_id", text},         // 3.1.1/MQTT-3.1.3-4
    {"3.1.1/MQTT-1.5.3-2", "ill-formed-client-id-accepted", connect, "client_id", text},
    {"5.0/MQTT-1.5.4-1", "ill-formed-client-id-accepted", connect, "client_id", text},           // 5.0/MQTT-3.1.3-4 5.0/MQTT-3.1.4-1
    {"5.0/MQTT-1.5.4-2", "ill-formed-client-id-accepted", connect, "client_id", text},
    {"3.1.1/MQTT-1.5.3-1", "ill-formed-user-name-accepted", connect, "user_name", text},         // 3.1.1/MQTT-3.1.3-11
    {"5.0/MQTT-1.5.4-1", "ill-formed-user-name-accepted", connect, "user_name", text},           // 5.0/MQTT-3.1.3-12 5.0/MQTT-3.1.4-1
    {"3.1.1/MQTT-1.5.3-1", "ill-formed-will-topic-accepted", connect, "will_topic", text},       // 3.1.1/MQTT-3.1.3-10
    {"5.0/MQTT-1.5.4-1", "ill-formed-will-topic-accepted", connect, "will_topic", text},         // 5.0/MQTT-3.1.3-11 5.0/MQTT-3.1.4-1
    {"3.1.1/MQTT-1.5.3-2", "null-in-topic-taken", publish, "topic", text},                       // 3.1.1/MQTT-4.7.3-2
    {"5.0/MQTT-1.5.4-2", "null-in-topic-taken", publish, "topic", text},                         // 5.0/MQTT-4.7.3-2
    {"3.1.1/MQTT-1.5.3-2", "null-in-filter-granted", subscribe, "filter", text},                 // 3.1.1/MQTT-4.7.3-2
    {"5.0/MQTT-1.5.4-2", "null-in-filter-granted", subscribe, "filter", text},                   // 5.0/MQTT-4.7.3-2

    // ---- Topic Names and Topic Filters (4.7, 4.8.2)
    {"3.1.1/MQTT-3.3.2-2", "wildcard-topic-delivered", every, "", text},                         // 3.1.1/MQTT-4.7.1-1
    {"5.0/MQTT-3.3.2-2", "wildcard-topic-delivered", every, "", text},                           // 5.0/MQTT-4.7.0-1
    {"3.1.1/MQTT-4.7.1-1", "wildcard-will-topic-taken", every, "", text},
    {"5.0/MQTT-4.7.0-1", "wildcard-will-topic-taken", every, "", text},
    {"3.1.1/MQTT-4.7.3-1", "empty-topic-taken", publish, "", empty_text},
    {"5.0/U-065", "empty-topic-taken", every, "", empty_text},
    {"3.1.1/MQTT-4.7.3-1", "empty-will-topic-taken", connect, "", empty_text},
    {"5.0/MQTT-4.7.3-1", "empty-will-topic-taken", connect, "", empty_text},
    {"3.1.1/MQTT-4.7.3-1", "empty-filter-granted", subscribe, "", empty_text},
    {"5.0/MQTT-4.7.3-1", "empty-filter-granted", subscribe, "", empty_text},
    {"3.1.1/MQTT-4.7.1-2", "misplaced-hash-granted", subscribe, "", text},
    {"5.0/MQTT-4.7.1-1", "misplaced-hash-granted", subscribe, "", text},
    {"3.1.1/MQTT-4.7.1-2", "misplaced-hash-matches", subscribe, "", text},
    {"5.0/MQTT-4.7.1-1", "misplaced-hash-matches", subscribe, "", text},
    {"3.1.1/MQTT-4.7.1-3", "misplaced-plus-granted", subscribe, "", text},
    {"5.0/MQTT-4.7.1-2", "misplaced-plus-granted", subscribe, "", text},
    {"3.1.1/MQTT-4.7.1-3", "misplaced-plus-matches", subscribe, "", text},
    {"5.0/MQTT-4.7.1-2", "misplaced-plus-matches", subscribe, "", text},
    {"5.0/MQTT-4.8.2-1", "share-name-empty-granted", subscribe, "", text},
    {"5.0/MQTT-4.8.2-2", "share-name-with-wildcard-granted", subscribe, "", text, Shape::wildcard},
    {"5.0/MQTT-4.8.2-2", "share-without-filter-granted", subscribe, "", text, Shape::other},

    // ---- Packet Identifier 0 (2.2.1)
    {"5.0/MQTT-2.2.1-3", "id-0-in-publish-taken", publish, "", packet_identifier},               // 5.0/U-006
    {"5.0/MQTT-2.2.1-3", "id-0-in-subscribe-taken", subscribe, "", packet_identifier},           // 5.0/U-006
    {"5.0/MQTT-2.2.1-3", "id-0-in-unsubscribe-taken", unsubscribe, "", packet_identifier},       // 5.0/U-006
    {"3.1.1/MQTT-2.3.1-1", "id-0-replaced", every, "", another_identifier},
    {"5.0/MQTT-2.2.1-3", "id-0-replaced", every, "", another_identifier},                        // 5.0/U-006

    // ---- SUBSCRIBE and UNSUBSCRIBE (3.8.3, 3.10.3)
    {"3.1.1/MQTT-3.8.3-3", "subscribe-without-filters-answered", every, "", no_filters},
    {"5.0/MQTT-3.8.3-2", "subscribe-without-filters-answered", every, "", no_filters},           // 5.0/U-089
    {"3.1.1/MQTT-3.8.3-3", "subscribe-without-filters-ignored", every, "", ignored}, // 3.1.1/MQTT-4.8.0-1
    {"5.0/MQTT-3.8.3-2", "subscribe-without-filters-ignored", every, "", ignored},               // 5.0/U-089
    {"3.1.1/MQTT-3.10.3-2", "unsubscribe-without-filters-answered", every, "", no_filters},
    {"5.0/MQTT-3.10.3-2", "unsubscribe-without-filters-answered", every, "", no_filters},        // 5.0/U-094
    {"3.1.1/MQTT-3.10.3-2", "unsubscribe-without-filters-ignored", every, "", ignored},
    {"5.0/MQTT-3.10.3-2", "unsubscribe-without-filters-ignored", every, "", ignored},            // 5.0/U-094
    {"3.1.1/MQTT-3.8.3-4", "reserved-subscription-bits-granted", every, "reserved", options},
    {"5.0/MQTT-3.8.3-5", "reserved-subscription-bits-granted", every, "reserved", options},
    {"3.1.1/MQTT-3.8.3-4", "reserved-subscription-bits-ignored", every, "reserved", ignored},
    {"5.0/MQTT-3.8.3-5", "reserved-subscription-bits-ignored", every, "reserved", ignored},
    {"3.1.1/MQTT-3.8.3-4", "subscription-qos-3-granted", every, "max_qos", options},
    {"5.0/U-090", "subscription-qos-3-granted", every, "", options},
    {"5.0/U-091", "retain-handling-3-granted", every, "", options},
    {"5.0/MQTT-3.8.3-4", "no-local-on-shared-granted", every, "", options},                      // 5.0/U-092

    // ---- CONNECT (3.1)
    {"3.1.1/MQTT-3.1.2-1", "any-protocol-name-served", every, "", protocol_name},
    {"5.0/MQTT-3.1.2-1", "any-protocol-name-served", every, "", protocol_name},
    {"3.1.1/MQTT-3.1.2-2", "unknown-version-ignored", every, "", input_ignored},                 // 5.0/MQTT-3.1.2-2
    {"5.0/MQTT-3.1.2-2", "unknown-version-ignored", every, "", input_ignored},
    {"3.1.1/MQTT-3.1.2-3", "reserved-connect-flag-let-pass", every, "", reserved_connect_flag},
    {"5.0/MQTT-3.1.2-3", "reserved-connect-flag-let-pass", every, "", reserved_connect_flag},      // 5.0/U-008
    {"3.1.1/MQTT-3.1.2-13", "will-qos-without-will-let-pass", every, "", will_qos_flags},
    {"5.0/MQTT-3.1.2-11", "will-qos-without-will-let-pass", every, "", will_qos_flags},
    {"3.1.1/MQTT-3.1.2-14", "will-qos-3-taken-for-1", every, "", will_qos_1},
    {"5.0/MQTT-3.1.2-12", "will-qos-3-taken-for-1", every, "", will_qos_1},                      // 5.0/U-009
    {"3.1.1/MQTT-3.1.2-15", "will-retain-without-will-let-pass", every, "", will_retain_flag},
    {"5.0/MQTT-3.1.2-13", "will-retain-without-will-let-pass", every, "", will_retain_flag},
    {"3.1.1/MQTT-3.1.2-9", "missing-will-let-pass", every, "", will_flag},
    {"5.0/MQTT-3.1.2-9", "missing-will-let-pass", every, "", will_flag},
    {"3.1.1/MQTT-3.1.2-19", "missing-user-name-let-pass", every, "", user_name_flag},
    {"5.0/MQTT-3.1.2-17", "missing-user-name-let-pass", every, "", user_name_flag},
    {"3.1.1/MQTT-3.1.2-21", "missing-password-let-pass", every, "", password_flag},
    {"5.0/MQTT-3.1.2-19", "missing-password-let-pass", every, "", password_flag},
    {"3.1.1/MQTT-3.1.2-22", "password-without-user-name-let-pass", every, "", user_name_empty},
    {"3.1.1/MQTT-3.1.3-3", "missing-client-id-let-pass", every, "", client_id_empty},
    {"5.0/MQTT-3.1.3-3", "missing-client-id-let-pass", every, "", client_id_empty},

    {"3.1.1/MQTT-3.1.3-7", "nameless-client-given-a-session", every, "", clean_session},         // 3.1.1/MQTT-3.1.3-8

    // ---- properties (2.2.2, and those of each packet)
    {"5.0/U-004", "misplaced-properties-passed-over", every, "", property_passed_over},           // 5.0/MQTT-3.1.4-1
    {"5.0/MQTT-3.3.4-6", "subscription-identifier-of-a-client-passed-over", every, "", property_passed_over},  // 5.0/U-071
    {"5.0/MQTT-3.3.2-8", "alias-0-taken", every, "", number_0},  // 5.0/U-074
    {"5.0/MQTT-3.3.2-8", "alias-taken-modulo-the-maximum", every, "", number_0},  // 5.0/U-074
    {"5.0/U-010", "second-session-expiry-interval-passed-over", every, "", property_passed_over},
    {"5.0/U-011", "second-receive-maximum-passed-over", every, "", property_passed_over},
    {"5.0/U-012", "second-maximum-packet-size-passed-over", every, "", property_passed_over},
    {"5.0/U-013", "second-topic-alias-maximum-passed-over", every, "", property_passed_over},
    {"5.0/U-014", "second-response-request-passed-over", every, "", property_passed_over},
    {"5.0/U-015", "second-problem-request-passed-over", every, "", property_passed_over},
    {"5.0/U-016", "second-authentication-method-passed-over", every, "", property_passed_over},
    {"5.0/U-017", "second-authentication-data-passed-over", every, "", property_passed_over},
    {"5.0/U-018", "receive-maximum-0-passed-over", every, "", property_passed_over},
    {"5.0/U-019", "maximum-packet-size-0-passed-over", every, "", property_passed_over},
    {"5.0/U-020", "response-request-of-2-passed-over", every, "", property_passed_over},
    {"5.0/U-021", "problem-request-of-2-passed-over", every, "", property_passed_over},
    {"5.0/U-022", "authentication-data-alone-passed-over", every, "", property_passed_over},
    {"5.0/U-023", "second-will-delay-passed-over", every, "", property_passed_over},
    {"5.0/U-024", "second-will-payload-format-passed-over", every, "", property_passed_over},
    {"5.0/U-025", "second-will-expiry-passed-over", every, "", property_passed_over},
    {"5.0/U-026", "second-will-content-type-passed-over", every, "", property_passed_over},
    {"5.0/U-027", "second-will-response-topic-passed-over", every, "", property_passed_over},
    {"5.0/U-028", "second-will-correlation-data-passed-over", every, "", property_passed_over},
    {"5.0/U-066", "second-topic-alias-passed-over", every, "", property_passed_over},
    {"5.0/U-067", "second-response-topic-passed-over", every, "", property_passed_over},
    {"5.0/U-068", "second-correlation-data-passed-over", every, "", property_passed_over},
    {"5.0/U-069", "second-content-type-passed-over", every, "", property_passed_over},
    {"5.0/U-079", "second-reason-string-in-puback-passed-over", every, "", property_passed_over},
    {"5.0/U-080", "second-reason-string-in-pubrec-passed-over", every, "", property_passed_over},
    {"5.0/U-081", "second-reason-string-in-pubrel-passed-over", every, "", property_passed_over},
    {"5.0/U-082", "second-reason-string-in-pubcomp-passed-over", every, "", property_passed_over},
    {"5.0/U-087", "subscription-identifier-0-passed-over", every, "", property_passed_over},
    {"5.0/U-088", "second-subscription-identifier-passed-over", every, "", property_passed_over},
    {"5.0/U-096", "second-expiry-in-disconnect-passed-over", every, "", property_passed_over},
    {"5.0/U-098", "second-reason-in-disconnect-passed-over", every, "", property_passed_over},
    {"5.0/U-102", "incomplete-auth-ignored", every, "", ignored},
};
// clang-format on

}  // namespace

std::span<const Tolerance> tolerances() {
  return rows;
}

}  // namespace broker
