// Text as reports need it: what a broker sent may be any bytes, and neither a terminal nor a parser of JSON
// or XML may stumble over them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

/// Valid UTF-8 stays; each byte that is not becomes the four characters `\xHH`.
std::string escape_invalid(std::string_view bytes);

/// As escape_invalid, and control characters (ESC, newline, C1) are escaped too: safe on a terminal, one
/// line.
std::string printable(std::string_view bytes);

/// As escape_invalid, without the characters that XML 1.0 forbids; newline and tab stay.
std::string xml_text(std::string_view bytes);

/// "82 1c 00" (with " ") or "821c00" (with "").
std::string to_hex(std::string_view bytes, std::string_view separator = "");
/// The inverse, spaces allowed; nothing when it is no hex.
std::optional<std::string> from_hex(std::string_view hex);

/// How many columns a text takes on a terminal: code points, without colour sequences.
std::size_t columns(std::string_view text);

/// The text padded on the right to so many columns.
std::string padded(std::string_view text, std::size_t width);

/// Lines of at most `width` columns, broken at spaces; a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// The text cut to `width` columns, with an ellipsis when something is missing.
std::string shortened(std::string_view text, std::size_t width);

/// A word for a shell in single quotes, whatever it holds.
std::string shell_quoted(std::string_view text);
/// A word for a shell, quoted when it must be.
std::string shell_word(std::string_view text);

/// "1 case", "2 cases".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace reports
