// What libFuzzer and AFL++ call: the mutator of a target whose inputs have the layout
// CONFORMANCE_FUZZ_LAYOUT. One change in four is left to libFuzzer, whose dictionary and comparisons know
// what no table tells.
#include <algorithm>
#include <cstdlib>

#include "fuzz/mutator/mutator.h"

extern "C" {
// Not there in a program that only replays.
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most) __attribute__((weak));

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed);
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                      const std::uint8_t* other, std::size_t other_size, std::uint8_t* out,
                                      std::size_t most, unsigned seed);
}

namespace {

constexpr auto layout = fuzz::Layout::CONFORMANCE_FUZZ_LAYOUT;

/// For measuring what the mutator is worth.
bool is_switched_off() {
  static const bool off = std::getenv("CONFORMANCE_PLAIN_MUTATOR") != nullptr;
  return off;
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  if (LLVMFuzzerMutate != nullptr && (seed % 4 == 0 || is_switched_off()))
    return LLVMFuzzerMutate(data, size, most);
  return fuzz::mutate_into(layout, data, size, most, seed, data);
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                      const std::uint8_t* other, std::size_t other_size, std::uint8_t* out,
                                      std::size_t most, unsigned seed) {
  if (is_switched_off()) {
    const std::size_t size = std::min(one_size / 2 + other_size - other_size / 2, most);
    const std::size_t front = std::min(one_size / 2, size);
    std::copy_n(one, front, out);
    std::copy_n(other + (other_size - (size - front)), size - front, out + front);
    return size;
  }
  return fuzz::cross_over_into(layout, one, one_size, other, other_size, most, seed, out);
}
