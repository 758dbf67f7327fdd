// Text in Latin-1, as a server sends it that forgets to turn it back into UTF-8. Only faults have use for it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace broker {

inline bool is_beyond_ascii(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c & 0x80) != 0; });
}

/// Takes well-formed UTF-8; characters that Latin-1 does not have become question marks.
inline std::string latin_1(std::string_view utf_8) {
  std::string text;
  for (std::size_t i = 0; i < utf_8.size();) {
    const auto lead = static_cast<unsigned char>(utf_8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + length > utf_8.size()) return text;
    if (length == 1) {
      text += utf_8[i];
    } else if (length == 2 && lead < 0xC4) {
      text += static_cast<char>((lead & 3U) << 6U | (static_cast<unsigned char>(utf_8[i + 1]) & 0x3FU));
    } else {
      text += '?';
    }
    i += length;
  }
  return text;
}

}  // namespace broker
