// How many bytes the parts of a packet take; the first half of encoding, since lengths stand in front of what
// they count. Internal to this room.
#pragma once

#include <cstdint>

#include "codec/encode.h"
#include "codec/property_decode_table.h"

namespace codec {

/// Sums up sizes and remembers the first part that cannot be written.
class Sizer {
 public:
  std::uint64_t bytes = 0;
  bool string_too_long = false;
  bool length_too_wide = false;

  void add(std::uint64_t size) { bytes += size; }
  void string(std::string_view text) {
    bytes += 2 + text.size();
    string_too_long |= text.size() > longest_string;
  }
  /// A length, written as it says or computed from `counted`.
  void length(VariableByte length, std::uint64_t counted) {
    const std::uint32_t value = length.size == 0 ? static_cast<std::uint32_t>(counted) : length.value;
    const std::uint8_t least = shortest_size(value);
    bytes += length.size == 0 ? least : length.size;
    length_too_wide |=
        length.size == 0 ? counted > largest_variable_byte : least > length.size || length.size > 5;
  }
  void property(const Property& property) {
    bytes += 1;
    if (property.id >= property_decode_rows) {
      bytes += property.text.size();  // unknown: its bytes as they are
      return;
    }
    switch (property_decode_table[property.id].kind) {
      case FieldKind::byte: bytes += 1; break;
      case FieldKind::two_byte: bytes += 2; break;
      case FieldKind::four_byte: bytes += 4; break;
      case FieldKind::variable_byte: length({property.number, property.number_size}, property.number); break;
      case FieldKind::pair:
        string(property.text);
        string(property.second);
        break;
      case FieldKind::utf8:
      case FieldKind::binary: string(property.text); break;
      default: bytes += property.text.size(); break;  // a gap in the table: unknown likewise
    }
  }
  /// The block, and the length in front of it. Returns the bytes of the block alone.
  std::uint32_t properties(const Properties& properties) {
    const std::uint64_t before = bytes;
    for (const Property& each : properties.list) property(each);
    const std::uint64_t block = bytes - before;
    length(properties.length, block);
    return static_cast<std::uint32_t>(block);
  }
};

}  // namespace codec
