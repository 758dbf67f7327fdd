// The careful half of the string check: it runs only when text_scan.h has seen a byte that needs a second
// look.
#include "codec/utf8.h"

#include <cstdint>

namespace codec {
namespace {

constexpr bool is_tail(std::uint8_t byte) {
  return (byte & 0xC0) == 0x80;
}

/// The code point of a well-formed sequence.
std::uint32_t code_point(std::string_view character) {
  const auto first = static_cast<std::uint8_t>(character[0]);
  if (character.size() == 1) return first;
  std::uint32_t value = first & (0x7FU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) {
    value = value << 6 | (static_cast<std::uint8_t>(character[i]) & 0x3FU);
  }
  return value;
}

}  // namespace

// The rows are those of Unicode table 3-7: after E0, ED, F0 and F4 the second byte has a narrower range,
// which is what excludes overlong forms, surrogates and code points above U+10FFFF.
std::size_t utf8_sequence_size(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  if (first < 0x80) return 1;
  const std::size_t size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (size == 0 || bytes.size() < size) return 0;
  const auto second = static_cast<std::uint8_t>(bytes[1]);
  const std::uint8_t lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < lowest || second > highest) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (!is_tail(static_cast<std::uint8_t>(bytes[i]))) return 0;
  }
  return size;
}

bool is_control_character(std::string_view character) {
  const std::uint32_t code = code_point(character);
  return (code >= 0x01 && code <= 0x1F) || (code >= 0x7F && code <= 0x9F) ||
         (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

TextCheck check_text(std::string_view text, bool reject_control_characters) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = utf8_sequence_size(text.substr(i));
    if (size == 0) return {TextFault::ill_formed, i};
    if (text[i] == 0) return {TextFault::null_character, i};
    if (reject_control_characters && is_control_character(text.substr(i, size))) {
      return {TextFault::control_character, i};
    }
    i += size;
  }
  return {TextFault::none, text.size()};
}

}  // namespace codec
