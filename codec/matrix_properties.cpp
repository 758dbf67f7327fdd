// Properties in each packet of 5.0: where they may not stand, twice, cut short, and as they may be.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "codec/byte_writer.h"
#include "codec/matrix_rows.h"
#include "codec/property_bytes.h"

namespace codec::matrix {
namespace {

/// A property as it stands on the wire.
Bytes written(const PropertyDescription& property) {
  Bytes out;
  put_property(out, property, sample(property.field, property.kind).value);
  return out;
}

/// One of the two property blocks that a packet can have.
struct Block {
  bool of_will{};
  std::vector<Edit> context;

  Field name_of_property(const PropertyDescription& property) const {
    return of_will ? property.will_field : property.field;
  }
  std::string label(const PropertyDescription& property, std::string_view what) const {
    const bool has_own_name = of_will && property.will_field != property.field;
    const std::string_view place = of_will && !has_own_name ? "-in-will" : "";
    return fmt::format("{}-{}{}", name_of(name_of_property(property)), what, place);
  }
};

const FieldDescription* row_of(const Rows& rows, const Block& block, const PropertyDescription& property) {
  const Field field = block.name_of_property(property);
  if (rows.type() == PacketType::connect && is_will_property(field) != block.of_will) return nullptr;
  return find_field(rows.type(), field, rows.version());
}

void add_misplaced(Rows& rows, const Block& block) {
  for (const PropertyDescription& property : property_table) {
    const FieldDescription* row = row_of(rows, block, property);
    if (row != nullptr && row->from_client) continue;
    rows.fault(block.label(property, "misplaced"), block.context,
               RawProperty{written(property), block.of_will},
               row == nullptr ? Rule::property_not_allowed : Rule::property_from_wrong_side);
  }
}

void add_unknown(Rows& rows, const Block& block) {
  const std::string_view place = block.of_will ? "-in-will" : "";
  // Below, between and above those that there are, the largest of one byte, and the smallest of two.
  constexpr std::array<std::string_view, 5> identifiers = {
      {{"\0", 1}, {"\x04"}, {"\x2b"}, {"\x7f"}, {"\x80\x01"}}};
  constexpr std::array<unsigned, identifiers.size()> numbers = {0, 4, 0x2B, 0x7F, 0x80};
  for (std::size_t i = 0; i < identifiers.size(); ++i) {
    rows.fault(fmt::format("property-0x{:02x}-unknown{}", numbers[i], place), block.context,
               RawProperty{Bytes(identifiers[i]), block.of_will}, Rule::property_unknown);
  }
}

void add_own(Rows& rows, const Block& block) {
  for (const PropertyDescription& property : property_table) {
    const FieldDescription* row = row_of(rows, block, property);
    if (row == nullptr || !row->from_client) continue;
    if (!row->repeatable) {
      rows.fault(label_of(row->field, "twice"), context_of(rows, *row), Add{sample(row->field, row->kind)},
                 Rule::property_repeated);
    }
    if (rows.type() == PacketType::auth && row->field == Field::authentication_method)
      continue;  // twice, too
    Bytes cut = written(property);
    cut.pop_back();
    rows.fault(label_of(row->field, "cut-short"), context_of(rows, *row, false),
               RawProperty{cut, block.of_will}, Rule::cut_off);
  }
}

void add_lengths(Rows& rows) {
  rows.fault("property_length-past-the-end", {}, OddPropertyLength{0}, Rule::cut_off);
  if (rows.type() == PacketType::auth) return;  // says nothing new there
  rows.fault("property_length-in-2-bytes", {}, OddPropertyLength{2}, Rule::integer_not_shortest);
  if (rows.type() == PacketType::publish)
    rows.fault("property_length-in-5-bytes", {}, OddPropertyLength{5}, Rule::integer_too_long);
}

}  // namespace

FieldValue sample(Field field, FieldKind kind) {
  switch (field) {
    case Field::authentication_method: return text(field, "SCRAM-SHA-256");
    case Field::authentication_data: return text(field, "n,,n=nobody,r=fyko+d2lbbFgONRv9qkxdawL");
    case Field::maximum_packet_size: return number(field, 100'000);
    case Field::receive_maximum: return number(field, 100);
    case Field::session_expiry_interval: return number(field, 0);
    default: break;
  }
  switch (kind) {
    case FieldKind::utf8:
    case FieldKind::binary: return text(field, "s");
    case FieldKind::pair: return pair(field, "a", "b");
    default: return number(field, 1);
  }
}

std::vector<Edit> context_of(const Rows& rows, const FieldDescription& row, bool with_itself) {
  std::vector<Edit> context;
  const bool connect = rows.type() == PacketType::connect;
  if (connect && (is_will_property(row.field) || row.field == Field::will_topic)) {
    context.emplace_back(Need{text(Field::will_topic, "w")});
    context.emplace_back(Need{text(Field::will_payload, "gone")});
  }
  if (row.field == Field::authentication_data)
    context.emplace_back(Need{sample(Field::authentication_method, FieldKind::utf8)});
  if (with_itself && row.field != Field::will_topic) context.emplace_back(Need{sample(row.field, row.kind)});
  return context;
}

void add_property_faults(Rows& rows) {
  if (!has_properties(rows)) return;
  const Block own{};
  add_own(rows, own);
  add_misplaced(rows, own);
  add_unknown(rows, own);
  add_lengths(rows);
  if (rows.type() != PacketType::connect) return;
  const Block will{true, {Need{text(Field::will_topic, "w")}, Need{text(Field::will_payload, "gone")}}};
  add_own(rows, will);
  add_misplaced(rows, will);
  add_unknown(rows, will);
}

}  // namespace codec::matrix
