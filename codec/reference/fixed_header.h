// The fixed header (2.1 of 5.0, 2.2 of 3.1.1): the only part of a packet that is judged before all of it is
// there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "codec/reference/decode.h"

namespace codec::reference {

struct FixedHeader {
  PacketType type{};
  std::size_t size{};              ///< bytes of the header itself, 2 to 5; 0 while it is not complete
  std::size_t remaining_length{};  ///< meaningless while size is 0
  bool is_shortest = true;         ///< whether the length is written in as few bytes as it needs
};

/// 5.0/MQTT-1.5.5-1; throws Broken.
void require_shortest_length(const FixedHeader& header, Version version);

/// Reads as much of the header as is there; throws Broken. `bytes` is not empty.
FixedHeader read_fixed_header(std::span<const std::uint8_t> bytes, Version version, Direction from,
                              const Options& options);

}  // namespace codec::reference
