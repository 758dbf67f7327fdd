// What is wrong with the first byte of a packet, for each version and direction: computed at compile time, so
// that the decoder's check of type, direction and flags is one look-up.
#pragma once

#include <array>
#include <cstdint>

#include "codec/field_rows.h"
#include "codec/rules.h"

namespace codec {

constexpr Rule flags_rule(PacketType type) {
  switch (type) {
    case PacketType::pubrel: return Rule::pubrel_flags;
    case PacketType::subscribe: return Rule::subscribe_flags;
    case PacketType::unsubscribe: return Rule::unsubscribe_flags;
    case PacketType::disconnect: return Rule::disconnect_flags;
    case PacketType::auth: return Rule::auth_flags;
    default: return Rule::reserved_flags;
  }
}

/// In this order: reserved type, wrong direction, flags. Rule::none when the byte is legal.
constexpr Rule first_byte_rule(std::uint8_t byte, Version version, Direction from) {
  const auto type = static_cast<PacketType>(byte >> 4);
  if (type == PacketType::reserved) return Rule::reserved_type;
  if (type == PacketType::auth && version == Version::v3_1_1) return Rule::reserved_type;
  if (type == PacketType::publish) {
    const int qos = byte >> 1 & 3;
    if (qos == 3) return Rule::qos_3;                                      // MQTT-3.3.1-4
    return qos == 0 && (byte & 8) != 0 ? Rule::dup_at_qos_0 : Rule::none;  // MQTT-3.3.1-2
  }
  for (const FieldDescription& row : field_rows::by_type[byte >> 4]) {
    if (row.field != Field::flags || !(version == Version::v5_0 ? row.in_5_0 : row.in_3_1_1)) continue;
    const bool from_client = from == Direction::client_to_server;
    if (!(from_client ? row.from_client : row.from_server)) {
      return from_client ? Rule::wrong_direction : Rule::wrong_direction_from_server;
    }
    return (byte & 15) == row.lowest ? Rule::none : flags_rule(type);
  }
  return Rule::reserved_type;
}

using FirstByteRules = std::array<Rule, 256>;
constexpr FirstByteRules first_byte_rules_of(Version version, Direction from) {
  FirstByteRules rules{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    rules[byte] = first_byte_rule(static_cast<std::uint8_t>(byte), version, from);
  }
  return rules;
}

/// Indexed by "is 5.0", then by direction.
inline constexpr FirstByteRules first_byte_rules[2][2] = {
    {first_byte_rules_of(Version::v3_1_1, Direction::client_to_server),
     first_byte_rules_of(Version::v3_1_1, Direction::server_to_client)},
    {first_byte_rules_of(Version::v5_0, Direction::client_to_server),
     first_byte_rules_of(Version::v5_0, Direction::server_to_client)}};

}  // namespace codec
