// Every field of a packet with its place in the bytes, as far as the bytes can be read at all: illegal values
// are walked over, packets may break off anywhere. dissect, the printer and the annotated dump are made of
// this.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "codec/field.h"
#include "codec/version.h"

namespace codec {

struct WalkedField {
  Field field{};
  Value value;
  std::uint32_t offset{};  ///< of its first byte (property: of its identifier); fields that share a byte
                           ///< share the offset
  std::uint32_t size{};    ///< bytes it takes; 0 for a code that is left out and stands for 0
  bool broken{};           ///< the bytes end, or stop making sense, inside it; `value` is empty then
};

struct FieldWalk {
  PacketType type{};
  Version version{};                ///< that of the packet: a CONNECT decides its own
  std::vector<WalkedField> fields;  ///< in the order of the wire; only the last can be broken
  std::uint32_t end{};  ///< where the packet ends by its Remaining Length, or the bytes end before it
  std::uint32_t
      understood{};   ///< bytes from 0 that belong to fields (byte 1 and the Remaining Length included)
  bool breaks_off{};  ///< there are fewer bytes than the Remaining Length announces
};

/// Walks the first packet in `bytes`. Allocates; for reports and tests of names, not for the hot path.
FieldWalk walk_fields(std::string_view bytes, Version version, Direction from);

/// The version that a CONNECT names in its Protocol Version byte, if it is one we know; `otherwise` if not,
/// and for anything but a CONNECT. `body` begins behind the Remaining Length.
Version version_of_connect(std::string_view body, Version otherwise);

}  // namespace codec
