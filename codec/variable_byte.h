// A Variable Byte Integer (1.5.5; the Remaining Length of 3.1.1, 2.2.3) with the size of its encoding, so
// that an over-long or wrong one survives decoding and can be written on purpose.
#pragma once

#include <cstdint>

namespace codec {

/// In packets built by hand, `size` 0 means: written in as few bytes as possible, with the true value.
struct VariableByte {
  std::uint32_t value;
  std::uint8_t size;  ///< bytes of its encoding, 1 to 4; 5 is as far as a lie goes; 0: computed when written

  friend bool operator==(const VariableByte&, const VariableByte&) = default;
};

/// Bytes of the shortest encoding: 1 to 4, and 5 for what no Variable Byte Integer may hold.
constexpr std::uint8_t shortest_size(std::uint32_t value) {
  return static_cast<std::uint8_t>(1 + (value > 0x7F) + (value > 0x3FFF) + (value > 0x1F'FFFF) +
                                   (value > 0xFFF'FFFF));
}

/// The lie: this value, in its shortest encoding.
constexpr VariableByte exactly(std::uint32_t value) {
  return {value, shortest_size(value)};
}

}  // namespace codec
