// The rules as a table: kind, reason code, id in 3.1.1, id in 5.0, sentence. An id without a MQTT- number is
// a behaviour of the list of unnumbered ones (U-…) or the section that says it. docs/codec.md explains the
// choice between the kinds.
#include "codec/rules.h"

#include <algorithm>
#include <array>

#include "codec/property_table.h"

namespace codec {
namespace {

using enum ViolationKind;

constexpr RuleDescription table[] = {
    {Rule::none, malformed, 0, "", "", ""},
    {Rule::reserved_type, malformed, 0x81, "3.1.1/U-119", "5.0/U-002", "This packet type is reserved."},
    {Rule::wrong_direction, protocol_error, 0x82, "3.1.1/U-119", "5.0/U-007",
     "This side never sends packets of this type."},
    {Rule::wrong_direction_from_server, protocol_error, 0x82, "3.1.1/2.2.1", "5.0/2.1.2",
     "Only a Client sends packets of this type."},
    {Rule::reserved_flags, malformed, 0x81, "3.1.1/MQTT-2.2.2-1", "5.0/MQTT-2.1.3-1",
     "The flags of the first byte are reserved in this packet and must be 0000."},
    {Rule::pubrel_flags, malformed, 0x81, "3.1.1/MQTT-3.6.1-1", "5.0/MQTT-3.6.1-1",
     "The flags of the first byte of a PUBREL must be 0010."},
    {Rule::subscribe_flags, malformed, 0x81, "3.1.1/MQTT-3.8.1-1", "5.0/MQTT-3.8.1-1",
     "The flags of the first byte of a SUBSCRIBE must be 0010."},
    {Rule::unsubscribe_flags, malformed, 0x81, "3.1.1/MQTT-3.10.1-1", "5.0/MQTT-3.10.1-1",
     "The flags of the first byte of an UNSUBSCRIBE must be 0010."},
    {Rule::disconnect_flags, malformed, 0x81, "3.1.1/MQTT-3.14.1-1", "5.0/MQTT-3.14.1-1",
     "The flags of the first byte of a DISCONNECT must be 0000."},
    {Rule::auth_flags, malformed, 0x81, "", "5.0/MQTT-3.15.1-1",
     "The flags of the first byte of an AUTH must be 0000."},
    {Rule::qos_3, malformed, 0x81, "3.1.1/MQTT-3.3.1-4", "5.0/MQTT-3.3.1-4",
     "A PUBLISH has QoS 0, 1 or 2, never 3."},
    {Rule::dup_at_qos_0, protocol_error, 0x82, "3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2",
     "A PUBLISH with QoS 0 is never a duplicate."},
    {Rule::length_too_long, malformed, 0x81, "3.1.1/U-118", "5.0/U-002",
     "The Remaining Length goes on after its fourth byte."},
    {Rule::length_not_shortest, malformed, 0x81, "", "5.0/MQTT-1.5.5-1",
     "The Remaining Length takes more bytes than it needs."},
    {Rule::packet_too_large, too_large, 0x95, "3.1.1/2.2.3", "5.0/MQTT-3.2.2-15",
     "The packet is larger than the Maximum Packet Size."},
    {Rule::cut_off, malformed, 0x81, "3.1.1/2.2.3", "5.0/U-002",
     "The field runs past the end of the packet, or of the properties around it."},
    {Rule::left_over, malformed, 0x81, "3.1.1/U-128", "5.0/U-002", "There are bytes behind the last field."},
    {Rule::integer_too_long, malformed, 0x81, "", "5.0/1.5.5",
     "A Variable Byte Integer goes on after its fourth byte."},
    {Rule::integer_not_shortest, malformed, 0x81, "", "5.0/MQTT-1.5.5-1",
     "A Variable Byte Integer takes more bytes than it needs."},
    {Rule::ill_formed_utf8, malformed, 0x81, "3.1.1/MQTT-1.5.3-1", "5.0/MQTT-1.5.4-1",
     "The string is not well-formed UTF-8."},
    {Rule::null_character, malformed, 0x81, "3.1.1/MQTT-1.5.3-2", "5.0/MQTT-1.5.4-2",
     "The string contains U+0000."},
    {Rule::control_character, malformed, 0x81, "3.1.1/U-117", "5.0/U-001",
     "The string contains a control character or a non-character."},
    {Rule::topic_wildcard, malformed, 0x81, "3.1.1/MQTT-3.3.2-2", "5.0/MQTT-3.3.2-2",
     "A Topic Name has no wildcards."},
    {Rule::will_topic_wildcard, malformed, 0x81, "3.1.1/MQTT-4.7.1-1", "5.0/MQTT-4.7.0-1",
     "A Will Topic has no wildcards."},
    {Rule::response_topic_wildcard, malformed, 0x81, "", "5.0/MQTT-3.3.2-14",
     "A Response Topic has no wildcards."},
    {Rule::topic_empty, malformed, 0x81, "3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1",
     "A Topic Name has at least one character."},
    {Rule::topic_empty_without_alias, protocol_error, 0x82, "", "5.0/U-065",
     "The Topic Name is empty and there is no Topic Alias."},
    {Rule::filter_empty, malformed, 0x81, "3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1",
     "A Topic Filter has at least one character."},
    {Rule::hash_misplaced, malformed, 0x81, "3.1.1/MQTT-4.7.1-2", "5.0/MQTT-4.7.1-1",
     "The wildcard # stands alone in the last level of a Topic Filter."},
    {Rule::plus_misplaced, malformed, 0x81, "3.1.1/MQTT-4.7.1-3", "5.0/MQTT-4.7.1-2",
     "The wildcard + takes a whole level of a Topic Filter."},
    {Rule::share_name_missing, malformed, 0x81, "", "5.0/MQTT-4.8.2-1",
     "A Shared Subscription has a ShareName of at least one character."},
    {Rule::share_name_ill_formed, malformed, 0x81, "", "5.0/MQTT-4.8.2-2",
     "A ShareName has no wildcards, and a / and a Topic Filter come behind it."},
    {Rule::no_local_on_shared, protocol_error, 0x82, "", "5.0/MQTT-3.8.3-4",
     "No Local cannot be set on a Shared Subscription."},
    {Rule::id_zero, protocol_error, 0x82, "3.1.1/MQTT-2.3.1-1", "5.0/MQTT-2.2.1-3",
     "The Packet Identifier is 0."},
    {Rule::id_zero_from_server, protocol_error, 0x82, "3.1.1/MQTT-2.3.1-1", "5.0/MQTT-2.2.1-4",
     "The Packet Identifier is 0."},
    {Rule::property_unknown, malformed, 0x81, "", "5.0/U-004",
     "MQTT 5.0 has no property with this identifier."},
    {Rule::property_not_allowed, malformed, 0x81, "", "5.0/U-004",
     "This property does not belong in this packet."},
    {Rule::property_from_wrong_side, protocol_error, 0x82, "", "",
     "This side never sends this property in this packet."},
    {Rule::property_repeated, protocol_error, 0x82, "", "", "The property is there more than once."},
    {Rule::property_value, protocol_error, 0x82, "", "", "The property has a value that it may not have."},
    {Rule::authentication_data_alone, protocol_error, 0x82, "", "5.0/U-022",
     "There is Authentication Data but no Authentication Method."},
    {Rule::authentication_method_missing, protocol_error, 0x82, "", "5.0/U-102",
     "An AUTH packet names the Authentication Method."},
    {Rule::protocol_name, protocol_error, 0x84, "3.1.1/MQTT-3.1.2-1", "5.0/MQTT-3.1.2-1",
     "The Protocol Name is not \"MQTT\"."},
    {Rule::protocol_version, protocol_error, 0x84, "3.1.1/MQTT-3.1.2-2", "5.0/MQTT-3.1.2-2",
     "The Protocol Version is neither 4 nor 5."},
    {Rule::connect_flags_reserved, malformed, 0x81, "3.1.1/MQTT-3.1.2-3", "5.0/MQTT-3.1.2-3",
     "The reserved Connect Flag is set."},
    {Rule::will_qos_without_will, protocol_error, 0x82, "3.1.1/MQTT-3.1.2-13", "5.0/MQTT-3.1.2-11",
     "There is a Will QoS but no Will."},
    {Rule::will_qos_3, malformed, 0x81, "3.1.1/MQTT-3.1.2-14", "5.0/MQTT-3.1.2-12",
     "The Will QoS is 0, 1 or 2, never 3."},
    {Rule::will_retain_without_will, protocol_error, 0x82, "3.1.1/MQTT-3.1.2-15", "5.0/MQTT-3.1.2-13",
     "Will Retain is set but there is no Will."},
    {Rule::password_without_user_name, protocol_error, 0x82, "3.1.1/MQTT-3.1.2-22", "",
     "There is a Password but no User Name."},
    {Rule::client_id_missing, malformed, 0x81, "3.1.1/MQTT-3.1.3-3", "5.0/MQTT-3.1.3-3",
     "The CONNECT ends before its Client Identifier."},
    {Rule::client_id_empty, protocol_error, 0x85, "3.1.1/MQTT-3.1.3-7", "",
     "An empty Client Identifier needs Clean Session 1."},
    {Rule::will_missing, malformed, 0x81, "3.1.1/MQTT-3.1.2-9", "5.0/MQTT-3.1.2-9",
     "The Will Flag is set but the CONNECT ends before its Will."},
    {Rule::user_name_missing, malformed, 0x81, "3.1.1/MQTT-3.1.2-19", "5.0/MQTT-3.1.2-17",
     "The User Name Flag is set but the CONNECT ends before its User Name."},
    {Rule::password_missing, malformed, 0x81, "3.1.1/MQTT-3.1.2-21", "5.0/MQTT-3.1.2-19",
     "The Password Flag is set but the CONNECT ends before its Password."},
    {Rule::connack_flags_reserved, malformed, 0x81, "3.1.1/U-123", "5.0/MQTT-3.2.2-1",
     "A reserved Connect Acknowledge Flag is set."},
    {Rule::session_present_refused, protocol_error, 0x82, "3.1.1/MQTT-3.2.2-4", "5.0/MQTT-3.2.2-6",
     "Session Present is set although the connection is refused."},
    {Rule::subscribe_empty, protocol_error, 0x82, "3.1.1/MQTT-3.8.3-3", "5.0/MQTT-3.8.3-2",
     "A SUBSCRIBE has at least one Topic Filter."},
    {Rule::unsubscribe_empty, protocol_error, 0x82, "3.1.1/MQTT-3.10.3-2", "5.0/MQTT-3.10.3-2",
     "An UNSUBSCRIBE has at least one Topic Filter."},
    {Rule::subscription_reserved, malformed, 0x81, "3.1.1/MQTT-3.8.3-4", "5.0/MQTT-3.8.3-5",
     "Reserved bits of the Subscription Options are set."},
    {Rule::subscription_qos_3, protocol_error, 0x82, "3.1.1/MQTT-3.8.3-4", "5.0/U-090",
     "The QoS of a subscription is 0, 1 or 2, never 3."},
    {Rule::retain_handling_3, protocol_error, 0x82, "", "5.0/U-091",
     "Retain Handling is 0, 1 or 2, never 3."},
    {Rule::suback_empty, protocol_error, 0x82, "3.1.1/MQTT-3.8.4-5", "5.0/MQTT-3.8.4-6",
     "A SUBACK has at least one code."},
    {Rule::unsuback_empty, protocol_error, 0x82, "", "5.0/MQTT-3.11.3-2",
     "An UNSUBACK has at least one Reason Code."},
    {Rule::connack_code, protocol_error, 0x82, "3.1.1/MQTT-3.2.2-6", "5.0/MQTT-3.2.2-8",
     "CONNACK has no such code."},
    {Rule::puback_code, protocol_error, 0x82, "", "5.0/MQTT-3.4.2-1", "PUBACK has no such Reason Code."},
    {Rule::pubrec_code, protocol_error, 0x82, "", "5.0/MQTT-3.5.2-1", "PUBREC has no such Reason Code."},
    {Rule::pubrel_code, protocol_error, 0x82, "", "5.0/MQTT-3.6.2-1", "PUBREL has no such Reason Code."},
    {Rule::pubcomp_code, protocol_error, 0x82, "", "5.0/MQTT-3.7.2-1", "PUBCOMP has no such Reason Code."},
    {Rule::suback_code, protocol_error, 0x82, "3.1.1/MQTT-3.9.3-2", "5.0/MQTT-3.9.3-2",
     "SUBACK has no such code."},
    {Rule::unsuback_code, protocol_error, 0x82, "", "5.0/MQTT-3.11.3-2", "UNSUBACK has no such Reason Code."},
    {Rule::disconnect_code, protocol_error, 0x82, "", "5.0/MQTT-3.14.2-1",
     "DISCONNECT has no such Reason Code from this side."},
    {Rule::auth_code, protocol_error, 0x82, "", "5.0/MQTT-3.15.2-1",
     "AUTH has no such Reason Code from this side."},
    {Rule::publish_received_code_from_client, protocol_error, 0x82, "", "5.0/U-085",
     "Only a Server sends the Reason Code No matching subscribers."},
};

/// Id and reason code of a broken rule about a property, by place and property. `where` as in
/// property_violation.
struct PropertyRule {
  std::string_view requirement;
  Rule rule;
  std::uint8_t where;
  std::uint8_t property;
  std::uint8_t reason_code = 0x82;
};

constexpr std::uint8_t at(PacketType type) {
  return static_cast<std::uint8_t>(type);
}
using enum PacketType;

constexpr PropertyRule property_table_of_rules[] = {
    {"5.0/U-010", Rule::property_repeated, at(connect), 0x11},
    {"5.0/U-011", Rule::property_repeated, at(connect), 0x21},
    {"5.0/U-012", Rule::property_repeated, at(connect), 0x27},
    {"5.0/U-013", Rule::property_repeated, at(connect), 0x22},
    {"5.0/U-014", Rule::property_repeated, at(connect), 0x19},
    {"5.0/U-015", Rule::property_repeated, at(connect), 0x17},
    {"5.0/U-016", Rule::property_repeated, at(connect), 0x15},
    {"5.0/U-017", Rule::property_repeated, at(connect), 0x16},
    {"5.0/U-023", Rule::property_repeated, will_properties, 0x18},
    {"5.0/U-024", Rule::property_repeated, will_properties, 0x01},
    {"5.0/U-025", Rule::property_repeated, will_properties, 0x02},
    {"5.0/U-026", Rule::property_repeated, will_properties, 0x03},
    {"5.0/U-027", Rule::property_repeated, will_properties, 0x08},
    {"5.0/U-028", Rule::property_repeated, will_properties, 0x09},
    {"5.0/U-036", Rule::property_repeated, at(connack), 0x11},
    {"5.0/U-037", Rule::property_repeated, at(connack), 0x21},
    {"5.0/U-038", Rule::property_repeated, at(connack), 0x24},
    {"5.0/U-039", Rule::property_repeated, at(connack), 0x25},
    {"5.0/U-040", Rule::property_repeated, at(connack), 0x27},
    {"5.0/U-041", Rule::property_repeated, at(connack), 0x12},
    {"5.0/U-042", Rule::property_repeated, at(connack), 0x22},
    {"5.0/U-043", Rule::property_repeated, at(connack), 0x1F},
    {"5.0/U-044", Rule::property_repeated, at(connack), 0x28},
    {"5.0/U-045", Rule::property_repeated, at(connack), 0x29},
    {"5.0/U-046", Rule::property_repeated, at(connack), 0x2A},
    {"5.0/U-047", Rule::property_repeated, at(connack), 0x13},
    {"5.0/U-048", Rule::property_repeated, at(connack), 0x1A},
    {"5.0/U-049", Rule::property_repeated, at(connack), 0x1C},
    {"5.0/U-050", Rule::property_repeated, at(connack), 0x15},
    {"5.0/U-051", Rule::property_repeated, at(connack), 0x16},
    {"5.0/U-066", Rule::property_repeated, at(publish), 0x23},
    {"5.0/U-067", Rule::property_repeated, at(publish), 0x08},
    {"5.0/U-068", Rule::property_repeated, at(publish), 0x09},
    {"5.0/U-069", Rule::property_repeated, at(publish), 0x03},
    {"5.0/U-070", Rule::property_repeated, at(publish), 0x01},
    {"5.0/U-070", Rule::property_repeated, at(publish), 0x02},
    {"5.0/U-079", Rule::property_repeated, at(puback), 0x1F},
    {"5.0/U-080", Rule::property_repeated, at(pubrec), 0x1F},
    {"5.0/U-081", Rule::property_repeated, at(pubrel), 0x1F},
    {"5.0/U-082", Rule::property_repeated, at(pubcomp), 0x1F},
    {"5.0/U-083", Rule::property_repeated, at(suback), 0x1F},
    {"5.0/U-083", Rule::property_repeated, at(unsuback), 0x1F},
    {"5.0/U-088", Rule::property_repeated, at(subscribe), 0x0B},
    {"5.0/U-096", Rule::property_repeated, at(disconnect), 0x11},
    {"5.0/U-098", Rule::property_repeated, at(disconnect), 0x1F},
    {"5.0/U-098", Rule::property_repeated, at(disconnect), 0x1C},
    {"5.0/U-102", Rule::property_repeated, at(auth), 0x15},
    {"5.0/U-102", Rule::property_repeated, at(auth), 0x16},
    {"5.0/U-102", Rule::property_repeated, at(auth), 0x1F},
    {"5.0/U-018", Rule::property_value, at(connect), 0x21},
    {"5.0/U-019", Rule::property_value, at(connect), 0x27},
    {"5.0/U-020", Rule::property_value, at(connect), 0x19},
    {"5.0/U-021", Rule::property_value, at(connect), 0x17},
    {"5.0/3.1.3.2.3", Rule::property_value, will_properties, 0x01},
    {"5.0/U-052", Rule::property_value, at(connack), 0x21},
    {"5.0/U-053", Rule::property_value, at(connack), 0x24},
    {"5.0/U-054", Rule::property_value, at(connack), 0x25},
    {"5.0/U-054", Rule::property_value, at(connack), 0x27},
    {"5.0/U-054", Rule::property_value, at(connack), 0x28},
    {"5.0/U-054", Rule::property_value, at(connack), 0x29},
    {"5.0/U-054", Rule::property_value, at(connack), 0x2A},
    {"5.0/3.3.2.3.2", Rule::property_value, at(publish), 0x01},
    {"5.0/MQTT-3.3.2-8", Rule::property_value, at(publish), 0x23, 0x94},
    {"5.0/U-071", Rule::property_value, at(publish), 0x0B},
    {"5.0/U-087", Rule::property_value, at(subscribe), 0x0B},
    {"5.0/MQTT-3.3.4-6", Rule::property_from_wrong_side, at(publish), 0x0B},
    {"5.0/MQTT-3.14.2-2", Rule::property_from_wrong_side, at(disconnect), 0x11},
    {"5.0/3.14.2.2.5", Rule::property_from_wrong_side, at(disconnect), 0x1C},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i) {
    if (static_cast<std::size_t>(table[i].rule) != i) return false;
  }
  return std::size(table) == rule_count;
}
static_assert(in_order(), "the rows stand in the order of the enumerators");

}  // namespace

