// All reason and return codes (5.0 table 2-6 with the "Sent by" columns of tables 3-4, 3-5, 3-10 and
// 3-11; 3.1.1 tables 3.1 and 3.9): one row a code and meaning. The sets that decode tests and codes_of lists
// are computed from it.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "codec/version.h"

namespace codec {

struct ReasonCode {
  Version version{};
  std::uint8_t code{};
  std::string_view name;
  std::uint32_t packets{};     ///< bit n: packets of type n may carry it
  std::uint32_t not_client{};  ///< bit n: a client may not send it in packets of type n
  std::uint32_t not_server{};
};

namespace reason_codes {

constexpr std::uint32_t in(std::initializer_list<PacketType> types) {
  std::uint32_t bits = 0;
  for (const PacketType type : types) bits |= 1U << static_cast<unsigned>(type);
  return bits;
}

using enum PacketType;
inline constexpr std::uint32_t server_disconnect = in({disconnect});
inline constexpr Version v3 = Version::v3_1_1;
inline constexpr Version v5 = Version::v5_0;

inline constexpr std::array<ReasonCode, 55> table = {{
    {v3, 0x00, "Connection Accepted", in({connack}), 0, 0},
    {v3, 0x01, "Connection Refused, unacceptable protocol version", in({connack}), 0, 0},
    {v3, 0x02, "Connection Refused, identifier rejected", in({connack}), 0, 0},
    {v3, 0x03, "Connection Refused, Server unavailable", in({connack}), 0, 0},
    {v3, 0x04, "Connection Refused, bad user name or password", in({connack}), 0, 0},
    {v3, 0x05, "Connection Refused, not authorized", in({connack}), 0, 0},
    {v3, 0x00, "Success - Maximum QoS 0", in({suback}), 0, 0},
    {v3, 0x01, "Success - Maximum QoS 1", in({suback}), 0, 0},
    {v3, 0x02, "Success - Maximum QoS 2", in({suback}), 0, 0},
    {v3, 0x80, "Failure", in({suback}), 0, 0},
    {v5, 0x00, "Success", in({connack, puback, pubrec, pubrel, pubcomp, unsuback, auth}), in({auth}), 0},
    {v5, 0x00, "Normal disconnection", in({disconnect}), 0, 0},
    {v5, 0x00, "Granted QoS 0", in({suback}), 0, 0},
    {v5, 0x01, "Granted QoS 1", in({suback}), 0, 0},
    {v5, 0x02, "Granted QoS 2", in({suback}), 0, 0},
    {v5, 0x04, "Disconnect with Will Message", in({disconnect}), 0, in({disconnect})},
    {v5, 0x10, "No matching subscribers", in({puback, pubrec}), in({puback, pubrec}), 0},  // 5.0/U-085
    {v5, 0x11, "No subscription existed", in({unsuback}), 0, 0},
    {v5, 0x18, "Continue authentication", in({auth}), 0, 0},
    {v5, 0x19, "Re-authenticate", in({auth}), 0, in({auth})},
    {v5, 0x80, "Unspecified error", in({connack, puback, pubrec, suback, unsuback, disconnect}), 0, 0},
    {v5, 0x81, "Malformed Packet", in({connack, disconnect}), 0, 0},
    {v5, 0x82, "Protocol Error", in({connack, disconnect}), 0, 0},
    {v5, 0x83, "Implementation specific error", in({connack, puback, pubrec, suback, unsuback, disconnect}),
     0, 0},
    {v5, 0x84, "Unsupported Protocol Version", in({connack}), 0, 0},
    {v5, 0x85, "Client Identifier not valid", in({connack}), 0, 0},
    {v5, 0x86, "Bad User Name or Password", in({connack}), 0, 0},
    {v5, 0x87, "Not authorized", in({connack, puback, pubrec, suback, unsuback, disconnect}),
     server_disconnect, 0},
    {v5, 0x88, "Server unavailable", in({connack}), 0, 0},
    {v5, 0x89, "Server busy", in({connack, disconnect}), server_disconnect, 0},
    {v5, 0x8A, "Banned", in({connack}), 0, 0},
    {v5, 0x8B, "Server shutting down", in({disconnect}), server_disconnect, 0},
    // Table 2-6 gives it to DISCONNECT, table 3-10 does not: nobody is accused over it.
    {v5, 0x8C, "Bad authentication method", in({connack, disconnect}), 0, 0},
    {v5, 0x8D, "Keep Alive timeout", in({disconnect}), server_disconnect, 0},
    {v5, 0x8E, "Session taken over", in({disconnect}), server_disconnect, 0},
    {v5, 0x8F, "Topic Filter invalid", in({suback, unsuback, disconnect}), server_disconnect, 0},
    {v5, 0x90, "Topic Name invalid", in({connack, puback, pubrec, disconnect}), 0, 0},
    {v5, 0x91, "Packet Identifier in use", in({puback, pubrec, suback, unsuback}), 0, 0},
    {v5, 0x92, "Packet Identifier not found", in({pubrel, pubcomp}), 0, 0},
    {v5, 0x93, "Receive Maximum exceeded", in({disconnect}), 0, 0},
    {v5, 0x94, "Topic Alias invalid", in({disconnect}), 0, 0},
    {v5, 0x95, "Packet too large", in({connack, disconnect}), 0, 0},
    {v5, 0x96, "Message rate too high", in({disconnect}), 0, 0},
    {v5, 0x97, "Quota exceeded", in({connack, puback, pubrec, suback, disconnect}), 0, 0},
    {v5, 0x98, "Administrative action", in({disconnect}), 0, 0},
    {v5, 0x99, "Payload format invalid", in({connack, puback, pubrec, disconnect}), 0, 0},
    {v5, 0x9A, "Retain not supported", in({connack, disconnect}), server_disconnect, 0},
    {v5, 0x9B, "QoS not supported", in({connack, disconnect}), server_disconnect, 0},
    {v5, 0x9C, "Use another server", in({connack, disconnect}), server_disconnect, 0},
    {v5, 0x9D, "Server moved", in({connack, disconnect}), server_disconnect, 0},
    {v5, 0x9E, "Shared Subscriptions not supported", in({suback, disconnect}), server_disconnect, 0},
    {v5, 0x9F, "Connection rate exceeded", in({connack, disconnect}), server_disconnect, 0},
    {v5, 0xA0, "Maximum connect time", in({disconnect}), server_disconnect, 0},
    {v5, 0xA1, "Subscription Identifiers not supported", in({suback, disconnect}), server_disconnect, 0},
    {v5, 0xA2, "Wildcard Subscriptions not supported", in({suback, disconnect}), server_disconnect, 0},
}};

/// The codes of each packet type, rising.
struct Lists {
  std::array<std::array<std::uint8_t, 32>, 16> codes{};
  std::array<std::uint8_t, 16> count{};

