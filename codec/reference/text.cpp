// UTF-8 is decoded to code points the plain way, so that overlong forms, surrogates and too large values are
// each a comparison of numbers; topics are looked at character by character as section 4.7 speaks of them.
#include "codec/reference/text.h"

#include <cstdint>
#include <optional>

namespace codec::reference {
namespace {

// One code point from the front of `bytes`, or nothing when no well-formed sequence stands there.
std::optional<std::uint32_t> take_code_point(std::string_view& bytes) {
  const auto lead = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  if (lead <= 0x7F) return lead;
  std::size_t continuations = 0;
  std::uint32_t code_point = 0;
  std::uint32_t smallest = 0;  // below it a shorter form exists, and only the shortest one is well formed
  if (lead >= 0xC0 && lead <= 0xDF) {
    continuations = 1, code_point = lead & 0x1FU, smallest = 0x80;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    continuations = 2, code_point = lead & 0x0FU, smallest = 0x800;
  } else if (lead >= 0xF0 && lead <= 0xF7) {
    continuations = 3, code_point = lead & 0x07U, smallest = 0x10000;
  } else {
    return std::nullopt;  // 80..BF continue a character, F8..FF are in no character
  }
  for (std::size_t i = 0; i < continuations; ++i) {
    if (bytes.empty()) return std::nullopt;
    const auto next = static_cast<std::uint8_t>(bytes.front());
    if (next < 0x80 || next > 0xBF) return std::nullopt;
    bytes.remove_prefix(1);
    code_point = code_point * 64 + (next & 0x3FU);
  }
  if (code_point < smallest) return std::nullopt;
  if (code_point >= 0xD800 && code_point <= 0xDFFF) return std::nullopt;
  if (code_point > 0x10FFFF) return std::nullopt;
  return code_point;
}

bool is_disallowed(std::uint32_t code_point) {
  if (code_point >= 0x01 && code_point <= 0x1F) return true;
  if (code_point >= 0x7F && code_point <= 0x9F) return true;
  if (code_point >= 0xFDD0 && code_point <= 0xFDEF) return true;              // non-characters
  return (code_point & 0xFFFF) == 0xFFFE || (code_point & 0xFFFF) == 0xFFFF;  // non-characters, two a plane
}

// 4.7.1-1, -2 of 5.0 and 4.7.1-2, -3 of 3.1.1. `offset` is that of the filter's first character.
void require_wildcards_in_place(const Cursor& cursor, std::string_view filter, std::size_t offset) {
  for (std::size_t i = 0; i < filter.size(); ++i) {
    const bool level_begins = i == 0 || filter[i - 1] == '/';
    const bool filter_ends = i + 1 == filter.size();
    if (filter[i] == '#' && !(level_begins && filter_ends)) {
      malformed(cursor.name_of({"3.1.1/MQTT-4.7.1-2", "5.0/MQTT-4.7.1-1"}), offset + i, "filter",
                "'#' must stand alone or behind a '/', and be the last character.");
    }
    if (filter[i] == '+' && !(level_begins && (filter_ends || filter[i + 1] == '/'))) {
      malformed(cursor.name_of({"3.1.1/MQTT-4.7.1-3", "5.0/MQTT-4.7.1-2"}), offset + i, "filter",
                "'+' must be a whole level of the filter.");
    }
  }
}

constexpr std::size_t length_size = 2;  // of a string's length, before its first character

}  // namespace

FaultyCharacter first_text_fault(std::string_view bytes, bool refuse_disallowed_characters) {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t index = bytes.size() - rest.size();
    const std::optional<std::uint32_t> code_point = take_code_point(rest);
    if (!code_point) return {TextFault::ill_formed, index};
    if (*code_point == 0) return {TextFault::null_character, index};
    if (refuse_disallowed_characters && is_disallowed(*code_point)) return {TextFault::disallowed, index};
  }
  return {};
}

void require_topic_name(const Cursor& cursor, std::string_view topic, std::size_t offset,
                        std::string_view field, const Rule& no_wildcards) {
  if (topic.empty()) {
    malformed(cursor.name_of({"3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1"}), offset, field,
              "A Topic Name has at least one character.");
  }
  for (std::size_t i = 0; i < topic.size(); ++i) {
    if (topic[i] == '+' || topic[i] == '#') {
      malformed(cursor.name_of(no_wildcards), offset + length_size + i, field,
                "A Topic Name has no wildcards.");
    }
  }
}

bool is_shared(std::string_view filter) {
  return filter.starts_with("$share/");
}

void require_topic_filter(const Cursor& cursor, std::string_view filter, std::size_t offset) {
  if (filter.empty()) {
    malformed(cursor.name_of({"3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1"}), offset, "filter",
              "A Topic Filter has at least one character.");
  }
  const std::size_t characters = offset + length_size;
  // 3.1.1 has no Shared Subscriptions; there "$share/…" is a filter like any other.
  if (cursor.version() != Version::v5_0 || !is_shared(filter)) {
    require_wildcards_in_place(cursor, filter, characters);
    return;
  }
  // $share/{ShareName}/{filter}
  const std::size_t begin = std::string_view("$share/").size();
  std::size_t end = begin;
  while (end < filter.size() && filter[end] != '/') {
    if (filter[end] == '+' || filter[end] == '#') {
      malformed("5.0/MQTT-4.8.2-2", characters + end, "filter", "A ShareName has no wildcards.");
    }
    ++end;
  }
  if (end == begin) {
    malformed("5.0/MQTT-4.8.2-1", characters + begin, "filter", "The ShareName has at least one character.");
  }
  if (filter.size() < end + 2) {  // the "/" itself and at least one character behind it
    malformed("5.0/MQTT-4.8.2-2", characters + end, "filter",
              "The ShareName is followed by '/' and a Topic Filter.");
  }
  require_wildcards_in_place(cursor, filter.substr(end + 1), characters + end + 1);
}

}  // namespace codec::reference
