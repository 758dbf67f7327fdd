// empty: does nothing with its input, so that the speed of the others can be told as a ratio (fuzz/speed).
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* /*data*/, std::size_t /*size*/) {
  return 0;
}
