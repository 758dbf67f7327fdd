// Look-ups in the rows of field_rows.h and in the codes of reason_codes.h.
#include "codec/field_table.h"

#include "codec/field_rows.h"
#include "codec/reason_codes.h"

namespace codec {

std::span<const FieldDescription> fields_of(PacketType type) {
  return field_rows::by_type[static_cast<std::size_t>(type) & 15];
}

const FieldDescription* find_field(PacketType type, Field field, Version version) {
  for (const FieldDescription& row : fields_of(type)) {
    if (row.field == field && (version == Version::v5_0 ? row.in_5_0 : row.in_3_1_1)) return &row;
  }
  return nullptr;
}

std::span<const std::uint8_t> codes_of(PacketType type, Version version) {
  return (version == Version::v5_0 ? reason_codes::lists_5_0 : reason_codes::lists_3_1_1)
      .of(static_cast<std::size_t>(type));
}

std::string_view name_of_code(PacketType type, Version version, std::uint8_t code) {
  for (const ReasonCode& row : reason_codes::table) {
    if (row.code == code && row.version == version &&
        ((row.packets >> static_cast<unsigned>(type)) & 1) != 0) {
      return row.name;
    }
  }
  return {};
}

}  // namespace codec
