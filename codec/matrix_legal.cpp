// What must be accepted: packets that are unusual, and that no server has a right to refuse for what they
// are. Values that a server may limit (an alias, a Client Identifier, the size of packets) are small or left
// out.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

#include "codec/matrix_rows.h"
#include "codec/reason_codes.h"

namespace codec::matrix {
namespace {

/// Numbers at their limits, as far as a server has no say in them.
std::vector<Number> values_of(PacketType type, const FieldDescription& row) {
  switch (row.field) {
    case Field::maximum_packet_size: return {10'000, row.highest};
    case Field::topic_alias: return {1};
    case Field::subscription_identifier:
      return {1, 127, 128, 16'383, 16'384, 2'097'151, 2'097'152, largest_variable_byte};
    case Field::session_expiry_interval:  // 5.0/U-097: only CONNECT may raise it from 0
      return type == PacketType::disconnect ? std::vector<Number>{0} : std::vector<Number>{0, 1, 60};
    default: return {row.lowest, row.highest};
  }
}

struct GoodText {
  std::string_view name;
  std::string_view text;
};
constexpr std::array good_texts = {
    GoodText{"of-two-byte-characters", "\xc3\xa4\xc3\xb6"},
    GoodText{"of-four-byte-characters", "\xf0\x9d\x84\x9e"},
    GoodText{"with-byte-order-mark", "\xef\xbb\xbf"},
    GoodText{"with-blanks", " a b "},
};

bool names_a_method(Field field) {
  return field == Field::authentication_method || field == Field::authentication_data;
}

void add_property(Rows& rows, const FieldDescription& row) {
  const std::vector<Edit> around = context_of(rows, row, false);
  const auto with = [&](std::string label, FieldValue value) {
    std::vector<Edit> context = around;
    context.emplace_back(Need{std::move(value)});
    rows.legal(std::move(label), std::move(context));
  };
  if (is_number(row.kind)) {
    for (const Number value : values_of(rows.type(), row))
      with(fmt::format("{}={}", name_of(row.field), value), number(row.field, value));
    return;
  }
  if (row.kind == FieldKind::binary) {
    with(label_of(row.field, "empty"), text(row.field, ""));
    with(label_of(row.field, "of-any-bytes"), text(row.field, {"\0\xff\xc0", 3}));
    return;
  }
  if (row.kind == FieldKind::utf8) {
    if (row.lowest == 0 && row.field != Field::response_topic && row.field != Field::will_response_topic)
      with(label_of(row.field, "empty"), text(row.field, ""));
    for (const GoodText& good : good_texts) with(label_of(row.field, good.name), text(row.field, good.text));
    return;
  }
  with(label_of(row.field, "empty"), pair(row.field, "", ""));
  std::vector<Edit> thrice = around;
  for (const std::string_view value : {"1", "2", "1"}) thrice.emplace_back(Add{pair(row.field, "a", value)});
  rows.legal(label_of(row.field, "of-one-name-thrice"), std::move(thrice));
}

/// Several properties at once, in the order of their identifiers and in the reverse (5.0/U-005).
void add_orders(Rows& rows) {
  std::vector<Edit> all;
  for (const PropertyDescription& property : property_table) {
    const FieldDescription* row = find_field(rows.type(), property.field, rows.version());
    if (row == nullptr || !row->from_client || is_will_property(property.field)) continue;
    if (names_a_method(property.field) || property.field == Field::topic_alias) continue;
    all.emplace_back(Need{sample(property.field, property.kind)});
  }
  if (all.size() < 2) return;
  rows.legal("properties-in-order", all);
  std::ranges::reverse(all);
  rows.legal("properties-in-reverse-order", all);
}

void add_properties(Rows& rows) {
  if (!has_properties(rows)) return;
  for (const FieldDescription& row : fields_of(rows.type())) {
    if (row.property != 0 && row.from_client && !names_a_method(row.field)) add_property(rows, row);
  }
  add_orders(rows);
}

/// Codes that a client may send, and the short forms that mean success (5.0/U-084, 5.0/U-099).
void add_codes(Rows& rows) {
  if (find_field(rows.type(), Field::code, rows.version()) == nullptr) return;
  constexpr auto from_client = static_cast<std::size_t>(Direction::client_to_server);
  for (const std::uint8_t code : codes_of(rows.type(), rows.version())) {
    const bool sent =
        (reason_codes::legal_5_0[from_client][code] >> static_cast<unsigned>(rows.type()) & 1U) != 0;
    // Table 3-10 does not give this one to anybody.
    if (sent && code != 0 && !(rows.type() == PacketType::disconnect && code == 0x8C))
      rows.legal(fmt::format("code=0x{:02x}", code), {Set{number(Field::code, code)}});
  }
  const Number with_code = rows.type() == PacketType::disconnect ? 1 : 3;
  rows.legal("code=0x00", {Set{number(Field::remaining_length, with_code)}});
  rows.legal("property_length=0", {Set{number(Field::property_length, 0)}});
}

void add_texts(Rows& rows, Field field) {
  for (const GoodText& good : good_texts)
    rows.legal(label_of(field, good.name), {Wrap{field, {}, fmt::format("/{}", good.text)}});
  rows.legal(label_of(field, "with-empty-levels"), {Wrap{field, {}, "//"}});
}

void add_connect(Rows& rows) {
  const std::vector<Edit> will = {Need{text(Field::will_topic, "w")},
                                  Need{text(Field::will_payload, "gone")}};
  const auto with_will = [&](std::string label, Edit more) {
    rows.legal(std::move(label), {will[0], will[1], std::move(more)});
  };
  const Field clean = rows.v5() ? Field::clean_start : Field::clean_session;
  rows.legal(fmt::format("{}=0", name_of(clean)), {Set{number(clean, 0)}});
  for (const Number keep_alive : std::initializer_list<Number>{0, 1, 65'535})
    rows.legal(fmt::format("keep_alive={}", keep_alive), {Set{number(Field::keep_alive, keep_alive)}});
  for (const Number qos : std::initializer_list<Number>{0, 1, 2})
    with_will(fmt::format("will_qos={}", qos), Set{number(Field::will_qos, qos)});
  with_will("will_retain", Set{number(Field::will_retain, 1)});
  with_will("will_payload-empty", Set{text(Field::will_payload, "")});
  with_will("will_payload-of-any-bytes", Set{text(Field::will_payload, {"\0\xff", 2})});
}

void add_publish(Rows& rows) {
  rows.legal("qos=0", {Set{number(Field::qos, 0)}, Drop{Field::id}});
  rows.legal("qos=2", {Set{number(Field::qos, 2)}});
  rows.legal("retain", {Set{number(Field::retain, 1)}});
  rows.legal("payload-empty", {Set{text(Field::payload, "")}});
  rows.legal("payload-of-any-bytes", {Set{text(Field::payload, {"\0\xff\xc0", 3})}});
  rows.legal("id=65535", {Set{number(Field::id, 65'535)}});
  add_texts(rows, Field::topic);
}

void add_filters(Rows& rows) {
  const auto behind = [&](std::string label, std::string_view text) {
    rows.legal(std::move(label), {Wrap{Field::filter, {}, Bytes(text)}});
  };
  rows.legal("id=65535", {Set{number(Field::id, 65'535)}});
  add_texts(rows, Field::filter);
  behind("filter-with-hash", "/#");
  behind("filter-with-plus", "/+");
  behind("filter-with-both", "/+/a/+/#");
  rows.legal("two-filters", {Again{Field::filter, "/2"}});
  if (rows.v5()) rows.legal("shared", {Wrap{Field::filter, "$share/g/", {}}});
}

void add_options(Rows& rows) {
  const auto option = [&](Field field, Number value) {
    rows.legal(fmt::format("{}={}", name_of(field), value), {Set{number(field, value)}});
  };
  option(Field::max_qos, 0);
  option(Field::max_qos, 2);
  if (!rows.v5()) return;
  option(Field::no_local, 1);
  option(Field::retain_as_published, 1);
  option(Field::retain_handling, 1);
  option(Field::retain_handling, 2);
}

}  // namespace

void add_legal(Rows& rows) {
  switch (rows.type()) {
    case PacketType::auth:  // lawful only within an exchange that begins with CONNECT
    case PacketType::connack:
    case PacketType::suback:
    case PacketType::unsuback:
    case PacketType::pingresp: return;
    case PacketType::connect: add_connect(rows); break;
    case PacketType::publish: add_publish(rows); break;
    case PacketType::subscribe:
      add_filters(rows);
      add_options(rows);
      break;
    case PacketType::unsubscribe: add_filters(rows); break;
    default: break;
  }
  rows.legal("plain", {});
  add_codes(rows);
  add_properties(rows);
}

}  // namespace codec::matrix
