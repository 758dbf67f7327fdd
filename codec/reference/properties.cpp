// 2.2.2 of 5.0: Property Length, then identifier and value until that length is used up.
#include "codec/reference/properties.h"

#include <string>

#include "codec/reference/text.h"

namespace codec::reference {
namespace {

const AllowedProperty* find(std::span<const AllowedProperty> allowed, std::uint32_t identifier) {
  for (const AllowedProperty& row : allowed) {
    if (row.identifier == identifier) return &row;
  }
  return nullptr;
}

void check_range(const AllowedProperty& row, std::uint32_t value, std::size_t offset,
                 std::string_view field) {
  if (value < row.lowest || value > row.highest) {
    protocol_error(row.out_of_range, offset, field, "The property has a value that it must not have.",
                   row.out_of_range_reason);
  }
}

void read_value(Cursor& cursor, const AllowedProperty& row, PropertyType type, std::string_view field,
                std::size_t identifier_at) {
  const std::size_t start = cursor.offset();
  switch (type) {
    case PropertyType::byte: check_range(row, cursor.byte(field, identifier_at), start, field); break;
    case PropertyType::two_byte_integer:
      check_range(row, cursor.two_byte_integer(field, identifier_at), start, field);
      break;
    case PropertyType::four_byte_integer:
      check_range(row, cursor.four_byte_integer(field, identifier_at), start, field);
      break;
    case PropertyType::variable_byte_integer:
      check_range(row, cursor.variable_byte_integer(field, identifier_at), start, field);
      break;
    case PropertyType::binary_data: cursor.binary_data(field, identifier_at); break;
    case PropertyType::utf8_string_pair:  // 1.5.7: a name, then a value
      cursor.utf8_string(field, identifier_at);
      cursor.utf8_string(field, identifier_at);
      break;
    case PropertyType::utf8_string: {
      const std::string text = cursor.utf8_string(field, identifier_at);
      // 5.0/MQTT-3.3.2-15: the Server sends a Response Topic as it got it; the fault is the Client's.
      if (!row.no_wildcards.empty() && cursor.from() == Direction::client_to_server) {
        require_topic_name(cursor, text, start, field, {"", row.no_wildcards});
      }
      break;
    }
  }
}

}  // namespace

Properties read_properties(Cursor& cursor, std::span<const AllowedProperty> allowed,
                           std::string_view length_field) {
  const std::size_t start = cursor.offset();
  const std::uint32_t length = cursor.variable_byte_integer(length_field);
  if (length > cursor.left()) {
    malformed("5.0/U-002", start, length_field, "The Property Length runs past the end of the packet.");
  }
  cursor.enter_properties(length);
  Properties properties;
  properties.length_at = start;
  while (cursor.left() > 0) {
    const std::size_t at = cursor.offset();
    const std::uint32_t identifier = cursor.variable_byte_integer(length_field);
    const PropertyDefinition* definition = find_property(identifier);
    if (definition == nullptr) {
      malformed("5.0/U-004", at, length_field, "There is no property with this identifier.");
    }
    const AllowedProperty* row = find(allowed, identifier);
    if (row == nullptr) {
      malformed("5.0/U-004", at, definition->name, "This packet does not carry this property.");
    }
    const std::string_view field = row->field.empty() ? definition->name : row->field;
    if (row->only_from && *row->only_from != cursor.from()) {
      protocol_error(row->wrong_sender, at, field, "The property does not go in this direction.");
    }
    if (properties.has(identifier) && !row->repeated.empty()) {
      protocol_error(row->repeated, at, field, "The property stands there twice.");
    }
    properties.identifiers.insert(identifier);
    read_value(cursor, *row, definition->type, field, at);
  }
  cursor.leave_properties();
  return properties;
}

}  // namespace codec::reference
