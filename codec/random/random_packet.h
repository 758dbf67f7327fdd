// Random legal packets, drawn from the field table: whatever the table calls legal has to pass every test of
// the codec.
#pragma once

#include <vector>

#include "codec/compose.h"
#include "codec/random/random.h"

namespace codec {

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

}  // namespace codec
