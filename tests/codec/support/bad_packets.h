// A collection of bad inputs, one for each of the ways in which the decoder can fail, for tests that cut,
// feed and dump them.
#pragma once

#include <string>
#include <vector>

#include "codec/field.h"
#include "codec/version.h"

namespace codec::test {

struct BadPacket {
  Version version{};
  Direction from{};
  Bytes bytes;
};

/// Bytes of hex digits; blanks are ignored.
Bytes from_hex(std::string_view hex);

std::vector<BadPacket> bad_packets();

}  // namespace codec::test
