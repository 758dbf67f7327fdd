// Appends wire data types (1.5) to a string, for those who build packets from names. The encoder proper
// writes into a caller's buffer and does not come here.
#pragma once

#include <cstdint>
#include <string_view>

#include "codec/field.h"

namespace codec {

inline void put_byte(Bytes& out, std::uint64_t value) {
  out.push_back(static_cast<char>(value & 0xFF));
}

inline void put_two_byte(Bytes& out, std::uint64_t value) {
  put_byte(out, value >> 8);
  put_byte(out, value);
}

inline void put_four_byte(Bytes& out, std::uint64_t value) {
  put_two_byte(out, value >> 16);
  put_two_byte(out, value);
}

/// Bytes that the Variable Byte Integer takes at least: 1 to 4 for what 1.5.5 allows, 5 up to 32 bits.
inline std::uint8_t variable_byte_size(std::uint64_t value) {
  std::uint8_t size = 1;
  while ((value >>= 7) != 0) ++size;
  return size;
}

/// Writes at least `size` bytes, over-long if that is more than the value takes (against 5.0/MQTT-1.5.5-1, on
/// purpose).
inline void put_variable_byte(Bytes& out, std::uint64_t value, std::uint8_t size = 1) {
  for (; value > 0x7F || size > 1; value >>= 7, size = static_cast<std::uint8_t>(size > 1 ? size - 1 : 1)) {
    put_byte(out, (value & 0x7F) | 0x80);
  }
  put_byte(out, value);
}

/// UTF-8 strings and binary data: two bytes of length in front. At most 65,535 bytes; the caller has checked.
inline void put_string(Bytes& out, std::string_view text) {
  put_two_byte(out, text.size());
  out.append(text);
}

}  // namespace codec
