// What a fuzz target says when something does not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace fuzz {

/// Ends the process, which is how a fuzzing engine learns of a finding. `what` is a sentence about what was
/// promised.
inline void hold(bool holds, std::string_view what) {
  if (holds) [[likely]]
    return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

/// Whether a dear oracle is asked about this input: one in `n`, decided by the bytes alone, so that the same
/// input always takes the same way. n is a power of two.
inline bool sampled(std::span<const std::uint8_t> input, std::uint32_t n) {
  std::uint32_t hash = 2'166'136'261U;  // FNV-1a
  for (const std::uint8_t byte : input.first(input.size() < 64 ? input.size() : 64))
    hash = (hash ^ byte) * 16'777'619U;
  hash ^= static_cast<std::uint32_t>(input.size());
  return ((hash ^ hash >> 15) & (n - 1)) == 0;
}

}  // namespace fuzz
