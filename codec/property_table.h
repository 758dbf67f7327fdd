// The 27 properties of MQTT 5.0 (2.2.2.2): identifier, data type, legal values. Which packet may carry which
// stands in field_rows.h; this is the part that is the same wherever a property stands, also where it is
// misplaced.
#pragma once

#include <array>
#include <cstdint>

#include "codec/field_table.h"

namespace codec {

struct PropertyDescription {
  Field field{};
  Field will_field{};  ///< its name among the Will properties; the same as `field` when it has no second name
  std::uint8_t id{};   ///< Property Identifier; all are below 0x80, so one byte on the wire
  FieldKind kind{};
  bool repeatable{};  ///< in one packet: User Property; Subscription Identifier in PUBLISH (field_rows.h has
                      ///< the packet's word)
  std::uint32_t lowest{};   ///< smallest legal number
  std::uint32_t highest{};  ///< largest legal number, longest string
};

inline constexpr std::uint32_t largest_variable_byte = 268'435'455;  ///< 1.5.5
inline constexpr std::uint32_t longest_string = 65'535;              ///< 1.5.4, 1.5.6
inline constexpr std::uint32_t largest_four_byte = 0xFFFF'FFFF;

inline constexpr std::array<PropertyDescription, 27> property_table = {{
    {Field::payload_format_indicator, Field::will_payload_format_indicator, 0x01, FieldKind::byte, false, 0,
     1},
    {Field::message_expiry_interval, Field::will_message_expiry_interval, 0x02, FieldKind::four_byte, false,
     0, largest_four_byte},
    {Field::content_type, Field::will_content_type, 0x03, FieldKind::utf8, false, 0, longest_string},
    {Field::response_topic, Field::will_response_topic, 0x08, FieldKind::utf8, false, 1, longest_string},
    {Field::correlation_data, Field::will_correlation_data, 0x09, FieldKind::binary, false, 0,
     longest_string},
    {Field::subscription_identifier, Field::subscription_identifier, 0x0B, FieldKind::variable_byte, false, 1,
     largest_variable_byte},
    {Field::session_expiry_interval, Field::session_expiry_interval, 0x11, FieldKind::four_byte, false, 0,
     largest_four_byte},
    {Field::assigned_client_identifier, Field::assigned_client_identifier, 0x12, FieldKind::utf8, false, 0,
     longest_string},
    {Field::server_keep_alive, Field::server_keep_alive, 0x13, FieldKind::two_byte, false, 0, 65'535},
    {Field::authentication_method, Field::authentication_method, 0x15, FieldKind::utf8, false, 0,
     longest_string},
    {Field::authentication_data, Field::authentication_data, 0x16, FieldKind::binary, false, 0,
     longest_string},
    {Field::request_problem_information, Field::request_problem_information, 0x17, FieldKind::byte, false, 0,
     1},
    {Field::will_delay_interval, Field::will_delay_interval, 0x18, FieldKind::four_byte, false, 0,
     largest_four_byte},
    {Field::request_response_information, Field::request_response_information, 0x19, FieldKind::byte, false,
     0, 1},
    {Field::response_information, Field::response_information, 0x1A, FieldKind::utf8, false, 0,
     longest_string},
    {Field::server_reference, Field::server_reference, 0x1C, FieldKind::utf8, false, 0, longest_string},
    {Field::reason_string, Field::reason_string, 0x1F, FieldKind::utf8, false, 0, longest_string},
    {Field::receive_maximum, Field::receive_maximum, 0x21, FieldKind::two_byte, false, 1, 65'535},
    {Field::topic_alias_maximum, Field::topic_alias_maximum, 0x22, FieldKind::two_byte, false, 0, 65'535},
    {Field::topic_alias, Field::topic_alias, 0x23, FieldKind::two_byte, false, 1, 65'535},
    {Field::maximum_qos, Field::maximum_qos, 0x24, FieldKind::byte, false, 0, 1},
    {Field::retain_available, Field::retain_available, 0x25, FieldKind::byte, false, 0, 1},
    {Field::user_property, Field::will_user_property, 0x26, FieldKind::pair, true, 0, longest_string},
    {Field::maximum_packet_size, Field::maximum_packet_size, 0x27, FieldKind::four_byte, false, 1,
     largest_four_byte},
    {Field::wildcard_subscription_available, Field::wildcard_subscription_available, 0x28, FieldKind::byte,
     false, 0, 1},
    {Field::subscription_identifier_available, Field::subscription_identifier_available, 0x29,
     FieldKind::byte, false, 0, 1},
    {Field::shared_subscription_available, Field::shared_subscription_available, 0x2A, FieldKind::byte, false,
     0, 1},
}};

/// The property with this identifier; null when MQTT 5.0 has none.
constexpr const PropertyDescription* find_property(std::uint32_t id) {
  for (const PropertyDescription& row : property_table) {
    if (row.id == id) return &row;
  }
  return nullptr;
}

/// The property that bears this field's name (also its name among the Will properties); null when it is no
/// property.
constexpr const PropertyDescription* find_property(Field field) {
  for (const PropertyDescription& row : property_table) {
    if (row.field == field || row.will_field == field) return &row;
  }
  return nullptr;
}

/// Whether the field's place is among the Will properties: will_content_type, … and Will Delay Interval.
constexpr bool is_will_property(Field field) {
  return field == Field::will_delay_interval || field > Field::will_property_length;
}

}  // namespace codec
