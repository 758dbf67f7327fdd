// From packets to bytes: faithful, not protective. What the struct says is written, right or wrong; a length
// whose size is 0 is computed. Whether the result is legal is the question of validate.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "codec/packet.h"

namespace codec {

enum class EncodeError : std::uint8_t {
  string_too_long,   ///< more than 65,535 bytes, which its two bytes of length cannot say
  packet_too_long,   ///< more than 268,435,455 bytes behind the fixed header
  length_too_wide,   ///< a length that does not fit in the bytes that were asked for
  buffer_too_small,  ///< the caller's buffer is shorter than encoded_size
};

/// "string_too_long", …
std::string_view name_of(EncodeError error);

/// Bytes that encode will write.
std::expected<std::size_t, EncodeError> encoded_size(const Packet& packet);

/// Writes the packet to the front of `buffer` and returns the bytes written. Allocates nothing.
/// decode, then encode, gives the same bytes for every packet that decodes.
std::expected<std::size_t, EncodeError> encode(const Packet& packet, std::span<std::uint8_t> buffer);

}  // namespace codec
