// The part of compose that knows where each field of each packet goes. Its callers have checked that every
// field fits.
#pragma once

#include <cstdint>
#include <span>

#include "codec/compose.h"

namespace codec {

struct ComposedBody {
  std::uint8_t flags{};       ///< low nibble of byte 1
  Number remaining_length{};  ///< of `bytes`, unless a field remaining_length says otherwise
  Bytes bytes;                ///< all behind the fixed header
};

/// Writes variable header and payload. Of the overrides it obeys connect_flags, reserved and property_length.
ComposedBody compose_body(PacketType type, Version version, std::span<const FieldValue> fields,
                          const Overrides& overrides);

}  // namespace codec
