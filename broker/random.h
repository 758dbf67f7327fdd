// The broker's randomness: nonces, salts, and the names that it gives to clients without one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <string>

namespace broker {

/// SplitMix64: small, and the same on every machine, which the standard library's distributions are not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E37'79B9'7F4A'7C15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58'476D'1CE4'E5B9;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D0'49BB'1331'11EB;
    return mixed ^ (mixed >> 31U);
  }

  /// So many lower-case hex digits.
  std::string hex(std::size_t digits) {
    std::string text;
    while (text.size() < digits) text += fmt::format("{:016x}", next());
    text.resize(digits);
    return text;
  }

 private:
  std::uint64_t state_;
};

}  // namespace broker
