// Random numbers that are the same on every machine: everything drawn from them is reproduced by its seed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace codec {

/// splitmix64; the distributions of the standard library differ from one implementation to the next.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E37'79B9'7F4A'7C15U;
    z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31);
  }
  /// 0 to bound - 1; bound is at least 1.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  bool coin() { return below(2) == 0; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace codec
