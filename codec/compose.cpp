// Bytes from a list of named fields. Each packet is written in the order of the wire; what the list does not
// name takes the value of a plain packet, and the overrides bend the result afterwards.
#include "codec/compose.h"

#include <fmt/format.h>

#include "codec/byte_writer.h"
#include "codec/compose_body.h"
#include "codec/field_table.h"
#include "codec/property_table.h"

namespace codec {
namespace {

using Refusal = std::optional<std::string>;

constexpr std::uint64_t largest_number(FieldKind kind) {
  switch (kind) {
    case FieldKind::byte: return 0xFF;
    case FieldKind::two_byte: return 0xFFFF;
    case FieldKind::variable_byte: return largest_variable_byte;
    default: return largest_four_byte;
  }
}

/// The widths of fields that share a byte; the table's `highest` is what is legal, this is what fits.
std::uint64_t largest_bits(PacketType type, Version version, Field field) {
  if (field == Field::flags) return 15;
  if (field == Field::qos || field == Field::will_qos || field == Field::retain_handling) return 3;
  if (field == Field::max_qos) return 3;
  if (field != Field::reserved) return 1;
  if (type == PacketType::connect) return 1;
  if (type == PacketType::connack) return 127;
  return version == Version::v5_0 ? 3 : 63;
}

Refusal wrong_kind(std::string_view name, std::string_view wanted) {
  return fmt::format("{} takes {}", name, wanted);
}

Refusal check_value(PacketType type, Version version, const FieldValue& given, FieldKind kind) {
  const std::string_view name = name_of(given.field);
  switch (kind) {
    case FieldKind::utf8:
    case FieldKind::binary:
    case FieldKind::rest: {
      const Bytes* text = std::get_if<Bytes>(&given.value);
      if (text == nullptr) return wrong_kind(name, "a string");
      if (kind != FieldKind::rest && text->size() > longest_string) {
        return fmt::format("{} of {} bytes does not fit: its length has two bytes", name, text->size());
      }
      return {};
    }
    case FieldKind::pair: {
      const StringPair* pair = std::get_if<StringPair>(&given.value);
      if (pair == nullptr) return wrong_kind(name, "a pair of strings");
      if (pair->first.size() > longest_string || pair->second.size() > longest_string) {
        return fmt::format("{} has a string of more than 65,535 bytes: its length has two bytes", name);
      }
      return {};
    }
    case FieldKind::byte_list: {
      const NumberList* list = std::get_if<NumberList>(&given.value);
      if (list == nullptr) return wrong_kind(name, "a list of numbers");
      for (const Number code : *list) {
        if (code > 0xFF) return fmt::format("{} in {} does not fit in one byte", code, name);
      }
      return {};
    }
    default: break;
  }
  const Number* number = std::get_if<Number>(&given.value);
  if (number == nullptr) return wrong_kind(name, "a number");
  const std::uint64_t largest =
      kind == FieldKind::bits ? largest_bits(type, version, given.field) : largest_number(kind);
  if (*number > largest) return fmt::format("{}={} does not fit: at most {}", name, *number, largest);
  return {};
}

bool has_property_block(PacketType type, Version version) {
  return find_field(type, Field::property_length, version) != nullptr;
}

Refusal check_field(PacketType type, Version version, const FieldValue& given) {
  if (const FieldDescription* row = find_field(type, given.field, version)) {
    return check_value(type, version, given, row->kind);
  }
  const PropertyDescription* property = find_property(given.field);
  if (property != nullptr && has_property_block(type, version) && property->field == given.field) {
    return check_value(type, version, given, property->kind);  // misplaced, which is the sender's business
  }
  return fmt::format("{} has no field {} in {}", name_of(type), name_of(given.field), name_of(version));
}

Refusal check_overrides(PacketType type, Version version, const Overrides& overrides, std::size_t body) {
  if (overrides.property_length && !has_property_block(type, version)) {
    return fmt::format("{} has no property_length in {}", name_of(type), name_of(version));
  }
  if (overrides.property_length.value_or(0) > largest_variable_byte) {
    return fmt::format("property_length={} does not fit: at most 268435455", *overrides.property_length);
  }
  if (overrides.type.value_or(0) > 15) return "type does not fit in four bits";
  if (overrides.flags.value_or(0) > 15) return "flags do not fit in four bits";
  if (overrides.connect_flags && type != PacketType::connect) return "only CONNECT has connect_flags";
  if (overrides.reserved) {
    if (find_field(type, Field::reserved, version) == nullptr) {
      return fmt::format("{} has no reserved bits that are fields", name_of(type));
    }
    const std::uint64_t largest = largest_bits(type, version, Field::reserved);
    if (*overrides.reserved > largest) return fmt::format("reserved does not fit: at most {}", largest);
  }
  const std::uint8_t length_bytes = overrides.length_bytes.value_or(1);
  if (length_bytes < 1 || length_bytes > 5) return "length_bytes is 1 to 5";
  const std::uint64_t length = overrides.remaining_length.value_or(static_cast<std::uint32_t>(body));
  if (overrides.length_bytes && variable_byte_size(length) > length_bytes) {
    return fmt::format("a Remaining Length of {} does not fit in {} bytes", length, length_bytes);
  }
  if (!overrides.length_bytes && length > largest_variable_byte) {
    return fmt::format("a Remaining Length of {} does not fit: at most 268435455", length);
  }
  return {};
}

}  // namespace

std::expected<Bytes, std::string> compose(PacketType type, Version version,
                                          std::span<const FieldValue> fields, const Overrides& overrides) {
  if (fields_of(type).empty() || (type == PacketType::auth && version == Version::v3_1_1)) {
    return std::unexpected(fmt::format("{} has no packet {}", name_of(version), name_of(type)));
  }
  for (const FieldValue& given : fields) {
    if (Refusal refusal = check_field(type, version, given)) return std::unexpected(*refusal);
  }
  const ComposedBody body = compose_body(type, version, fields, overrides);
  if (body.bytes.size() > largest_variable_byte) {
    return std::unexpected(fmt::format("{} bytes are more than a packet can have", body.bytes.size()));
  }
  if (Refusal refusal = check_overrides(type, version, overrides, body.bytes.size())) {
    return std::unexpected(*refusal);
  }
  Bytes packet;
  packet.reserve(body.bytes.size() + overrides.append.size() + 8);
  put_byte(packet, Number{overrides.type.value_or(static_cast<std::uint8_t>(type))} << 4 |
                       overrides.flags.value_or(body.flags));
  const Number length = overrides.remaining_length ? *overrides.remaining_length : body.remaining_length;
  put_variable_byte(packet, length, overrides.length_bytes.value_or(1));
  packet += body.bytes;
  packet.resize(packet.size() - std::min<std::size_t>(packet.size(), overrides.truncate.value_or(0)));
  packet += overrides.append;
  return packet;
}

}  // namespace codec
