// The rows behind field_table.h, packet by packet in the order of the wire, usable at compile time: the
// decoder's property table is computed from them. Everyone else asks field_table.h.
#pragma once

#include <array>
#include <span>

#include "codec/field_table.h"
#include "codec/property_table.h"

namespace codec::field_rows {

struct Senders {
  bool client{};
  bool server{};
};
inline constexpr Senders client_only{true, false};
inline constexpr Senders server_only{false, true};
inline constexpr Senders either_side{true, true};

enum class In : std::uint8_t { v3_1_1 = 1, v5_0 = 2, both = 3 };

/// A row that is no property.
constexpr FieldDescription plain(Field field, FieldKind kind, In in, std::uint32_t lowest,
                                 std::uint32_t highest, std::string_view section,
                                 std::optional<Number> absent = {}) {
  FieldDescription row;
  row.field = field;
  row.kind = kind;
  row.in_3_1_1 = in != In::v5_0;
  row.in_5_0 = in != In::v3_1_1;
  row.lowest = lowest;
  row.highest = highest;
  row.absent = absent;
  row.section = section;
  return row;
}

/// A property; type and range come from property_table.h.
constexpr FieldDescription property(Field field, std::string_view section,
                                    std::optional<Number> absent = {}) {
  const PropertyDescription& type = *find_property(field);
  FieldDescription row = plain(field, type.kind, In::v5_0, type.lowest, type.highest, section, absent);
  row.property = type.id;
  row.repeatable = type.repeatable;
  return row;
}

constexpr FieldDescription sent_by(Senders senders, FieldDescription row) {
  row.from_client = senders.client;
  row.from_server = senders.server;
  return row;
}

constexpr FieldDescription repeated(FieldDescription row) {
  row.repeatable = true;
  return row;
}

/// All rows of one packet; `senders` holds for those that do not say it themselves.
template <std::size_t N>
constexpr std::array<FieldDescription, N> packet(Senders senders, const FieldDescription (&rows)[N]) {
  std::array<FieldDescription, N> result{};
  for (std::size_t i = 0; i < N; ++i) {
    result[i] = rows[i];
    if (!rows[i].from_client && !rows[i].from_server) result[i] = sent_by(senders, rows[i]);
  }
  return result;
}

constexpr FieldDescription flags(std::uint32_t value, std::string_view section, In in = In::both) {
  return plain(Field::flags, FieldKind::bits, in, value, value, section);
}
constexpr FieldDescription remaining_length(std::string_view section, In in = In::both) {
  return plain(Field::remaining_length, FieldKind::variable_byte, in, 0, largest_variable_byte, section);
}
constexpr FieldDescription property_length(std::string_view section) {
  return plain(Field::property_length, FieldKind::variable_byte, In::v5_0, 0, largest_variable_byte, section);
}
constexpr FieldDescription bit(Field field, In in, std::string_view section) {
  return plain(field, FieldKind::bits, in, 0, 1, section);
}
constexpr FieldDescription string(Field field, In in, std::uint32_t lowest, std::string_view section) {
  return plain(field, FieldKind::utf8, in, lowest, longest_string, section);
}
constexpr FieldDescription packet_identifier(std::uint32_t lowest, std::string_view section) {
  return plain(Field::id, FieldKind::two_byte, In::both, lowest, 65'535, section);
}

inline constexpr auto connect = packet(
    client_only, {
                     flags(0, "3.1.1"),
                     remaining_length("3.1.1"),
                     plain(Field::protocol_name, FieldKind::utf8, In::both, 4, 4, "3.1.2.1"),
                     plain(Field::protocol_version, FieldKind::byte, In::v3_1_1, 4, 4, "3.1.2.2"),
                     plain(Field::protocol_version, FieldKind::byte, In::v5_0, 5, 5, "3.1.2.2"),
                     plain(Field::connect_flags, FieldKind::byte, In::both, 0, 254, "3.1.2.3"),
                     plain(Field::reserved, FieldKind::bits, In::both, 0, 0, "3.1.2.3"),
                     bit(Field::clean_session, In::v3_1_1, "3.1.2.4"),
                     bit(Field::clean_start, In::v5_0, "3.1.2.4"),
                     bit(Field::will_flag, In::both, "3.1.2.5"),
                     plain(Field::will_qos, FieldKind::bits, In::both, 0, 2, "3.1.2.6"),
                     bit(Field::will_retain, In::both, "3.1.2.7"),
                     bit(Field::user_name_flag, In::both, "3.1.2.8"),
                     bit(Field::password_flag, In::both, "3.1.2.9"),
                     plain(Field::keep_alive, FieldKind::two_byte, In::both, 0, 65'535, "3.1.2.10"),
                     property_length("3.1.2.11.1"),
                     property(Field::session_expiry_interval, "3.1.2.11.2", 0),
                     property(Field::authentication_method, "3.1.2.11.9"),
                     property(Field::authentication_data, "3.1.2.11.10"),
                     property(Field::request_problem_information, "3.1.2.11.7", 1),
                     property(Field::request_response_information, "3.1.2.11.6", 0),
                     property(Field::receive_maximum, "3.1.2.11.3", 65'535),
                     property(Field::topic_alias_maximum, "3.1.2.11.5", 0),
                     property(Field::user_property, "3.1.2.11.8"),
                     property(Field::maximum_packet_size, "3.1.2.11.4"),
                     string(Field::client_id, In::both, 0, "3.1.3.1"),
                     plain(Field::will_property_length, FieldKind::variable_byte, In::v5_0, 0,
                           largest_variable_byte, "3.1.3.2.1"),
                     property(Field::will_payload_format_indicator, "3.1.3.2.3", 0),
                     property(Field::will_message_expiry_interval, "3.1.3.2.4"),
                     property(Field::will_content_type, "3.1.3.2.5"),
                     property(Field::will_response_topic, "3.1.3.2.6"),
                     property(Field::will_correlation_data, "3.1.3.2.7"),
                     property(Field::will_delay_interval, "3.1.3.2.2", 0),
                     property(Field::will_user_property, "3.1.3.2.8"),
                     string(Field::will_topic, In::both, 1, "3.1.3.3"),
                     plain(Field::will_payload, FieldKind::binary, In::both, 0, longest_string, "3.1.3.4"),
                     string(Field::user_name, In::both, 0, "3.1.3.5"),
                     plain(Field::password, FieldKind::binary, In::both, 0, longest_string, "3.1.3.6"),
                 });

inline constexpr auto connack =
    packet(server_only, {
                            flags(0, "3.2.1"),
                            remaining_length("3.2.1"),
                            bit(Field::session_present, In::both, "3.2.2.1.1"),
                            plain(Field::reserved, FieldKind::bits, In::both, 0, 0, "3.2.2.1"),
                            plain(Field::code, FieldKind::byte, In::v3_1_1, 0, 5, "3.2.2.3"),
                            plain(Field::code, FieldKind::byte, In::v5_0, 0, 0x9F, "3.2.2.2"),
                            property_length("3.2.2.3.1"),
                            property(Field::session_expiry_interval, "3.2.2.3.2"),
                            property(Field::assigned_client_identifier, "3.2.2.3.7"),
                            property(Field::server_keep_alive, "3.2.2.3.14"),
                            property(Field::authentication_method, "3.2.2.3.17"),
                            property(Field::authentication_data, "3.2.2.3.18"),
                            property(Field::response_information, "3.2.2.3.15"),
                            property(Field::server_reference, "3.2.2.3.16"),
                            property(Field::reason_string, "3.2.2.3.9"),
                            property(Field::receive_maximum, "3.2.2.3.3", 65'535),
                            property(Field::topic_alias_maximum, "3.2.2.3.8", 0),
                            property(Field::maximum_qos, "3.2.2.3.4", 2),
                            property(Field::retain_available, "3.2.2.3.5", 1),
                            property(Field::user_property, "3.2.2.3.10"),
                            property(Field::maximum_packet_size, "3.2.2.3.6"),
                            property(Field::wildcard_subscription_available, "3.2.2.3.11", 1),
                            property(Field::subscription_identifier_available, "3.2.2.3.12", 1),
                            property(Field::shared_subscription_available, "3.2.2.3.13", 1),
                        });

inline constexpr auto publish =
    packet(either_side,
           {
               bit(Field::dup, In::both, "3.3.1.1"),
               plain(Field::qos, FieldKind::bits, In::both, 0, 2, "3.3.1.2"),
               bit(Field::retain, In::both, "3.3.1.3"),
               remaining_length("3.3.1.4"),
               string(Field::topic, In::v3_1_1, 1, "3.3.2.1"),
               string(Field::topic, In::v5_0, 0, "3.3.2.1"),  // empty beside a Topic Alias
               packet_identifier(1, "3.3.2.2"),
               property_length("3.3.2.3.1"),
               property(Field::payload_format_indicator, "3.3.2.3.2", 0),
               property(Field::message_expiry_interval, "3.3.2.3.3"),
               property(Field::content_type, "3.3.2.3.9"),
               property(Field::response_topic, "3.3.2.3.5"),
               property(Field::correlation_data, "3.3.2.3.6"),
               sent_by(server_only,
                       repeated(property(Field::subscription_identifier, "3.3.2.3.8"))),  // 5.0/MQTT-3.3.4-6
               property(Field::topic_alias, "3.3.2.3.4"),
               property(Field::user_property, "3.3.2.3.7"),
               plain(Field::payload, FieldKind::rest, In::both, 0, largest_variable_byte, "3.3.3"),
           });

/// PUBACK, PUBREC, PUBREL and PUBCOMP differ only in flags and sections.
constexpr auto acknowledgement(std::uint32_t fixed_flags, std::string_view header, std::string_view id,
                               std::string_view code, std::string_view length, std::string_view reason,
                               std::string_view user) {
  return packet(either_side, {
                                 flags(fixed_flags, header),
                                 remaining_length(header),
                                 packet_identifier(0, id),
                                 plain(Field::code, FieldKind::byte, In::v5_0, 0, 0x99, code, 0),
                                 property_length(length),
                                 property(Field::reason_string, reason),
                                 property(Field::user_property, user),
                             });
}
inline constexpr auto puback =
    acknowledgement(0, "3.4.1", "3.4.2", "3.4.2.1", "3.4.2.2.1", "3.4.2.2.2", "3.4.2.2.3");
inline constexpr auto pubrec =
    acknowledgement(0, "3.5.1", "3.5.2", "3.5.2.1", "3.5.2.2.1", "3.5.2.2.2", "3.5.2.2.3");
inline constexpr auto pubrel =
    acknowledgement(2, "3.6.1", "3.6.2", "3.6.2.1", "3.6.2.2.1", "3.6.2.2.2", "3.6.2.2.3");
inline constexpr auto pubcomp =
    acknowledgement(0, "3.7.1", "3.7.2", "3.7.2.1", "3.7.2.2.1", "3.7.2.2.2", "3.7.2.2.3");

inline constexpr auto subscribe = packet(
    client_only, {
                     flags(2, "3.8.1"),
                     remaining_length("3.8.1"),
                     packet_identifier(1, "3.8.2"),
                     property_length("3.8.2.1.1"),
                     property(Field::subscription_identifier, "3.8.2.1.2"),
                     property(Field::user_property, "3.8.2.1.3"),
                     repeated(string(Field::filter, In::both, 1, "3.8.3")),
                     repeated(plain(Field::max_qos, FieldKind::bits, In::both, 0, 2, "3.8.3.1")),
                     repeated(bit(Field::no_local, In::v5_0, "3.8.3.1")),
                     repeated(bit(Field::retain_as_published, In::v5_0, "3.8.3.1")),
                     repeated(plain(Field::retain_handling, FieldKind::bits, In::v5_0, 0, 2, "3.8.3.1")),
                     repeated(plain(Field::reserved, FieldKind::bits, In::both, 0, 0, "3.8.3.1")),
                 });

inline constexpr auto suback =
    packet(server_only, {
                            flags(0, "3.9.1"),
                            remaining_length("3.9.1"),
                            packet_identifier(0, "3.9.2"),
                            property_length("3.9.2.1.1"),
                            property(Field::reason_string, "3.9.2.1.2"),
                            property(Field::user_property, "3.9.2.1.3"),
                            plain(Field::codes, FieldKind::byte_list, In::v3_1_1, 0, 0x80, "3.9.3"),
                            plain(Field::codes, FieldKind::byte_list, In::v5_0, 0, 0xA2, "3.9.3"),
                        });

inline constexpr auto unsubscribe =
    packet(client_only, {
                            flags(2, "3.10.1"),
                            remaining_length("3.10.1"),
                            packet_identifier(1, "3.10.2"),
                            property_length("3.10.2.1.1"),
                            property(Field::user_property, "3.10.2.1.2"),
                            repeated(string(Field::filter, In::both, 1, "3.10.3")),
                        });

inline constexpr auto unsuback =
    packet(server_only, {
                            flags(0, "3.11.1"),
                            remaining_length("3.11.1"),
                            packet_identifier(0, "3.11.2"),
                            property_length("3.11.2.1.1"),
                            property(Field::reason_string, "3.11.2.1.2"),
                            property(Field::user_property, "3.11.2.1.3"),
                            plain(Field::codes, FieldKind::byte_list, In::v5_0, 0, 0x91, "3.11.3"),
                        });

inline constexpr auto pingreq = packet(client_only, {flags(0, "3.12.1"), remaining_length("3.12.1")});
inline constexpr auto pingresp = packet(server_only, {flags(0, "3.13.1"), remaining_length("3.13.1")});

inline constexpr auto disconnect = packet(
    either_side,
    {
        sent_by(client_only, flags(0, "3.14.1", In::v3_1_1)),
        flags(0, "3.14.1", In::v5_0),
        sent_by(client_only, remaining_length("3.14.1", In::v3_1_1)),
        remaining_length("3.14.1", In::v5_0),
        plain(Field::code, FieldKind::byte, In::v5_0, 0, 0xA2, "3.14.2.1", 0),
        property_length("3.14.2.2.1"),
        sent_by(client_only, property(Field::session_expiry_interval, "3.14.2.2.2")),  // 5.0/MQTT-3.14.2-2
        sent_by(server_only, property(Field::server_reference, "3.14.2.2.5")),
        property(Field::reason_string, "3.14.2.2.3"),
        property(Field::user_property, "3.14.2.2.4"),
    });

inline constexpr auto auth =
    packet(either_side, {
                            flags(0, "3.15.1", In::v5_0),
                            remaining_length("3.15.1", In::v5_0),
                            plain(Field::code, FieldKind::byte, In::v5_0, 0, 0x19, "3.15.2.1", 0),
                            property_length("3.15.2.2.1"),
                            property(Field::authentication_method, "3.15.2.2.2"),
                            property(Field::authentication_data, "3.15.2.2.3"),
                            property(Field::reason_string, "3.15.2.2.4"),
                            property(Field::user_property, "3.15.2.2.5"),
                        });

/// By packet type; nothing for the reserved type 0.
inline constexpr std::array<std::span<const FieldDescription>, 16> by_type = {
    std::span<const FieldDescription>{},
    connect,
    connack,
    publish,
    puback,
    pubrec,
    pubrel,
    pubcomp,
    subscribe,
    suback,
    unsubscribe,
    unsuback,
    pingreq,
    pingresp,
    disconnect,
    auth};

}  // namespace codec::field_rows
