// Values: strings that are no text, numbers and codes out of range.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "codec/matrix_rows.h"

namespace codec::matrix {
namespace {

struct BadText {
  std::string_view name;
  std::string_view bytes;
  Rule rule{};
  bool everywhere{};  ///< also in properties, where one of each sort must do
};
using namespace std::string_view_literals;

constexpr std::array bad_texts = {
    BadText{"not-utf8", "\xff"sv, Rule::ill_formed_utf8, true},
    BadText{"overlong", "\xc0\xaf"sv, Rule::ill_formed_utf8, false},
    BadText{"surrogate", "\xed\xa0\x80"sv, Rule::ill_formed_utf8, true},
    BadText{"beyond-unicode", "\xf4\x90\x80\x80"sv, Rule::ill_formed_utf8, false},
    BadText{"cut-off-character", "\xc3"sv, Rule::ill_formed_utf8, false},
    BadText{"null", "\0"sv, Rule::null_character, true},
};

/// Rows of text that a client writes. What stands in Protocol Name is another protocol's business, and an
/// unknown Authentication Method is refused whatever it is made of.
bool is_tried(const Rows& rows, const FieldDescription& row) {
  const bool method = row.field == Field::authentication_method && rows.type() == PacketType::connect;
  return in_version(row, rows.version()) && row.from_client && row.field != Field::protocol_name && !method &&
         (row.kind == FieldKind::utf8 || row.kind == FieldKind::pair);
}

/// Codes that this packet does not have: below, between, above, and another packet's.
std::vector<std::uint8_t> wrong_codes(PacketType type) {
  switch (type) {
    case PacketType::disconnect: return {0x01, 0x03, 0x7F, 0x85, 0x8D, 0xFF};
    case PacketType::auth: return {0x00, 0x01, 0x80, 0xFF};
    case PacketType::puback:
    case PacketType::pubrec: return {0x01, 0x7F, 0x81, 0x92, 0xFF};
    default: return {0x01, 0x10, 0x7F, 0x80, 0x97, 0xFF};
  }
}

constexpr Rule code_rule(PacketType type) {
  switch (type) {
    case PacketType::puback: return Rule::puback_code;
    case PacketType::pubrec: return Rule::pubrec_code;
    case PacketType::pubrel: return Rule::pubrel_code;
    case PacketType::pubcomp: return Rule::pubcomp_code;
    case PacketType::auth: return Rule::auth_code;
    default: return Rule::disconnect_code;
  }
}

void add_codes(Rows& rows) {
  if (find_field(rows.type(), Field::code, rows.version()) == nullptr) return;
  for (const std::uint8_t code : wrong_codes(rows.type())) {
    rows.fault(fmt::format("code=0x{:02x}", code), {}, Set{number(Field::code, code)},
               code_rule(rows.type()));
  }
}

/// Bits and numbers whose table says that some values are none, but what byte 1 and CONNECT's own rules hold.
void add_bits(Rows& rows) {
  const auto fault = [&](Field field, Number value, Rule rule) {
    rows.fault(fmt::format("{}={}", name_of(field), value), {}, Set{number(field, value)}, rule);
  };
  if (rows.type() == PacketType::subscribe) {
    for (const unsigned bit : {0U, 1U, 2U, 3U, 4U, 5U}) {
      if (rows.v5() && bit > 1) break;
      fault(Field::reserved, 1U << bit, Rule::subscription_reserved);
    }
    fault(Field::max_qos, 3, Rule::subscription_qos_3);
    if (rows.v5()) fault(Field::retain_handling, 3, Rule::retain_handling_3);
  }
  const FieldDescription* id = find_field(rows.type(), Field::id, rows.version());
  if (id != nullptr && id->lowest > 0) fault(Field::id, 0, Rule::id_zero);
}

}  // namespace

void add_text_faults(Rows& rows) {
  for (const FieldDescription& row : fields_of(rows.type())) {
    if (!is_tried(rows, row)) continue;
    const std::vector<Edit> context = context_of(rows, row);
    for (const BadText& bad : bad_texts) {
      if (row.property != 0 && !bad.everywhere) continue;
      if (row.kind == FieldKind::utf8) {
        rows.fault(label_of(row.field, bad.name), context, Wrap{row.field, {}, Bytes(bad.bytes)}, bad.rule);
        continue;
      }
      const Bytes wrong = "a" + Bytes(bad.bytes);
      rows.fault(label_of(row.field, fmt::format("name-{}", bad.name)), context,
                 Set{pair(row.field, wrong, "b")}, bad.rule);
      rows.fault(label_of(row.field, fmt::format("value-{}", bad.name)), context,
                 Set{pair(row.field, "a", wrong)}, bad.rule);
    }
  }
}

void add_number_faults(Rows& rows) {
  add_bits(rows);
  add_codes(rows);
  for (const FieldDescription& row : fields_of(rows.type())) {
    if (row.property == 0 || !is_number(row.kind) || !row.from_client) continue;
    const auto fault = [&](Number value) {
      rows.fault(fmt::format("{}={}", name_of(row.field), value), context_of(rows, row),
                 Set{number(row.field, value)}, Rule::property_value);
    };
    if (row.lowest > 0) fault(row.lowest - 1);
    if (row.kind == FieldKind::byte && row.highest < 255) {
      fault(row.highest + 1);
      fault(255);
    }
  }
}

}  // namespace codec::matrix
