// The names of all packet fields and their values, apart from any packet struct: the scenario language, the
// player's matching, dumps and reports speak of fields by these names. codec/field_table.h says which packet
// has which.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "codec/version.h"

namespace codec {

/// Every field of every packet, by the standard's name. Properties come last, in the order of their
/// identifiers.
enum class Field : std::uint8_t {
  // fixed header
  flags,             ///< low nibble of byte 1, where it is no field of its own (all but PUBLISH)
  remaining_length,  ///< as written in the packet
  // CONNECT, CONNACK
  protocol_name,
  protocol_version,
  connect_flags,  ///< the whole byte
  reserved,  ///< reserved bit 0 of the connect flags; bits 7..1 of the connect acknowledge flags; bits of a
             ///< subscription option
  clean_session,  ///< 3.1.1
  clean_start,    ///< 5.0
  will_flag,
  will_qos,
  will_retain,
  user_name_flag,
  password_flag,
  keep_alive,  ///< seconds
  client_id,
  will_topic,
  will_payload,
  user_name,
  password,
  session_present,
  code,  ///< return code (3.1.1) or reason code (5.0) of packets with one
  // PUBLISH and acknowledgements
  dup,
  qos,
  retain,
  topic,
  id,  ///< Packet Identifier
  payload,
  // SUBSCRIBE, UNSUBSCRIBE and their acknowledgements
  filter,  ///< starts a new subscription; the options behind it are its own
  max_qos,
  no_local,
  retain_as_published,
  retain_handling,
  codes,  ///< return or reason codes of SUBACK and UNSUBACK, one list
  // 5.0 properties
  property_length,
  payload_format_indicator,
  message_expiry_interval,
  content_type,
  response_topic,
  correlation_data,
  subscription_identifier,
  session_expiry_interval,
  assigned_client_identifier,
  server_keep_alive,
  authentication_method,
  authentication_data,
  request_problem_information,
  will_delay_interval,
  request_response_information,
  response_information,
  server_reference,
  reason_string,
  receive_maximum,
  topic_alias_maximum,
  topic_alias,
  maximum_qos,
  retain_available,
  user_property,
  maximum_packet_size,
  wildcard_subscription_available,
  subscription_identifier_available,
  shared_subscription_available,
  // Will properties (3.1.3.2), a packet of their own inside CONNECT
  will_property_length,
  will_payload_format_indicator,
  will_message_expiry_interval,
  will_content_type,
  will_response_topic,
  will_correlation_data,
  will_user_property,
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::will_user_property) + 1;

using Number = std::uint64_t;
using Bytes = std::string;  ///< strings and binary data alike; not necessarily UTF-8
using StringPair = std::pair<Bytes, Bytes>;
using NumberList = std::vector<Number>;

/// A field's value. Which alternative a field has is fixed by field_table.h.
using Value = std::variant<Number, Bytes, StringPair, NumberList>;

struct FieldValue {
  Field field{};
  Value value;

  friend bool operator==(const FieldValue&, const FieldValue&) = default;
};

/// The name in scenarios, dumps and reports: the enumerator as it is spelled.
std::string_view name_of(Field field);
/// The inverse of name_of.
bool field_named(std::string_view name, Field& field);

}  // namespace codec
