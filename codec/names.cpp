// The words of the codec as text: versions, packet types, violation kinds, fields. Tables in the order of the
// enumerators, so that a name is written once and both directions derive from it.
#include <algorithm>
#include <array>

#include "codec/field.h"
#include "codec/version.h"
#include "codec/violation.h"

namespace codec {
namespace {

constexpr std::array<std::string_view, 16> packet_type_names = {
    "RESERVED",  "CONNECT", "CONNACK",     "PUBLISH",  "PUBACK",  "PUBREC",   "PUBREL",     "PUBCOMP",
    "SUBSCRIBE", "SUBACK",  "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "AUTH"};

constexpr std::array<std::string_view, 3> kind_names = {"malformed", "protocol_error", "too_large"};

constexpr std::array<std::string_view, field_count> field_names = {
    "flags",
    "remaining_length",
    "protocol_name",
    "protocol_version",
    "connect_flags",
    "reserved",
    "clean_session",
    "clean_start",
    "will_flag",
    "will_qos",
    "will_retain",
    "user_name_flag",
    "password_flag",
    "keep_alive",
    "client_id",
    "will_topic",
    "will_payload",
    "user_name",
    "password",
    "session_present",
    "code",
    "dup",
    "qos",
    "retain",
    "topic",
    "id",
    "payload",
    "filter",
    "max_qos",
    "no_local",
    "retain_as_published",
    "retain_handling",
    "codes",
    "property_length",
    "payload_format_indicator",
    "message_expiry_interval",
    "content_type",
    "response_topic",
    "correlation_data",
    "subscription_identifier",
    "session_expiry_interval",
    "assigned_client_identifier",
    "server_keep_alive",
    "authentication_method",
    "authentication_data",
    "request_problem_information",
    "will_delay_interval",
    "request_response_information",
    "response_information",
    "server_reference",
    "reason_string",
    "receive_maximum",
    "topic_alias_maximum",
    "topic_alias",
    "maximum_qos",
    "retain_available",
    "user_property",
    "maximum_packet_size",
    "wildcard_subscription_available",
    "subscription_identifier_available",
    "shared_subscription_available",
    "will_property_length",
    "will_payload_format_indicator",
    "will_message_expiry_interval",
    "will_content_type",
    "will_response_topic",
    "will_correlation_data",
    "will_user_property",
};
static_assert(std::ranges::none_of(field_names, [](std::string_view name) { return name.empty(); }));

}  // namespace

std::string_view name_of(Version version) {
  return version == Version::v3_1_1 ? "3.1.1" : "5.0";
}

std::string_view name_of(PacketType type) {
  return packet_type_names[static_cast<std::size_t>(type) & 15];
}

std::string_view name_of(ViolationKind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Field field) {
  return field_names[static_cast<std::size_t>(field)];
}

bool packet_type_named(std::string_view name, PacketType& type) {
  const auto found = std::find(packet_type_names.begin() + 1, packet_type_names.end(), name);
  if (found == packet_type_names.end()) return false;
  type = static_cast<PacketType>(found - packet_type_names.begin());
  return true;
}

bool field_named(std::string_view name, Field& field) {
  const auto found = std::ranges::find(field_names, name);
  if (found == field_names.end()) return false;
  field = static_cast<Field>(found - field_names.begin());
  return true;
}

}  // namespace codec
