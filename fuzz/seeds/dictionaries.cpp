// See the header.
#include "fuzz/seeds/dictionaries.h"

#include <array>
#include <fmt/format.h>
#include <set>
#include <string_view>

#include "codec/field_table.h"
#include "script/words.h"

namespace fuzz::seeds {
namespace {

using codec::FieldDescription;
using codec::FieldKind;
using codec::PacketType;

std::string line(std::string_view name, std::string_view bytes) {
  std::string text = fmt::format("{}=\"", name);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '"' && c != '\\')
      text += c;
    else
      text += fmt::format("\\x{:02X}", byte);
  }
  return text + "\"\n";
}

void append_number(std::string& out, std::uint32_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFFU);
}

/// The value on the wire: numbers as they are, strings by a length and as many letters, if they are few.
std::string on_the_wire(const FieldDescription& row, std::uint32_t value) {
  std::string out;
  const auto text = [&] {
    const std::uint32_t length = std::min<std::uint32_t>(value, 2);
    append_number(out, length, 2);
    out.append(length, 'a');
  };
  switch (row.kind) {
    case FieldKind::bits:
    case FieldKind::byte: append_number(out, value, 1); break;
    case FieldKind::two_byte: append_number(out, value, 2); break;
    case FieldKind::four_byte: append_number(out, value, 4); break;
    case FieldKind::variable_byte:
      do {
        out += static_cast<char>(value % 128 + (value > 127 ? 128 : 0));
        value /= 128;
      } while (value > 0);
      break;
    case FieldKind::pair: text(); [[fallthrough]];
    default: text(); break;
  }
  return out;
}

std::string properties() {
  std::set<std::string> lines;
  for (unsigned type = 1; type < 16; ++type)
    for (const FieldDescription& row : codec::fields_of(static_cast<PacketType>(type))) {
      if (row.property == 0) continue;
      const auto add = [&](std::string_view which, std::uint32_t value) {
        lines.insert(line(fmt::format("{}_{}", codec::name_of(row.field), which),
                          static_cast<char>(row.property) + on_the_wire(row, value)));
      };
      add("lowest", row.lowest);
      add("highest", row.highest);
    }
  std::string all;
  for (const std::string& each : lines) all += each;
  return all;
}

std::string codes() {
  std::set<std::uint8_t> numbers;
  for (unsigned type = 1; type < 16; ++type)
    for (const std::uint8_t code : codec::codes_of(static_cast<PacketType>(type), codec::Version::v5_0))
      numbers.insert(code);
  std::string all;
  for (const std::uint8_t code : numbers)
    all += line(fmt::format("code_{:02X}", code), std::string(1, static_cast<char>(code)));
  return all;
}

}  // namespace

std::string packet_dictionary() {
  using namespace std::string_view_literals;
  std::string all = "# Made by fuzz_seeds from the codec's tables.\n";
  all += line("protocol_5_0", "\x00\x04MQTT\x05"sv) + line("protocol_3_1_1", "\x00\x04MQTT\x04"sv) +
         line("protocol_3_1", "\x00\x06MQIsdp\x03"sv);
  constexpr std::array topics{"#"sv,
                              "+"sv,
                              "+/#"sv,
                              "$share/g/"sv,
                              "$share//#"sv,
                              "a/b"sv,
                              "$SYS/"sv,
                              "\x00\x01"
                              "a"sv,
                              "\x00\x00"sv,
                              "\xFF\xFF"sv};
  for (std::size_t i = 0; i < topics.size(); ++i) all += line(fmt::format("topic_{}", i), topics[i]);
  constexpr std::array lengths{"\x7F"sv,         "\x80\x01"sv,         "\xFF\x7F"sv,
                               "\x80\x80\x01"sv, "\xFF\xFF\xFF\x7F"sv, "\x80\x80\x80\x80\x01"sv,
                               "\x80\x00"sv};
  for (std::size_t i = 0; i < lengths.size(); ++i) all += line(fmt::format("length_{}", i), lengths[i]);
  constexpr std::array utf8{"\xC0\x80"sv, "\xED\xA0\x80"sv, "\xEF\xBB\xBF"sv, "\xF4\x90\x80\x80"sv,
                            "\xEF\xBF\xBF"sv};
  for (std::size_t i = 0; i < utf8.size(); ++i) all += line(fmt::format("utf8_{}", i), utf8[i]);
  for (unsigned byte = 0x10; byte < 0x100; byte += 0x10)
    for (const unsigned flags : {0U, 2U})
      all += line(fmt::format("first_{:02X}", byte + flags), std::string{static_cast<char>(byte + flags)});
  return all + properties() + codes();
}

std::string language_dictionary() {
  std::set<std::string> words;
  for (const script::VerbRow& row : script::verbs()) words.emplace(row.name);
  for (const auto list : {script::override_words(), script::capability_words(), script::transport_words(),
                          script::certificate_words(), script::place_words()})
    words.insert(list.begin(), list.end());
  for (const std::string& each : script::announced_names()) words.insert("server." + each);
  for (unsigned type = 1; type < 16; ++type) {
    words.emplace(codec::name_of(static_cast<PacketType>(type)));
    for (const auto& row : codec::fields_of(static_cast<PacketType>(type)))
      words.insert(std::string(codec::name_of(row.field)) + "=");
  }
  for (const std::string_view each :
       {"suite ",   "scenario ",    "covers ", "needs ", "tags ",     "for ",       "clients ", "given",
        "either",   "or ",          "repeat ", "on ",    "reacts ",   "case ",      "one of ",  "at ",
        "let ",     "after ",       "fence ",  "never ", "maybe ",    "with ",      "only ",    "should ",
        "may ",     "in any order", "else ",   "as ",    "is closed", "is refused", "within ",  "until ",
        "between ", "restarts",     "stops",   "starts", "kills",     "CLOSED",     "BYTES",    "anything",
        "<- ",      "-> ",          "$t/",     "$",      "?",         "!",          "..",       "illegal ",
        "legal ",   "3.1.1/",       "5.0/",    "MQTT-",  "U-",        "\n  ",       "\n    "})
    words.emplace(each);
  std::string all = "# Made by fuzz_seeds from the words of the language.\n";
  std::size_t number = 0;
  for (const std::string& each : words) all += line(fmt::format("word_{}", number++), each);
  return all;
}

std::string report_dictionary() {
  std::string all = "# Made by fuzz_seeds.\n";
  std::size_t number = 0;
  for (const std::string_view each : {"\"",
                                      "\\",
                                      "\\u0000",
                                      "<",
                                      ">",
                                      "&",
                                      "&amp;",
                                      "&#0;",
                                      "]]>",
                                      "<![CDATA[",
                                      "<!--",
                                      "-->",
                                      "</script>",
                                      "<script>",
                                      "\x1B[",
                                      "\xC0\x80",
                                      "\xED\xA0\x80",
                                      "\xEF\xBF\xBE",
                                      "\xF4\x90\x80\x80",
                                      "\r\n",
                                      "\x7F"})
    all += line(fmt::format("part_{}", number++), each);
  return all;
}

}  // namespace fuzz::seeds
