// Property blocks: one look-up a property, which says the type, the legal values and where it may stand.
#include "codec/decoder.h"
#include "codec/property_decode_table.h"
#include "codec/topic.h"

namespace codec {

namespace {

Field length_field(std::uint8_t where) {
  return where == will_properties ? Field::will_property_length : Field::property_length;
}

}  // namespace

/// Says what is wrong with a Property Length.
bool Decoder::property_length(const std::uint8_t* at, VariableByteRead outcome, std::uint8_t where) {
  switch (outcome) {
    case VariableByteRead::cut_off: return cut_off(at, length_field(where));
    case VariableByteRead::too_long: return fail(Rule::integer_too_long, at, length_field(where));
    default: return fail(Rule::integer_not_shortest, at, length_field(where));  // 5.0/MQTT-1.5.5-1
  }
}

/// The rare cases of the Property Identifier, which is a Variable Byte Integer (2.2.2.2): more than one byte.
bool Decoder::property_identifier(Reader block, std::uint8_t where, const std::uint8_t* at) {
  VariableByte id{};
  const VariableByteRead outcome = block.variable_byte(id);
  if (outcome != VariableByteRead::done) return property_length(at, outcome, where);
  if (id.size != shortest_size(id.value)) return fail(Rule::integer_not_shortest, at, length_field(where));
  return fail(Rule::property_unknown, at,
              length_field(where));  // 5.0/U-004: all identifiers there are take one byte
}

bool Decoder::property_is_allowed(std::uint8_t id, std::uint8_t where, std::uint64_t present,
                                  const std::uint8_t* at) {
  const PropertyDecodeRow& row = property_decode_table[id];
  const auto direction = static_cast<std::size_t>(from_);
  if ((row.allowed[direction] >> where & 1) == 0) {
    if (row.allowed[0] == 0 && row.allowed[1] == 0)
      return fail_property(Rule::property_unknown, where, id, at);
    const bool other_side = (row.allowed[1 - direction] >> where & 1) != 0;
    return fail_property(other_side ? Rule::property_from_wrong_side : Rule::property_not_allowed, where, id,
                         at);
  }
  if ((present >> id & 1) != 0 && (row.repeatable >> where & 1) == 0) {
    return fail_property(Rule::property_repeated, where, id, at);
  }
  return true;
}

bool Decoder::property_block(std::string_view encoded, std::uint8_t where, std::uint64_t& seen) {
  Reader block(start_of(encoded), start_of(encoded) + encoded.size());
  std::uint64_t present = 0;
  std::uint8_t id = 0;
  const std::uint8_t* at = block.position();
  while (block.byte(id)) {
    if (id >= property_decode_rows) [[unlikely]] {
      if (id >= 0x80) return property_identifier(Reader(at, start_of(encoded) + encoded.size()), where, at);
      return fail_property(Rule::property_unknown, where, id, at);
    }
    const PropertyDecodeRow& row = property_decode_table[id];
    const bool allowed = (row.allowed[static_cast<std::size_t>(from_)] >> where & 1) != 0;
    if (!allowed || (present >> id & 1) != 0) [[unlikely]] {
      if (!property_is_allowed(id, where, present, at)) return false;
    }
    present |= std::uint64_t{1} << id;
    const Field field = where == will_properties ? row.will_field : row.field;
    std::string_view text;
    std::uint8_t one = 0;
    std::uint16_t two = 0;
    std::uint32_t number = 0;
    VariableByte variable{};
    switch (row.kind) {
      case FieldKind::utf8:
        if (!block.string(text)) return cut_off(at, field);
        if (!is_plain_text(text) || options_.reject_control_characters) [[unlikely]] {
          if (!careful_text(text, field)) return false;
        }
        if (id == 0x08 && !response_topic(text, field)) return false;
        break;
      case FieldKind::pair:  // 5.0/MQTT-1.5.7-1
        for (int half = 0; half < 2; ++half) {
          if (!block.string(text)) return cut_off(at, field);
          if (!is_plain_text(text) || options_.reject_control_characters) [[unlikely]] {
            if (!careful_text(text, field)) return false;
          }
        }
        break;
      case FieldKind::binary:
        if (!block.string(text)) return cut_off(at, field);
        break;
      case FieldKind::byte:
        if (!block.byte(one)) return cut_off(at, field);
        number = one;
        break;
      case FieldKind::two_byte:
        if (!block.two_byte(two)) return cut_off(at, field);
        number = two;
        break;
      case FieldKind::four_byte:
        if (!block.four_byte(number)) return cut_off(at, field);
        break;
      default:  // Subscription Identifier
        switch (block.variable_byte(variable)) {
          case VariableByteRead::done: break;
          case VariableByteRead::cut_off: return cut_off(at, field);
          case VariableByteRead::too_long: return fail(Rule::integer_too_long, at + 1, field);
        }
        if (variable.size != shortest_size(variable.value))
          return fail(Rule::integer_not_shortest, at + 1, field);
        number = variable.value;
        break;
    }
    if (row.is_number && (number < row.lowest || number > row.highest)) [[unlikely]] {
      return fail_property(Rule::property_value, where, id, at + 1);
    }
    at = block.position();
  }
  seen = present;
  return true;
}

/// A Topic Name (5.0/MQTT-3.3.2-14, 5.0/MQTT-4.7.3-1), but only the Client that chose it answers for it: the
/// Server has to pass it on unaltered (5.0/MQTT-3.3.2-15).
bool Decoder::response_topic(std::string_view topic, Field field) {
  if (from_ == Direction::server_to_client) return true;
  if (topic.empty()) return fail(Rule::topic_empty, start_of(topic) - 2, field);
  if (is_plain_topic(topic)) [[likely]]
    return true;
  const std::size_t at = first_wildcard(topic);
  return at == topic.size() || fail(Rule::response_topic_wildcard, start_of(topic) + at, field);
}

bool Property::read(Reader& reader, Property& item) {
  item = {};
  if (!reader.byte(item.id) || item.id >= property_decode_rows) return false;
  std::uint8_t one = 0;
  std::uint16_t two = 0;
  VariableByte variable{};
  switch (property_decode_table[item.id].kind) {
    case FieldKind::byte:
      if (!reader.byte(one)) return false;
      item.number = one;
      return true;
    case FieldKind::two_byte:
      if (!reader.two_byte(two)) return false;
      item.number = two;
      return true;
    case FieldKind::four_byte: return reader.four_byte(item.number);
    case FieldKind::variable_byte:
      if (reader.variable_byte(variable) != VariableByteRead::done) return false;
      item.number = variable.value;
      item.number_size = variable.size;
      return true;
    case FieldKind::pair: return reader.string(item.text) && reader.string(item.second);
    default: return reader.string(item.text);
  }
}

}  // namespace codec
