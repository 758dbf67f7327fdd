// One array for each section that lists properties, rows in the order of that section.
#include "codec/reference/property_tables.h"

namespace codec::reference {
namespace {

enum : std::uint32_t {
  payload_format_indicator = 1,
  message_expiry_interval = 2,
  content_type = 3,
  response_topic = 8,
  correlation_data = 9,
  subscription_identifier = 11,
  session_expiry_interval = 17,
  assigned_client_identifier = 18,
  server_keep_alive = 19,
  authentication_method = 21,
  authentication_data = 22,
  request_problem_information = 23,
  will_delay_interval = 24,
  request_response_information = 25,
  response_information = 26,
  server_reference = 28,
  reason_string = 31,
  receive_maximum = 33,
  topic_alias_maximum = 34,
  topic_alias = 35,
  maximum_qos = 36,
  retain_available = 37,
  user_property = 38,
  maximum_packet_size = 39,
  wildcard_subscription_available = 40,
  subscription_identifier_available = 41,
  shared_subscription_available = 42,
};

// Table 2-4
constexpr PropertyDefinition definitions[] = {
    {payload_format_indicator, "payload_format_indicator", PropertyType::byte},
    {message_expiry_interval, "message_expiry_interval", PropertyType::four_byte_integer},
    {content_type, "content_type", PropertyType::utf8_string},
    {response_topic, "response_topic", PropertyType::utf8_string},
    {correlation_data, "correlation_data", PropertyType::binary_data},
    {subscription_identifier, "subscription_identifier", PropertyType::variable_byte_integer},
    {session_expiry_interval, "session_expiry_interval", PropertyType::four_byte_integer},
    {assigned_client_identifier, "assigned_client_identifier", PropertyType::utf8_string},
    {server_keep_alive, "server_keep_alive", PropertyType::two_byte_integer},
    {authentication_method, "authentication_method", PropertyType::utf8_string},
    {authentication_data, "authentication_data", PropertyType::binary_data},
    {request_problem_information, "request_problem_information", PropertyType::byte},
    {will_delay_interval, "will_delay_interval", PropertyType::four_byte_integer},
    {request_response_information, "request_response_information", PropertyType::byte},
    {response_information, "response_information", PropertyType::utf8_string},
    {server_reference, "server_reference", PropertyType::utf8_string},
    {reason_string, "reason_string", PropertyType::utf8_string},
    {receive_maximum, "receive_maximum", PropertyType::two_byte_integer},
    {topic_alias_maximum, "topic_alias_maximum", PropertyType::two_byte_integer},
    {topic_alias, "topic_alias", PropertyType::two_byte_integer},
    {maximum_qos, "maximum_qos", PropertyType::byte},
    {retain_available, "retain_available", PropertyType::byte},
    {user_property, "user_property", PropertyType::utf8_string_pair},
    {maximum_packet_size, "maximum_packet_size", PropertyType::four_byte_integer},
    {wildcard_subscription_available, "wildcard_subscription_available", PropertyType::byte},
    {subscription_identifier_available, "subscription_identifier_available", PropertyType::byte},
    {shared_subscription_available, "shared_subscription_available", PropertyType::byte},
};

constexpr std::uint32_t any = 0xFFFF'FFFF;

// 3.1.2.11
constexpr AllowedProperty in_connect[] = {
    {session_expiry_interval, "5.0/U-010"},
    {receive_maximum, "5.0/U-011", 1, any, "5.0/U-018"},
    {maximum_packet_size, "5.0/U-012", 1, any, "5.0/U-019"},
    {topic_alias_maximum, "5.0/U-013"},
    {request_response_information, "5.0/U-014", 0, 1, "5.0/U-020"},
    {request_problem_information, "5.0/U-015", 0, 1, "5.0/U-021"},
    {user_property, ""},
    {authentication_method, "5.0/U-016"},
    {authentication_data, "5.0/U-017"},
};

// 3.1.3.2. That a Payload Format Indicator is 0 or 1 has no number in either place (3.1.3.2.3, 3.3.2.3.2).
constexpr AllowedProperty in_will[] = {
    {.identifier = will_delay_interval, .repeated = "5.0/U-023"},
    {.identifier = payload_format_indicator,
     .repeated = "5.0/U-024",
     .highest = 1,
     .out_of_range = "5.0/3.1.3.2.3",
     .field = "will_payload_format_indicator"},
    {.identifier = message_expiry_interval, .repeated = "5.0/U-025", .field = "will_message_expiry_interval"},
    {.identifier = content_type, .repeated = "5.0/U-026", .field = "will_content_type"},
    // It is "used as the Topic Name for a response message".
    {.identifier = response_topic,
     .repeated = "5.0/U-027",
     .no_wildcards = "5.0/MQTT-3.3.2-14",
     .field = "will_response_topic"},
    {.identifier = correlation_data, .repeated = "5.0/U-028", .field = "will_correlation_data"},
    {.identifier = user_property, .repeated = "", .field = "will_user_property"},
};

// 3.2.2.3
constexpr AllowedProperty in_connack[] = {
    {session_expiry_interval, "5.0/U-036"},
    {receive_maximum, "5.0/U-037", 1, any, "5.0/U-052"},
    {maximum_qos, "5.0/U-038", 0, 1, "5.0/U-053"},
    {retain_available, "5.0/U-039", 0, 1, "5.0/U-054"},
    {maximum_packet_size, "5.0/U-040", 1, any, "5.0/U-054"},
    {assigned_client_identifier, "5.0/U-041"},
    {topic_alias_maximum, "5.0/U-042"},
    {reason_string, "5.0/U-043"},
    {user_property, ""},
    {wildcard_subscription_available, "5.0/U-044", 0, 1, "5.0/U-054"},
    {subscription_identifier_available, "5.0/U-045", 0, 1, "5.0/U-054"},
    {shared_subscription_available, "5.0/U-046", 0, 1, "5.0/U-054"},
    {server_keep_alive, "5.0/U-047"},
    {response_information, "5.0/U-048"},
    {server_reference, "5.0/U-049"},
    {authentication_method, "5.0/U-050"},
    {authentication_data, "5.0/U-051"},
};

// 3.3.2.3
constexpr AllowedProperty in_publish[] = {
    {payload_format_indicator, "5.0/U-070", 0, 1, "5.0/3.3.2.3.2"},
    {message_expiry_interval, "5.0/U-070"},
    {topic_alias, "5.0/U-066", 1, any, "5.0/MQTT-3.3.2-8", 0x94},  // 0x94: 3.3.4
    {.identifier = response_topic, .repeated = "5.0/U-067", .no_wildcards = "5.0/MQTT-3.3.2-14"},
    {correlation_data, "5.0/U-068"},
    {user_property, ""},
    {.identifier = subscription_identifier,
     .repeated = "",
     .lowest = 1,
     .out_of_range = "5.0/U-071",
     .only_from = Direction::server_to_client,
     .wrong_sender = "5.0/MQTT-3.3.4-6"},
    {content_type, "5.0/U-069"},
};

constexpr AllowedProperty in_puback[] = {{reason_string, "5.0/U-079"}, {user_property, ""}};   // 3.4.2.2
constexpr AllowedProperty in_pubrec[] = {{reason_string, "5.0/U-080"}, {user_property, ""}};   // 3.5.2.2
constexpr AllowedProperty in_pubrel[] = {{reason_string, "5.0/U-081"}, {user_property, ""}};   // 3.6.2.2
constexpr AllowedProperty in_pubcomp[] = {{reason_string, "5.0/U-082"}, {user_property, ""}};  // 3.7.2.2

// 3.8.2.1
constexpr AllowedProperty in_subscribe[] = {
    {subscription_identifier, "5.0/U-088", 1, any, "5.0/U-087"},
    {user_property, ""},
};

constexpr AllowedProperty in_suback[] = {{reason_string, "5.0/U-083"}, {user_property, ""}};    // 3.9.2.1
constexpr AllowedProperty in_unsubscribe[] = {{user_property, ""}};                             // 3.10.2.1
constexpr AllowedProperty in_unsuback[] = {{reason_string, "5.0/U-083"}, {user_property, ""}};  // 3.11.2.1

// 3.14.2.2. Of the Server Reference it says "The Server sends DISCONNECT including a Server Reference".
constexpr AllowedProperty in_disconnect[] = {
    {.identifier = session_expiry_interval,
     .repeated = "5.0/U-096",
     .only_from = Direction::client_to_server,
     .wrong_sender = "5.0/MQTT-3.14.2-2"},
    {reason_string, "5.0/U-098"},
    {user_property, ""},
    {.identifier = server_reference,
     .repeated = "5.0/U-098",
     .only_from = Direction::server_to_client,
     .wrong_sender = "5.0/3.14.2.2.5"},
};

// 3.15.2.2
constexpr AllowedProperty in_auth[] = {
    {authentication_method, "5.0/U-102"},
    {authentication_data, "5.0/U-102"},
    {reason_string, "5.0/U-102"},
    {user_property, ""},
};

}  // namespace

const PropertyDefinition* find_property(std::uint32_t identifier) {
  for (const PropertyDefinition& definition : definitions) {
    if (definition.identifier == identifier) return &definition;
  }
  return nullptr;
}

std::span<const AllowedProperty> will_properties() {
  return in_will;
}

std::span<const AllowedProperty> properties_of(PacketType type) {
  switch (type) {
    case PacketType::connect: return in_connect;
    case PacketType::connack: return in_connack;
    case PacketType::publish: return in_publish;
    case PacketType::puback: return in_puback;
    case PacketType::pubrec: return in_pubrec;
    case PacketType::pubrel: return in_pubrel;
    case PacketType::pubcomp: return in_pubcomp;
    case PacketType::subscribe: return in_subscribe;
    case PacketType::suback: return in_suback;
    case PacketType::unsubscribe: return in_unsubscribe;
    case PacketType::unsuback: return in_unsuback;
    case PacketType::disconnect: return in_disconnect;
    case PacketType::auth: return in_auth;
    case PacketType::reserved:
    case PacketType::pingreq:
    case PacketType::pingresp: break;
  }
  return {};
}

}  // namespace codec::reference
