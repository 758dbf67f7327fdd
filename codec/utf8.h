// UTF-8 as 1.5.4 (3.1.1: 1.5.3) wants it: well-formed, no surrogates, no overlong forms. U+FEFF is a
// character like any other and is kept (5.0/MQTT-1.5.4-3, 3.1.1/MQTT-1.5.3-3).
#pragma once

#include <cstddef>
#include <string_view>

namespace codec {

/// Bytes of the character at the front: 1 to 4, and 0 when the bytes there are ill-formed or cut off.
std::size_t utf8_sequence_size(std::string_view bytes);

/// Whether one well-formed character is one that 1.5.4 says SHOULD NOT be sent: U+0001 to U+001F, U+007F to
/// U+009F, or a non-character (U+FDD0 to U+FDEF and the last two of every plane).
bool is_control_character(std::string_view character);

enum class TextFault : unsigned char { none, ill_formed, null_character, control_character };

struct TextCheck {
  TextFault fault{};
  std::size_t
      offset{};  ///< of the first byte of the faulty character; the size of the text when there is none
};

/// The first fault in a string, byte by byte. Control characters count only if they are to be rejected.
TextCheck check_text(std::string_view text, bool reject_control_characters);

}  // namespace codec
