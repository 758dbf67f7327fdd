// A property as it stands on the wire (2.2.2), for those who build packets from names.
#pragma once

#include <variant>

#include "codec/byte_writer.h"
#include "codec/property_table.h"

namespace codec {

/// `value` is of the row's kind, or this throws; it is written as it is, legal or not.
inline void put_property(Bytes& out, const PropertyDescription& row, const Value& value) {
  put_byte(out, row.id);
  switch (row.kind) {
    case FieldKind::byte: put_byte(out, std::get<Number>(value)); break;
    case FieldKind::two_byte: put_two_byte(out, std::get<Number>(value)); break;
    case FieldKind::four_byte: put_four_byte(out, std::get<Number>(value)); break;
    case FieldKind::variable_byte: put_variable_byte(out, std::get<Number>(value)); break;
    case FieldKind::pair:
      put_string(out, std::get<StringPair>(value).first);
      put_string(out, std::get<StringPair>(value).second);
      break;
    default: put_string(out, std::get<Bytes>(value)); break;
  }
}

}  // namespace codec
