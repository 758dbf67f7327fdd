// Seeded damage to packets: bytes flipped, put in, taken out, spliced, lengths changed. Everything derives
// from one number, so a failure is reproduced by that number alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "tests/codec/vectors/vector.h"

namespace codec::vectors {

/// SplitMix64: small, and the same everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  /// 0 … n - 1; 0 when n is 0.
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(next() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// Bytes that mean something somewhere: limits, wildcards, property identifiers, codes, parts of UTF-8.
inline std::uint8_t telling_byte(Random& random) {
  static constexpr std::array<std::uint8_t, 72> bytes = {
      0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x08, 0x09, 0x0B, 0x10, 0x11, 0x12, 0x13, 0x15,
      0x16, 0x17, 0x18, 0x19, 0x1A, 0x1C, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27,
      0x28, 0x29, 0x2A, 0x2B, 0x2F, 0x30, 0x3F, 0x40, 0x41, 0x7E, 0x7F, 0x80, 0x81, 0x82, 0x83,
      0x84, 0x87, 0x8F, 0x90, 0x91, 0x92, 0x97, 0x99, 0x9F, 0xA0, 0xA2, 0xBF, 0xC0, 0xC2, 0xD0,
      0xDF, 0xE0, 0xE2, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xF8, 0xFE, 0xFF, 0x24};
  return bytes[random.below(bytes.size())];
}

/// Writes the Remaining Length that the bytes have, where there is one byte or two for it.
inline void repair_remaining_length(Bytes& bytes) {
  if (bytes.size() < 2) return;
  std::size_t header = 2;
  while (header < 5 && header < bytes.size() && bytes[header - 1] >= 0x80) ++header;
  std::size_t left = bytes.size() - header;
  Bytes length;
  do {
    length.push_back(static_cast<std::uint8_t>(left % 128 + (left > 127 ? 128 : 0)));
    left /= 128;
  } while (left > 0);
  bytes.erase(bytes.begin() + 1, bytes.begin() + static_cast<std::ptrdiff_t>(header));
  bytes.insert(bytes.begin() + 1, length.begin(), length.end());
}

inline void damage(Bytes& bytes, const std::vector<Vector>& seeds, Random& random) {
  const auto place = [&](std::size_t n) { return bytes.begin() + static_cast<std::ptrdiff_t>(n); };
  const std::size_t at = random.below(bytes.size());
  switch (random.below(9)) {
    case 0:  // turn a bit
      if (!bytes.empty()) bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1U << random.below(8)));
      break;
    case 1:  // another byte
      if (!bytes.empty()) bytes[at] = telling_byte(random);
      break;
    case 2:  // a little more or less: lengths
      if (!bytes.empty()) bytes[at] = static_cast<std::uint8_t>(bytes[at] + random.below(5) - 2U);
      break;
    case 3: {  // put bytes in, and let an earlier byte, which may be a length, count them
      const std::size_t count = 1 + random.below(4);
      for (std::size_t i = 0; i < count; ++i) bytes.insert(place(at), telling_byte(random));
      if (at > 0) {
        const std::size_t length = random.below(at);
        bytes[length] = static_cast<std::uint8_t>(bytes[length] + count);
      }
      break;
    }
    case 4: {  // take bytes out, and let an earlier byte know
      const std::size_t count = std::min(1 + random.below(4), bytes.size() - at);
      bytes.erase(place(at), place(at + count));
      if (at > 0) {
        const std::size_t length = random.below(at);
        bytes[length] = static_cast<std::uint8_t>(bytes[length] - count);
      }
      break;
    }
    case 5: {  // the same bytes once more
      const std::size_t count = std::min(1 + random.below(8), bytes.size() - at);
      const Bytes again(place(at), place(at + count));
      bytes.insert(place(at), again.begin(), again.end());
      if (at > 0) {
        const std::size_t length = random.below(at);
        bytes[length] = static_cast<std::uint8_t>(bytes[length] + count);
      }
      break;
    }
    case 6: {  // the front of this one and the back of another
      const Bytes& other = seeds[random.below(seeds.size())].bytes;
      const std::size_t from = random.below(other.size());
      bytes.resize(at);
      bytes.insert(bytes.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
      break;
    }
    case 7:  // cut
      bytes.resize(at);
      break;
    case 8:  // a byte behind it
      bytes.push_back(telling_byte(random));
      break;
    default: break;
  }
}

/// The packet that `number` stands for: a seed, half the time a sound one, with one damage or more, and
/// mostly with a Remaining Length that fits.
inline Vector mutate(const std::vector<Vector>& seeds, std::uint64_t number) {
  Random random(number);
  const bool sound = random.one_in(2);
  std::size_t seed = random.below(seeds.size());
  while (sound && seeds[seed].expected.verdict != "accept") seed = random.below(seeds.size());
  Vector v = seeds[seed];
  do {
    damage(v.bytes, seeds, random);
  } while (random.one_in(2) && v.bytes.size() < 1000);
  if (!random.one_in(4)) repair_remaining_length(v.bytes);
  if (random.one_in(16)) v.version = random.one_in(2) ? Version::v5_0 : Version::v3_1_1;
  if (random.one_in(32))
    v.from = random.one_in(2) ? Direction::client_to_server : Direction::server_to_client;
  if (random.one_in(32)) v.maximum_packet_size = static_cast<std::uint32_t>(random.below(80));
  if (random.one_in(8)) v.refuse_disallowed = !v.refuse_disallowed;
  return v;
}

}  // namespace codec::vectors
