// Random legal packets, drawn from the field table: whatever the table calls legal has to pass every test of
// the codec.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "codec/compose.h"

namespace codec::test {

/// splitmix64: the same numbers on every machine, unlike the distributions of the standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0 to bound - 1.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  bool coin() { return below(2) == 0; }

 private:
  std::uint64_t state_;
};

struct RandomPacket {
  PacketType type{};
  Version version{};
  Direction from{};
  std::vector<FieldValue> fields;
  Bytes bytes;
};

/// A legal packet of any type, version and direction.
RandomPacket random_packet(Random& random);

/// A legal packet of one type; `from` must be a side that sends it in that version.
RandomPacket random_packet(Random& random, PacketType type, Version version, Direction from);

/// Whether that side sends such packets at all.
bool is_sent(PacketType type, Version version, Direction from);

}  // namespace codec::test
