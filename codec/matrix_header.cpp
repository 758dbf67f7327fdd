// Byte 1, the Remaining Length, and packets that end where they must not.
#include <algorithm>
#include <fmt/format.h>

#include "codec/decode.h"
#include "codec/field_walk.h"
#include "codec/first_byte.h"
#include "codec/matrix_rows.h"

namespace codec::matrix {
namespace {

void add_flags(Rows& rows) {
  const FieldDescription* flags = find_field(rows.type(), Field::flags, rows.version());
  if (flags == nullptr) return;  // those of PUBLISH are fields of their own
  for (const unsigned wrong : {1U, 2U, 4U, 8U, 15U}) {
    const Number value = wrong == 15U ? 15U : flags->lowest ^ wrong;  // each bit alone, and all that are set
    rows.fault(fmt::format("flags={}", value), {}, Set{number(Field::flags, value)}, flags_rule(rows.type()));
  }
}

Edit lie(std::optional<std::uint8_t> type, std::optional<std::uint8_t> length_bytes) {
  Lie lie;
  lie.overrides.type = type;
  lie.overrides.length_bytes = length_bytes;
  return lie;
}

/// What has nothing to do with the packet at hand is tried with the smallest one alone.
void add_of_any_packet(Rows& rows) {
  rows.fault("type=0", {}, lie(0, {}), Rule::reserved_type);
  if (!rows.v5()) rows.fault("type=15", {}, lie(15, {}), Rule::reserved_type);
  rows.fault("remaining_length-in-5-bytes", {}, lie({}, 5), Rule::length_too_long);
  for (std::uint8_t size = 2; rows.v5() && size <= 4; ++size) {
    rows.fault(fmt::format("remaining_length-in-{}-bytes", size), {}, lie({}, size),
               Rule::length_not_shortest);
  }
}

void add_publish_flags(Rows& rows) {
  const Edit qos_3 = Set{number(Field::qos, 3)};
  rows.fault("qos=3", {}, qos_3, Rule::qos_3);
  rows.fault("qos=3-retain", {Set{number(Field::retain, 1)}}, qos_3, Rule::qos_3);
  rows.fault("qos=3-dup", {Set{number(Field::dup, 1)}}, qos_3, Rule::qos_3);
  rows.fault("dup-at-qos-0", {Set{number(Field::qos, 0)}, Drop{Field::id}}, Set{number(Field::dup, 1)},
             Rule::dup_at_qos_0);
}

bool is_text(FieldKind kind) {
  return kind == FieldKind::utf8 || kind == FieldKind::binary;
}

/// A packet that has every field at whose place it could end.
std::vector<Edit> longest(const Rows& rows) {
  if (rows.type() == PacketType::connect) return whole_connect();
  if (!has_properties(rows)) return {};
  return {Need{pair(Field::user_property, "a", "b")}};
}

}  // namespace

std::vector<Edit> whole_connect() {
  return {Need{text(Field::will_topic, "w")}, Need{text(Field::will_payload, "gone")},
          Need{text(Field::user_name, "u")}, Need{text(Field::password, "p")}};
}

void add_header_faults(Rows& rows) {
  add_flags(rows);
  if (rows.type() == PacketType::publish) add_publish_flags(rows);
  if (rows.type() == PacketType::pingreq) add_of_any_packet(rows);
}

void add_ending_faults(Rows& rows) {
  const Variant whole{{}, rows.type(), rows.version(), longest(rows), {}, Rule::none, {}};
  const auto bytes = bytes_of(whole, plain_fields(rows.type(), rows.version(), {}));
  if (!bytes) return;
  const FieldWalk walk = walk_fields(*bytes, rows.version(), Direction::client_to_server);
  std::uint32_t seen = 0;
  for (const WalkedField& field : walk.fields) {
    // Fields that share a byte end together; what is in byte 1 or is the Remaining Length ends nowhere.
    const bool ends = field.offset > seen && field.field != Field::remaining_length;
    seen = std::max(seen, field.offset);
    const FieldDescription* row = find_field(rows.type(), field.field, rows.version());
    if (!ends || row == nullptr || field.size == 0 || field.field == Field::payload) continue;
    const std::string_view name = name_of(field.field);
    const auto end = [&](std::string_view label, End::Where where) {
      rows.fault(fmt::format("{}-{}", label, name), whole.context, End{where, field.field}, Rule::none);
    };
    end("ends-before", End::Where::before);
    if (field.size > 1) end("ends-in", End::Where::inside);
    if (is_text(row->kind) && row->property == 0) {
      end("ends-in-length-of", End::Where::in_length);
      rows.fault(label_of(field.field, "past-the-end"), whole.context, Overrun{field.field}, Rule::cut_off);
    }
  }
  // Behind an acknowledgement or a DISCONNECT without properties it would be a Reason Code.
  const FieldDescription* code = find_field(rows.type(), Field::code, rows.version());
  std::vector<Edit> complete;
  if (code != nullptr && rows.type() != PacketType::auth)
    complete.emplace_back(Need{number(Field::property_length, 0)});
  rows.fault("surplus-byte", complete, Surplus{Bytes(1, '\0')}, Rule::none);
}

}  // namespace codec::matrix