  constexpr std::span<const std::uint8_t> of(std::size_t type) const {
    return std::span(codes[type & 15]).first(count[type & 15]);
  }
};

constexpr Lists lists(Version version) {
  Lists result;
  for (const ReasonCode& row : table) {  // rising within a version but for the several meanings of 0
    for (std::size_t type = 0; type < 16; ++type) {
      if (row.version != version || ((row.packets >> type) & 1) == 0) continue;
      result.codes[type][result.count[type]] = row.code;
      ++result.count[type];
    }
  }
  return result;
}
inline constexpr Lists lists_3_1_1 = lists(Version::v3_1_1);
inline constexpr Lists lists_5_0 = lists(Version::v5_0);

/// For each code: bit n is set when this side may send it in packets of type n.
using Legal = std::array<std::uint16_t, 256>;
constexpr Legal legal(Version version, Direction from) {
  Legal result{};
  for (const ReasonCode& row : table) {
    if (row.version != version) continue;
    const std::uint32_t not_sent = from == Direction::client_to_server ? row.not_client : row.not_server;
    result[row.code] = static_cast<std::uint16_t>(result[row.code] | (row.packets & ~not_sent));
  }
  return result;
}
/// Indexed by direction.
inline constexpr std::array<Legal, 2> legal_5_0 = {legal(Version::v5_0, Direction::client_to_server),
                                                   legal(Version::v5_0, Direction::server_to_client)};
inline constexpr Legal legal_3_1_1 = legal(Version::v3_1_1, Direction::server_to_client);

}  // namespace reason_codes
}  // namespace codec
