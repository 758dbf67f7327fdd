// The bounded reader behind every decoder in this room. It has no way to say "beyond the end": each read asks
// first, and after one failure every read fails, so a forgotten check cannot turn into an overrun.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "codec/variable_byte.h"

namespace codec {

enum class VariableByteRead : std::uint8_t {
  done,
  cut_off,   ///< the bytes end in the middle
  too_long,  ///< the fourth byte has its continuation bit set: no integer, however many bytes follow
};

class Reader {
 public:
  Reader(const std::uint8_t* begin, const std::uint8_t* end) : at_(begin), end_(end) {}

  /// Bytes not yet read; 0 after a failure.
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  bool failed() const { return at_ == nullptr; }
  /// Where the next read begins; null after a failure. For computing offsets; reading is what the functions
  /// below are for.
  const std::uint8_t* position() const { return at_; }

  bool byte(std::uint8_t& value) {
    if (left() < 1) return fail();
    value = *at_++;
    return true;
  }

  bool two_byte(std::uint16_t& value) {
    if (left() < 2) return fail();
    value = static_cast<std::uint16_t>(at_[0] << 8 | at_[1]);
    at_ += 2;
    return true;
  }

  bool four_byte(std::uint32_t& value) {
    if (left() < 4) return fail();
    value = static_cast<std::uint32_t>(at_[0]) << 24 | static_cast<std::uint32_t>(at_[1]) << 16 |
            static_cast<std::uint32_t>(at_[2]) << 8 | at_[3];
    at_ += 4;
    return true;
  }

  VariableByteRead variable_byte(VariableByte& value) {
    if (left() >= 1 && *at_ < 0x80) [[likely]] {
      value = {*at_++, 1};
      return VariableByteRead::done;
    }
    return long_variable_byte(value);
  }

  /// The next `size` bytes.
  bool take(std::size_t size, std::string_view& bytes) {
    if (left() < size || failed()) return fail();
    bytes = {reinterpret_cast<const char*>(at_), size};
    at_ += size;
    return true;
  }

  /// A string or binary data: two bytes of length and what they announce (1.5.4, 1.5.6).
  bool string(std::string_view& bytes) {
    std::uint16_t size = 0;
    return two_byte(size) && take(size, bytes);
  }

  /// All that is left; empty after a failure.
  std::string_view rest() {
    const std::string_view bytes{reinterpret_cast<const char*>(at_), left()};
    at_ = end_;
    return bytes;
  }

 private:
  bool fail() {
    at_ = nullptr;
    end_ = nullptr;
    return false;
  }

  VariableByteRead long_variable_byte(VariableByte& value) {
    std::uint32_t sum = 0;
    for (std::uint8_t size = 1; size <= 4; ++size) {
      if (left() < 1) {
        fail();
        return VariableByteRead::cut_off;
      }
      const std::uint8_t next = *at_++;
      sum |= static_cast<std::uint32_t>(next & 0x7F) << (7 * (size - 1));
      if (next < 0x80) {
        value = {sum, size};
        return VariableByteRead::done;
      }
    }
    fail();
    return VariableByteRead::too_long;
  }

  const std::uint8_t* at_;  ///< two pointers and no flag for failure, so that a reader travels in registers
  const std::uint8_t* end_;
};

}  // namespace codec
