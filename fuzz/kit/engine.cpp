// What libFuzzer and AFL++ call. An object of its own in the library: only an engine asks for it. One change
// in four is left to libFuzzer, whose dictionary and comparisons know what no table tells.
#include "fuzz/kit/mqtt_fuzz.h"

extern "C" {
size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most) __attribute__((weak));

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t* one, size_t one_size, const uint8_t* other, size_t other_size,
                                 uint8_t* out, size_t most, unsigned seed);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return mqtt_fuzz_one_input(mqtt_fuzz_parse, data, size);
}

size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  if (LLVMFuzzerMutate != nullptr && seed % 4 == 0) return LLVMFuzzerMutate(data, size, most);
  return mqtt_fuzz_mutate(data, size, most, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t* one, size_t one_size, const uint8_t* other, size_t other_size,
                                 uint8_t* out, size_t most, unsigned seed) {
  return mqtt_fuzz_cross_over(one, one_size, other, other_size, out, most, seed);
}
