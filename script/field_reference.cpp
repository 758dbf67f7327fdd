// Fields and words as Markdown.
#include "script/field_reference.h"

#include <array>
#include <fmt/format.h>

#include "codec/field_table.h"
#include "script/words.h"

namespace script {
namespace {

std::string_view kind_name(codec::FieldKind kind) {
  switch (kind) {
    case codec::FieldKind::bits: return "bits";
    case codec::FieldKind::byte: return "byte";
    case codec::FieldKind::two_byte: return "two bytes";
    case codec::FieldKind::four_byte: return "four bytes";
    case codec::FieldKind::variable_byte: return "variable byte integer";
    case codec::FieldKind::utf8: return "UTF-8 string";
    case codec::FieldKind::binary: return "binary";
    case codec::FieldKind::pair: return "pair of strings";
    case codec::FieldKind::byte_list: return "list of bytes";
    default: return "bytes";
  }
}

bool is_text(codec::FieldKind kind) {
  return kind == codec::FieldKind::utf8 || kind == codec::FieldKind::binary ||
         kind == codec::FieldKind::rest || kind == codec::FieldKind::pair;
}

std::string legal(const codec::FieldDescription& row) {
  if (row.lowest == row.highest) return fmt::format("{}{}", row.lowest, is_text(row.kind) ? " bytes" : "");
  return fmt::format("{}..{}{}", row.lowest, row.highest, is_text(row.kind) ? " bytes" : "");
}

std::string_view senders(const codec::FieldDescription& row) {
  if (row.from_client && row.from_server) return "both";
  return row.from_client ? "client" : "server";
}

std::string packet_table(codec::PacketType type) {
  std::string text = fmt::format(
      "\n## {}\n\n| field | kind | legal | absent | version | sent by |\n"
      "|---|---|---|---|---|---|\n",
      codec::name_of(type));
  for (const codec::FieldDescription& row : codec::fields_of(type)) {
    text += fmt::format("| `{}`{} | {} | {} | {} | {} | {} |\n", codec::name_of(row.field),
                        row.repeatable ? " (repeats)" : "", kind_name(row.kind), legal(row),
                        row.absent ? fmt::format("{}", *row.absent) : "",
                        row.in_3_1_1 && row.in_5_0 ? "both"
                        : row.in_5_0               ? "5.0"
                                                   : "3.1.1",
                        senders(row));
  }
  for (const codec::Version version : {codec::Version::v3_1_1, codec::Version::v5_0}) {
    std::string codes;
    for (const std::uint8_t code : codec::codes_of(type, version)) {
      codes += fmt::format("{}0x{:02x} {}", codes.empty() ? "" : ", ", code,
                           codec::name_of_code(type, version, code));
    }
    if (!codes.empty()) text += fmt::format("\nCodes in {}: {}.\n", codec::name_of(version), codes);
  }
  return text;
}

struct WordRow {
  std::string_view word;
  std::string_view meaning;
};

constexpr std::array overrides = {
    WordRow{"type", "the high four bits of the first byte"},
    WordRow{"flags", "the low four bits of the first byte"},
    WordRow{"connect_flags", "the whole byte of connect flags"},
    WordRow{"reserved", "the reserved bits of CONNECT, or of every subscription option"},
    WordRow{"property_length", "the number that is written (not that of the Will)"},
    WordRow{"remaining_length", "the number that is written"},
    WordRow{"length_bytes", "1 to 5 bytes for the Remaining Length, longer than it need be"},
    WordRow{"truncate", "cuts so many bytes off the end, lengths as they were"},
    WordRow{"append", "a string behind the last byte, lengths as they were"},
    WordRow{"split", "written in pieces of so many bytes, each a segment of its own; legal, so without `!`"},
    WordRow{"frame", "WebSocket: frames of so many bytes, or `frame=text` for a text frame; without `!`"}};

constexpr std::array pseudo = {
    WordRow{"session=kept", "3.1.1: `clean_session=0`; 5.0: `clean_start=0 session_expiry_interval=300`"},
    WordRow{"acks=auto", "acknowledges at once (the default)"},
    WordRow{"acks=slow", "acknowledges in order, each 100 ms late"},
    WordRow{"acks=manual", "never acknowledges: the scenario does"},
    WordRow{"pings=off", "does not keep the connection alive"},
    WordRow{"will=$m", "the fields of `let $m` as `will_topic`, `will_payload`, `will_content_type`, …"},
    WordRow{
        "auth=$auth.good",
        "5.0: CONNECT begins an exchange of authentication with these credentials of the target, and AUTH is "
        "answered until CONNACK comes; also of `reauthenticates`"}};

template <std::size_t N>
std::string word_table(std::string_view heading, const std::array<WordRow, N>& rows) {
  std::string text = fmt::format("\n## {}\n\n| word | meaning |\n|---|---|\n", heading);
  for (const WordRow& row : rows) text += fmt::format("| `{}` | {} |\n", row.word, row.meaning);
  return text;
}

}  // namespace

std::string render_field_reference() {
  std::string text =
      "# Fields and words\n\n"
      "Generated from the tables that the program itself uses; do not edit. The language is described in\n"
      "[language.md](language.md).\n\n"
      "“Absent” is what a property means that is not on the wire: an expectation compares with that.\n";
  for (std::uint8_t type = 1; type < 16; ++type) text += packet_table(static_cast<codec::PacketType>(type));
  text += word_table("Overrides of any packet that is sent", overrides);
  text += word_table("Pseudo fields of `connects` and `opens`", pseudo);
  text += "\n## Words of `needs`\n\n";
  for (const std::string_view word : capability_words()) text += fmt::format("- `{}`\n", word);
  text += "\n`transport=` in a `clients` block is one of";
  for (const std::string_view word : transport_words()) text += fmt::format(" `{}`", word);
  text += "; `certificate=` one of";
  for (const std::string_view word : certificate_words()) text += fmt::format(" `{}`", word);
  return text + ".\n";
}

}  // namespace script
