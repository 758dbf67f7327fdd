// What the decoder asks about a property, computed at compile time from field_rows.h and laid out by
// identifier.
#pragma once

#include <array>
#include <cstdint>

#include "codec/field_rows.h"
#include "codec/rules.h"

namespace codec {

struct PropertyDecodeRow {
  std::uint32_t lowest{};
  std::uint32_t highest{};
  FieldKind kind = FieldKind::rest;  ///< `rest`: no such property
  bool is_number{};
  Field field{};
  Field will_field{};
  std::uint16_t allowed[2]{};  ///< by direction; bit n: in packets of type n (bit 0: Will properties)
  std::uint16_t repeatable{};  ///< likewise
};

/// One row an identifier; rows of unknown identifiers allow nothing.
inline constexpr std::size_t property_decode_rows = 0x2B;

constexpr std::array<PropertyDecodeRow, property_decode_rows> make_property_decode_table() {
  std::array<PropertyDecodeRow, property_decode_rows> table{};
  for (const PropertyDescription& property : property_table) {
    PropertyDecodeRow& row = table[property.id];
    row.kind = property.kind;
    row.field = property.field;
    row.will_field = property.will_field;
    const bool number = property.kind != FieldKind::utf8 && property.kind != FieldKind::binary &&
                        property.kind != FieldKind::pair;
    row.is_number = number;
    row.lowest = property.lowest;
    row.highest = property.highest;
  }
  for (std::size_t type = 1; type < 16; ++type) {
    for (const FieldDescription& field : field_rows::by_type[type]) {
      if (field.property == 0) continue;
      PropertyDecodeRow& row = table[field.property];
      const bool will =
          type == static_cast<std::size_t>(PacketType::connect) && is_will_property(field.field);
      const auto bit = static_cast<std::uint16_t>(1U << (will ? will_properties : type));
      if (field.from_client) row.allowed[0] = static_cast<std::uint16_t>(row.allowed[0] | bit);
      if (field.from_server) row.allowed[1] = static_cast<std::uint16_t>(row.allowed[1] | bit);
      if (field.repeatable) row.repeatable = static_cast<std::uint16_t>(row.repeatable | bit);
    }
  }
  return table;
}
inline constexpr std::array<PropertyDecodeRow, property_decode_rows> property_decode_table =
    make_property_decode_table();

}  // namespace codec
