// The rules that decode checks, each with its kind, its id in either version, the MQTT 5 reason code that
// names it and a sentence. One table (rules.cpp); the decoder only says which rule, where, and in which
// field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "codec/violation.h"

namespace codec {

enum class Rule : std::uint8_t {
  none,  ///< no violation
  // byte 1
  reserved_type,
  wrong_direction,
  wrong_direction_from_server,  ///< U-007 and U-119 speak of clients alone
  reserved_flags,
  pubrel_flags,
  subscribe_flags,
  unsubscribe_flags,
  disconnect_flags,
  auth_flags,
  qos_3,
  dup_at_qos_0,
  // lengths
  length_too_long,
  length_not_shortest,
  packet_too_large,
  cut_off,
  left_over,
  integer_too_long,
  integer_not_shortest,
  // strings
  ill_formed_utf8,
  null_character,
  control_character,
  // topics
  topic_wildcard,
  will_topic_wildcard,
  response_topic_wildcard,
  topic_empty,
  topic_empty_without_alias,
  filter_empty,
  hash_misplaced,
  plus_misplaced,
  share_name_missing,
  share_name_ill_formed,
  no_local_on_shared,
  // packet identifiers
  id_zero,
  id_zero_from_server,
  // properties
  property_unknown,
  property_not_allowed,
  property_from_wrong_side,
  property_repeated,
  property_value,
  authentication_data_alone,
  authentication_method_missing,
  // CONNECT
  protocol_name,
  protocol_version,
  connect_flags_reserved,
  will_qos_without_will,
  will_qos_3,
  will_retain_without_will,
  password_without_user_name,
  client_id_missing,
  client_id_empty,
  will_missing,
  user_name_missing,
  password_missing,
  // CONNACK
  connack_flags_reserved,
  session_present_refused,
  // SUBSCRIBE and its answers
  subscribe_empty,
  unsubscribe_empty,
  subscription_reserved,
  subscription_qos_3,
  retain_handling_3,
  suback_empty,
  unsuback_empty,
  // codes
  connack_code,
  puback_code,
  pubrec_code,
  pubrel_code,
  pubcomp_code,
  suback_code,
  unsuback_code,
  disconnect_code,
  auth_code,
  publish_received_code_from_client,
};
inline constexpr std::size_t rule_count =
    static_cast<std::size_t>(Rule::publish_received_code_from_client) + 1;

struct RuleDescription {
  Rule rule{};
  ViolationKind kind{};
  std::uint8_t reason_code{};
  std::string_view in_3_1_1;  ///< requirement id there; "" when that version has no such rule
  std::string_view
      in_5_0;  ///< "" likewise, and for rules about properties, whose id depends on packet and property
  std::string_view explanation;
};

/// All rules, in the order of the enumerators.
std::span<const RuleDescription> rules();

/// Whether decoding a packet of a server may name the requirement (by its qualified id): as that of a rule,
/// or of a rule about one property where servers send it.
bool may_be_charged_to_servers(std::string_view requirement);

/// The violation of a rule. `field` must be static text, such as name_of(Field).
Violation violation_of(Rule rule, Version version, std::uint32_t offset, std::string_view field);

/// Where properties stand: a packet type, or the Will properties, which take the unused number 0.
inline constexpr std::uint8_t will_properties = 0;

/// The violation of a rule about one property (property_… above), whose id depends on where it stands.
Violation property_violation(Rule rule, std::uint8_t where, std::uint8_t property, std::uint32_t offset);

}  // namespace codec
