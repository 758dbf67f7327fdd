// See the header: one packet at a time.
#include "fuzz/seeds/from_packets.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <variant>

#include "codec/compose.h"
#include "codec/dump.h"
#include "codec/field_table.h"
#include "fuzz/support/options.h"

namespace fuzz::seeds {
namespace {

using codec::Bytes;
using codec::FieldKind;
using codec::Number;

void put_number(std::string& out, Number number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFFU);
}

/// Texts are as long as 5 bits say (encode.cpp).
void put_text(std::string& out, std::string_view text) {
  const auto shown = text.substr(0, 31);
  out += static_cast<char>(shown.size());
  out += shown;
}

void put_value(std::string& out, FieldKind kind, const codec::Value& value) {
  if (const auto* text = std::get_if<Bytes>(&value)) return put_text(out, *text);
  if (const auto* pair = std::get_if<codec::StringPair>(&value)) {
    put_text(out, pair->first);
    return put_text(out, pair->second);
  }
  if (const auto* list = std::get_if<codec::NumberList>(&value)) {
    const std::size_t count = std::min<std::size_t>(list->size(), 7);
    out += static_cast<char>(count);
    for (std::size_t i = 0; i < count; ++i) put_number(out, (*list)[i], 1);
    return;
  }
  const Number number = std::get<Number>(value);
  switch (kind) {
    case FieldKind::bits:
    case FieldKind::byte: return put_number(out, number, 1);
    case FieldKind::two_byte: return put_number(out, number, 2);
    default: return put_number(out, number, 4);
  }
}

}  // namespace

char options_byte(codec::Version version, codec::Direction from, bool refuse_control_characters,
                  bool small_limit) {
  unsigned byte = 0;
  if (version == codec::Version::v5_0) byte |= version_5_bit;
  if (from == codec::Direction::server_to_client) byte |= from_server_bit;
  if (refuse_control_characters) byte |= control_characters_bit;
  if (small_limit) byte |= small_limit_bit;
  return static_cast<char>(byte);
}

std::string fields_as_input(std::string_view bytes, codec::Version version, codec::Direction from) {
  if (bytes.size() < 2) return {};
  const unsigned number = static_cast<unsigned char>(bytes[0]) >> 4U;
  if (number == 0) return {};
  const auto type = static_cast<codec::PacketType>(number);
  const auto rows = codec::fields_of(type);
  std::string input{options_byte(version, from), static_cast<char>(number - 1)};
  for (const codec::FieldValue& each : codec::dissect(bytes, version, from)) {
    const auto row = std::ranges::find(rows, each.field, &codec::FieldDescription::field);
    if (row == rows.end() || !(version == codec::Version::v5_0 ? row->in_5_0 : row->in_3_1_1)) continue;
    // compose makes the lengths, and encode.cpp asks for none.
    if (each.field == codec::Field::remaining_length || each.field == codec::Field::property_length ||
        each.field == codec::Field::will_property_length)
      continue;
    input += static_cast<char>(row - rows.begin());
    put_value(input, row->kind, each.value);
  }
  return input;
}

void add_hex_line(SeedFolder& seeds, std::string_view bytes, codec::Version version, codec::Direction from) {
  std::string input{static_cast<char>(options_byte(version, from) | '\xF0')};
  for (const char c : bytes)
    fmt::format_to(std::back_inserter(input), "{:02x} ", static_cast<std::uint8_t>(c));
  seeds.add("decode", input);
}

void add_packet(SeedFolder& seeds, std::string_view bytes, codec::Version version, codec::Direction from,
                bool refuse_control_characters, bool small_limit) {
  const char options = options_byte(version, from, refuse_control_characters, small_limit);
  seeds.add("decode", std::string{options} + std::string(bytes));
  seeds.add("stream", std::string{options, '\x01'} + std::string(bytes));
  seeds.add("encode", fields_as_input(bytes, version, from));
}

}  // namespace fuzz::seeds
