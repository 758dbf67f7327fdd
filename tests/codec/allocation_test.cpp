// Decode and encode allocate nothing: operator new counts its calls here, for the whole test binary.
#include <array>
#include <atomic>
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>
#include <vector>

#include "codec/decode.h"
#include "codec/encode.h"
#include "codec/random/random_packet.h"
#include "tests/codec/support/bad_packets.h"

namespace {

std::atomic<std::size_t> allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace codec {
namespace {

TEST(Allocation, is_counted_by_this_test) {
  const std::size_t before = allocations;
  const std::vector<int> one(1);
  EXPECT_EQ(allocations, before + one.size());
}

TEST(Allocation, does_not_happen_in_decode_and_encode) {
  Random random(9);
  std::array<std::uint8_t, 8192> buffer{};
  std::size_t encoded = 0;
  for (int i = 0; i < 3'000; ++i) {
    const RandomPacket packet = random_packet(random);
    const std::size_t before = allocations;
    const Decoded decoded = decode(as_bytes(packet.bytes), packet.version, packet.from);
    const auto written = encode(decoded.packet(), buffer);
    const std::size_t after = allocations;
    ASSERT_EQ(after, before);
    encoded += written.value();
  }
  EXPECT_GT(encoded, 0U);
}

TEST(Allocation, does_not_happen_for_bad_packets_either) {
  for (const test::BadPacket& bad : test::bad_packets()) {
    const std::size_t before = allocations;
    const Decoded decoded = decode(as_bytes(bad.bytes), bad.version, bad.from);
    const std::size_t after = allocations;
    EXPECT_EQ(after, before);
    EXPECT_TRUE(decoded.is_violation());
  }
}

}  // namespace
}  // namespace codec
