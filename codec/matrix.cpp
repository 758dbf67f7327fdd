// From rows to bytes, and the matrices themselves, which are made once.
#include "codec/matrix.h"

#include <algorithm>
#include <array>
#include <set>

#include "codec/decode.h"
#include "codec/field_table.h"
#include "codec/matrix_bytes.h"
#include "codec/matrix_rows.h"

namespace codec {
namespace {

using Fields = std::vector<FieldValue>;

FieldValue* find(Fields& fields, Field field) {
  const auto found = std::ranges::find(fields, field, &FieldValue::field);
  return found == fields.end() ? nullptr : &*found;
}

/// The part of an edit that is about fields.
struct FieldEdit {
  Fields& fields;

  void operator()(const Need& need) const {
    if (find(fields, need.field.field) == nullptr) fields.push_back(need.field);
  }
  void operator()(const Set& set) const {
    if (FieldValue* present = find(fields, set.field.field))
      *present = set.field;
    else
      fields.push_back(set.field);
  }
  void operator()(const Add& add) const { fields.push_back(add.field); }
  void operator()(const Again& again) const {
    if (const FieldValue* present = find(fields, again.field))
      fields.push_back(matrix::text(again.field, std::get<Bytes>(present->value) + again.after));
  }
  void operator()(const Drop& drop) const {
    std::erase_if(fields, [&](const FieldValue& each) { return each.field == drop.field; });
  }
  void operator()(const Wrap& wrap) const {
    FieldValue* present = find(fields, wrap.field);
    Bytes* text = present == nullptr ? nullptr : std::get_if<Bytes>(&present->value);
    if (text != nullptr) *text = wrap.before + *text + wrap.after;
  }
  /// Acknowledgements and DISCONNECT have a Property Length only when they have properties.
  void operator()(const RawProperty& raw) const {
    if (!raw.of_will) ensure_property_length();
  }
  void operator()(const OddPropertyLength&) const { ensure_property_length(); }
  template <typename Other>
  void operator()(const Other&) const {}

 private:
  void ensure_property_length() const {
    const bool any = std::ranges::any_of(fields, [](const FieldValue& each) {
      return find_property(each.field) != nullptr && !is_will_property(each.field);
    });
    if (!any) (*this)(Need{matrix::number(Field::property_length, 0)});
  }
};

using Matrix = std::vector<Variant>;
/// By type, "is 5.0" and "is illegal".
using AllMatrices = std::array<std::array<std::array<Matrix, 2>, 2>, 16>;

Matrix make(PacketType type, Version version, Legality legality) {
  matrix::Rows rows(type, version, legality);
  const auto fields = fields_of(type);
  const bool of_servers = std::ranges::none_of(fields, &FieldDescription::from_client);
  if (legality == Legality::legal) {
    add_legal(rows);
  } else if (of_servers) {
    add_packet_faults(rows);  // that it comes at all; anything more would be a second fault
  } else {
    add_header_faults(rows);
    add_number_faults(rows);
    add_text_faults(rows);
    add_packet_faults(rows);
    add_property_faults(rows);
    add_ending_faults(rows);
  }
  return rows.take();
}

AllMatrices make_all() {
  AllMatrices all;
  for (std::uint8_t type = 1; type < 16; ++type) {
    for (const Version version : {Version::v3_1_1, Version::v5_0}) {
      if (static_cast<PacketType>(type) == PacketType::auth && version == Version::v3_1_1) continue;
      for (const Legality legality : {Legality::legal, Legality::illegal}) {
        all[type][version == Version::v5_0 ? 1 : 0][static_cast<std::size_t>(legality)] =
            make(static_cast<PacketType>(type), version, legality);
      }
    }
  }
  return all;
}

}  // namespace

std::span<const Variant> variants_of(PacketType type, Version version, Legality legality) {
  static const AllMatrices all = make_all();
  return all[static_cast<std::size_t>(type) & 15][version == Version::v5_0 ? 1 : 0]
            [static_cast<std::size_t>(legality)];
}

std::vector<FieldValue> plain_fields(PacketType type, Version version, const PlainNames& names) {
  using matrix::number;
  using matrix::text;
  constexpr Number id = 10;
  switch (type) {
    case PacketType::connect:
      return {text(Field::client_id, names.client_id), number(Field::keep_alive, 60),
              number(version == Version::v5_0 ? Field::clean_start : Field::clean_session, 1)};
    case PacketType::publish:
      return {text(Field::topic, names.topic), number(Field::qos, 1), number(Field::id, id),
              text(Field::payload, "x")};
    case PacketType::subscribe:
      return {number(Field::id, id), text(Field::filter, names.topic), number(Field::max_qos, 1)};
    case PacketType::unsubscribe: return {number(Field::id, id), text(Field::filter, names.topic)};
    case PacketType::suback: return {number(Field::id, id), {Field::codes, Value(NumberList{0})}};
    case PacketType::unsuback:
      if (version == Version::v5_0) return {number(Field::id, id), {Field::codes, Value(NumberList{0})}};
      return {number(Field::id, id)};
    case PacketType::auth:
      return {number(Field::code, 0x18), matrix::sample(Field::authentication_method, FieldKind::utf8)};
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp: return {number(Field::id, id)};
    default: return {};
  }
}

bool needs(const Variant& variant, Field field) {
  return std::ranges::any_of(variant.context, [field](const Edit& edit) {
    const Need* need = std::get_if<Need>(&edit);
    return need != nullptr && need->field.field == field;
  });
}

std::vector<FieldValue> twin_of(const Variant& variant, std::span<const FieldValue> base) {
  Fields fields(base.begin(), base.end());
  for (const Edit& edit : variant.context) std::visit(FieldEdit{fields}, edit);
  return fields;
}

std::expected<Bytes, std::string> bytes_of(const Variant& variant, std::span<const FieldValue> base) {
  Fields fields = twin_of(variant, base);
  if (!variant.fault) return compose(variant.type, variant.version, fields);
  std::visit(FieldEdit{fields}, *variant.fault);
  const Lie* lie = std::get_if<Lie>(&*variant.fault);
  auto bytes = compose(variant.type, variant.version, fields, lie == nullptr ? Overrides{} : lie->overrides);
  if (!bytes) return bytes;
  return matrix::edited(*bytes, variant.version, *variant.fault);
}

namespace matrix {

void Rows::fault(std::string label, std::vector<Edit> context, Edit what, Rule rule) {
  variants_.push_back({std::move(label), type_, version_, std::move(context), std::move(what), rule, {}});
}

void Rows::fault(std::string label, Rule rule) {
  variants_.push_back({std::move(label), type_, version_, {}, {}, rule, {}});
}

void Rows::legal(std::string label, std::vector<Edit> context) {
  variants_.push_back({std::move(label), type_, version_, std::move(context), {}, Rule::none, {}});
}

std::vector<Variant> Rows::take() {
  const std::vector<FieldValue> base = plain_fields(type_, version_, {});
  std::vector<Variant> kept;
  std::set<Bytes> seen;
  for (Variant& variant : variants_) {
    const auto bytes = bytes_of(variant, base);
    if (!bytes || !seen.insert(*bytes).second) continue;
    const Decoded decoded = decode(as_bytes(*bytes), version_, Direction::client_to_server);
    if (decoded.is_violation()) variant.violation = decoded.violation();
    const bool may_be_sound = legality_ == Legality::illegal && variant.rule == Rule::none;
    if (!may_be_sound || variant.violation) kept.push_back(std::move(variant));
  }
  return kept;
}

}  // namespace matrix
}  // namespace codec