std::span<const RuleDescription> rules() {
  return table;
}

bool may_be_charged_to_servers(std::string_view requirement) {
  constexpr std::uint8_t of_clients[] = {will_properties, at(connect), at(subscribe), at(unsubscribe)};
  return std::ranges::any_of(table,
                             [&](const RuleDescription& row) {
                               return row.in_3_1_1 == requirement || row.in_5_0 == requirement;
                             }) ||
         std::ranges::any_of(property_table_of_rules, [&](const PropertyRule& row) {
           return row.requirement == requirement &&
                  std::ranges::find(of_clients, row.where) == std::end(of_clients);
         });
}

Violation violation_of(Rule rule, Version version, std::uint32_t offset, std::string_view field) {
  const RuleDescription& row = table[static_cast<std::size_t>(rule)];
  const std::string_view requirement = version == Version::v5_0 ? row.in_5_0 : row.in_3_1_1;
  // 3.8.3.1 calls QoS 3 a Protocol Error, 3.1.1/MQTT-3.8.3-4 malformed.
  const bool old_qos_3 = rule == Rule::subscription_qos_3 && version == Version::v3_1_1;
  return {old_qos_3 ? malformed : row.kind,
          requirement,
          old_qos_3 ? std::uint8_t{0x81} : row.reason_code,
          offset,
          field,
          row.explanation};
}

Violation property_violation(Rule rule, std::uint8_t where, std::uint8_t property, std::uint32_t offset) {
  const PropertyDescription* type = find_property(std::uint32_t{property});
  const bool in_will = where == will_properties;
  const Field unknown = in_will ? Field::will_property_length : Field::property_length;
  const Field named = type == nullptr ? unknown : in_will ? type->will_field : type->field;
  Violation result = violation_of(rule, Version::v5_0, offset, name_of(named));
  const auto* const found = std::ranges::find_if(property_table_of_rules, [&](const PropertyRule& row) {
    return row.rule == rule && row.where == where && row.property == property;
  });
  if (found != std::end(property_table_of_rules)) {
    result.requirement = found->requirement;
    result.reason_code = found->reason_code;
  }
  return result;
}

}  // namespace codec
