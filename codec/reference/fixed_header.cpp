// Byte 1: type, direction and flags, in that order. Then the Remaining Length, which is judged as far as it
// has come.
#include "codec/reference/fixed_header.h"

#include "codec/reference/cursor.h"

namespace codec::reference {
namespace {

enum class Flow { client_to_server, server_to_client, both, forbidden };

// Table 2-1 of 5.0 and table 2.1 of 3.1.1, row for row; they differ in DISCONNECT and AUTH.
// NOLINTBEGIN(bugprone-branch-clone): a table, not a decision
Flow flow_of(PacketType type, Version version) {
  switch (type) {
    case PacketType::reserved: return Flow::forbidden;
    case PacketType::connect: return Flow::client_to_server;
    case PacketType::connack: return Flow::server_to_client;
    case PacketType::publish: return Flow::both;
    case PacketType::puback: return Flow::both;
    case PacketType::pubrec: return Flow::both;
    case PacketType::pubrel: return Flow::both;
    case PacketType::pubcomp: return Flow::both;
    case PacketType::subscribe: return Flow::client_to_server;
    case PacketType::suback: return Flow::server_to_client;
    case PacketType::unsubscribe: return Flow::client_to_server;
    case PacketType::unsuback: return Flow::server_to_client;
    case PacketType::pingreq: return Flow::client_to_server;
    case PacketType::pingresp: return Flow::server_to_client;
    case PacketType::disconnect: return version == Version::v5_0 ? Flow::both : Flow::client_to_server;
    case PacketType::auth: return version == Version::v5_0 ? Flow::both : Flow::forbidden;
  }
  return Flow::forbidden;
}
// NOLINTEND(bugprone-branch-clone)

void check_type(PacketType type, Version version, Direction from) {
  const bool is_5_0 = version == Version::v5_0;
  const Flow flow = flow_of(type, version);
  if (flow == Flow::forbidden) {
    malformed(is_5_0 ? "5.0/U-002" : "3.1.1/U-119", 0, "type", "This packet type is reserved and forbidden.");
  }
  if (flow == Flow::server_to_client && from == Direction::client_to_server) {
    protocol_error(is_5_0 ? "5.0/U-007" : "3.1.1/U-119", 0, "type", "Only a server sends this packet.");
  }
  if (flow == Flow::client_to_server && from == Direction::server_to_client) {
    protocol_error(is_5_0 ? "5.0/2.1.2" : "3.1.1/2.2.1", 0, "type", "Only a client sends this packet.");
  }
}

// 3.3.1 of both standards.
void check_publish_flags(std::uint8_t flags, Version version) {
  const bool dup = (flags & 0b1000) != 0;
  const int qos = (flags & 0b0110) / 2;
  const bool is_5_0 = version == Version::v5_0;
  if (qos == 3) {
    malformed(is_5_0 ? "5.0/MQTT-3.3.1-4" : "3.1.1/MQTT-3.3.1-4", 0, "qos", "There is no QoS 3.");
  }
  if (dup && qos == 0) {
    protocol_error(is_5_0 ? "5.0/MQTT-3.3.1-2" : "3.1.1/MQTT-3.3.1-2", 0, "dup",
                   "DUP is 0 in every QoS 0 message.");
  }
}

// Table 2-2 of 5.0, table 2.2 of 3.1.1. Some packets have a statement of their own beside the general one.
void check_reserved_flags(PacketType type, std::uint8_t flags, Version version) {
  std::uint8_t expected = 0b0000;
  Rule rule{"3.1.1/MQTT-2.2.2-1", "5.0/MQTT-2.1.3-1"};
  switch (type) {
    case PacketType::pubrel:
      expected = 0b0010;
      rule = {"3.1.1/MQTT-3.6.1-1", "5.0/MQTT-3.6.1-1"};
      break;
    case PacketType::subscribe:
      expected = 0b0010;
      rule = {"3.1.1/MQTT-3.8.1-1", "5.0/MQTT-3.8.1-1"};
      break;
    case PacketType::unsubscribe:
      expected = 0b0010;
      rule = {"3.1.1/MQTT-3.10.1-1", "5.0/MQTT-3.10.1-1"};
      break;
    case PacketType::disconnect: rule = {"3.1.1/MQTT-3.14.1-1", "5.0/MQTT-3.14.1-1"}; break;
    case PacketType::auth: rule = {"", "5.0/MQTT-3.15.1-1"}; break;
    default: break;
  }
  if (flags != expected) {
    malformed(version == Version::v5_0 ? rule.in_5_0 : rule.in_3_1_1, 0, "flags",
              "The reserved flags of the fixed header do not have their fixed values.");
  }
}

// 5.0 sections 2.1.4 and 1.5.5, 3.1.1 section 2.2.3.
void read_remaining_length(std::span<const std::uint8_t> bytes, Version version, FixedHeader& header) {
  const bool is_5_0 = version == Version::v5_0;
  std::size_t value = 0;
  std::size_t multiplier = 1;
  for (std::size_t count = 1; count < bytes.size(); ++count) {
    const std::uint8_t encoded = bytes[count];
    value += (encoded % 128U) * multiplier;
    multiplier *= 128;
    if (encoded >= 128) {
      if (count == 4) {
        malformed(is_5_0 ? "5.0/U-002" : "3.1.1/U-118", 4, "remaining_length",
                  "The Remaining Length has at most four bytes.");
      }
      continue;
    }
    header.is_shortest = count == 1 || encoded != 0;
    header.size = 1 + count;
    header.remaining_length = value;
    return;
  }
}

}  // namespace

void require_shortest_length(const FixedHeader& header, Version version) {
  // 5.0/MQTT-1.5.5-1. 3.1.1 has no such rule.
  if (version == Version::v5_0 && !header.is_shortest) {
    malformed("5.0/MQTT-1.5.5-1", 1, "remaining_length",
              "The Remaining Length is written in more bytes than it needs.");
  }
}

FixedHeader read_fixed_header(std::span<const std::uint8_t> bytes, Version version, Direction from,
                              const Options& options) {
  FixedHeader header;
  header.type = static_cast<PacketType>(bytes[0] / 16);
  const auto flags = static_cast<std::uint8_t>(bytes[0] % 16);
  check_type(header.type, version, from);
  if (header.type == PacketType::publish) {
    check_publish_flags(flags, version);
  } else {
    check_reserved_flags(header.type, flags, version);
  }
  read_remaining_length(bytes, version, header);
  // A CONNECT names its own version, so this cannot be said of it yet.
  if (header.type != PacketType::connect) require_shortest_length(header, version);
  if (header.size != 0 && header.size + header.remaining_length > options.maximum_packet_size) {
    // 5.0: a limit that the receiver announced, in CONNACK when a client sends, in CONNECT when a server
    // does.
    std::string_view requirement = "3.1.1/2.2.3";
    if (version == Version::v5_0) {
      requirement = from == Direction::client_to_server ? "5.0/MQTT-3.2.2-15" : "5.0/MQTT-3.1.2-24";
    }
    throw Broken{{ViolationKind::too_large, requirement, 0x95, 1, "remaining_length",
                  "The packet is larger than its receiver takes."}};
  }
  return header;
}

}  // namespace codec::reference
