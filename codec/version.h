// The words every room shares: protocol version, direction, packet type.
// They stand apart from the packets so that tables and reports need not pull in the codec proper.
#pragma once

#include <cstdint>
#include <string_view>

namespace codec {

/// Protocol versions this program judges. The value is the Protocol Version byte of CONNECT (3.1.2.2).
enum class Version : std::uint8_t { v3_1_1 = 4, v5_0 = 5 };

/// Who sent a packet; several rules depend on it (Subscription Identifier in PUBLISH, reason codes, packet
/// types).
enum class Direction : std::uint8_t { client_to_server, server_to_client };

/// Control Packet types, numbered as in the fixed header (2.1.2); 0 is reserved in both versions, 15
/// in 3.1.1.
enum class PacketType : std::uint8_t {
  reserved = 0,
  connect = 1,
  connack = 2,
  publish = 3,
  puback = 4,
  pubrec = 5,
  pubrel = 6,
  pubcomp = 7,
  subscribe = 8,
  suback = 9,
  unsubscribe = 10,
  unsuback = 11,
  pingreq = 12,
  pingresp = 13,
  disconnect = 14,
  auth = 15,
};

/// "3.1.1" or "5.0".
std::string_view name_of(Version version);
/// "CONNECT" … "AUTH", "RESERVED" for 0.
std::string_view name_of(PacketType type);
/// The inverse of name_of; nothing when no packet bears that name ("RESERVED" is none).
bool packet_type_named(std::string_view name, PacketType& type);

}  // namespace codec
