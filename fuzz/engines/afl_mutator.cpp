// The mutator as a library that AFL++ loads (AFL_CUSTOM_MUTATOR_LIBRARY). CONFORMANCE_LAYOUT names how the
// inputs of the target hold packets (fuzz/mutator/mutator.h); `packets`, which is also that of the kit for
// other people's parsers, is the default. AFL++ goes on with its own changes besides, so none is left to it
// here.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "codec/random/random.h"
#include "fuzz/mutator/mutator.h"

namespace {

/// What AFL++ keeps between the calls: the seed that it gave, and the last result, which has to outlive the
/// call.
struct State {
  codec::Random random;
  fuzz::Layout layout;
  std::string made;
};

fuzz::Layout layout_from_environment() {
  const char* name = std::getenv("CONFORMANCE_LAYOUT");
  const std::string layout = name == nullptr ? "packets" : name;
  if (layout == "stream") return fuzz::Layout::stream;
  if (layout == "records") return fuzz::Layout::records;
  if (layout == "records_of_a_server") return fuzz::Layout::records_of_a_server;
  return fuzz::Layout::packets;
}

}  // namespace

extern "C" {
#pragma GCC visibility push(default)
void* afl_custom_init(void* afl, unsigned seed);
std::size_t afl_custom_fuzz(void* state, std::uint8_t* data, std::size_t size, std::uint8_t** out,
                            std::uint8_t* other, std::size_t other_size, std::size_t most);
void afl_custom_deinit(void* state);
#pragma GCC visibility pop
}

void* afl_custom_init(void*, unsigned seed) {
  return std::make_unique<State>(codec::Random(seed), layout_from_environment(), std::string()).release();
}

std::size_t afl_custom_fuzz(void* data_of_ours, std::uint8_t* data, std::size_t size, std::uint8_t** out,
                            std::uint8_t* other, std::size_t other_size, std::size_t most) {
  auto& [random, layout, made] = *static_cast<State*>(data_of_ours);
  const std::uint64_t seed = random.next();
  made = other != nullptr && other_size > 0 && random.one_in(8)
             ? fuzz::cross_over(layout, {data, size}, {other, other_size}, most, seed)
             : fuzz::mutate(layout, {data, size}, most, seed);
  *out = reinterpret_cast<std::uint8_t*>(made.data());
  return made.size();
}

void afl_custom_deinit(void* state) {
  const std::unique_ptr<State> gone(static_cast<State*>(state));
}
