// A decoded packet: small structs of views into the caller's buffer, one for each kind of packet, both
// versions. Every field that is in the bytes is here, illegal values included, so that encode can write back
// exactly what decode read, and lie where decode would not let it pass. Start here to learn the codec;
// decode.h and encode.h come next.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "codec/properties.h"
#include "codec/sequence.h"
#include "codec/variable_byte.h"
#include "codec/version.h"

namespace codec {

/// How much of the back of a 5.0 packet is in the bytes; the rest is left out and means code 0 and no
/// properties (5.0/U-084, 5.0/U-099, 5.0/3.15.2.1). In 3.1.1 always `nothing`.
enum class Tail : std::uint8_t { nothing, code, properties };

/// Will Message of a CONNECT; its properties are a packet of their own (5.0, 3.1.3.2).
struct Will {
  Properties properties{};
  std::string_view topic{};
  std::string_view payload{};
};

/// The flags that say which optional fields follow are `flags`; encode writes a field when it is there,
/// whatever they say.
struct Connect {
  std::string_view protocol_name{};
  std::uint8_t protocol_version{};
  std::uint8_t flags{};  ///< the whole byte (3.1.2.3)
  std::uint16_t keep_alive{};
  Properties properties{};
  std::string_view client_id{};
  std::optional<Will> will{};
  std::optional<std::string_view> user_name{};
  std::optional<std::string_view> password{};
};

struct Connack {
  std::uint8_t flags{};  ///< bit 0 Session Present, the others reserved
  std::uint8_t code{};
  Properties properties{};
};

struct Publish {
  std::string_view topic{};
  std::optional<std::uint16_t> id{};  ///< there with QoS 1 and 2; encode writes it whenever it is set
  Properties properties{};
  std::string_view payload{};
};

/// PUBACK, PUBREC, PUBREL, PUBCOMP.
struct Acknowledgement {
  std::uint16_t id{};
  Tail tail{};
  std::uint8_t code{};
  Properties properties{};
};

struct Subscribe {
  std::uint16_t id{};
  Properties properties{};
  Sequence<Subscription> subscriptions{};
};

struct Unsubscribe {
  std::uint16_t id{};
  Properties properties{};
  Sequence<Filter> filters{};
};

/// SUBACK and UNSUBACK (which has no codes in 3.1.1).
struct SubscriptionAcknowledgement {
  std::uint16_t id{};
  Properties properties{};
  std::string_view codes{};  ///< one byte each
};

/// DISCONNECT and AUTH.
struct Notice {
  Tail tail{};
  std::uint8_t code{};
  Properties properties{};
};

/// PINGREQ and PINGRESP.
struct Ping {};

struct Packet {
  std::uint8_t
      first_byte{};  ///< type and flags; which struct is in `body` follows the type in what decode returns
  Version version{};
  VariableByte remaining_length{};
  std::variant<Ping, Connect, Connack, Publish, Acknowledgement, Subscribe, SubscriptionAcknowledgement,
               Unsubscribe, Notice>
      body{};

  PacketType type() const { return static_cast<PacketType>(first_byte >> 4); }
  std::uint8_t flags() const { return first_byte & 15; }
  // PUBLISH alone:
  bool dup() const { return (first_byte & 8) != 0; }
  std::uint8_t qos() const { return (first_byte >> 1) & 3; }
  bool retain() const { return (first_byte & 1) != 0; }
};

/// The first byte of a packet with the flags that its type prescribes (PUBLISH: 0).
constexpr std::uint8_t first_byte_of(PacketType type) {
  const bool two =
      type == PacketType::pubrel || type == PacketType::subscribe || type == PacketType::unsubscribe;
  return static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4 | (two ? 2U : 0U));
}

}  // namespace codec
