// The lines of a scenario file with their indentation, and strings as they are written in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace script {

struct SourceLine {
  std::uint32_t number{};       ///< from 1
  std::string_view text{};      ///< without the line end
  std::uint32_t indentation{};  ///< in blanks
  std::string_view code{};      ///< from the first character to the last, without the comment
  std::string_view comment{};   ///< from the `#` on, or empty
  bool tab{};                   ///< a tab stands in the indentation

  bool blank() const { return code.empty() && comment.empty(); }
};

/// Cuts a text into lines; the views point into it. Line ends are \n or \r\n.
std::vector<SourceLine> split_lines(std::string_view text);

/// Undoes the escapes of a literal (\n \t \" \\ \xHH). Escapes that are none stay as they are.
std::string unescape(std::string_view raw);

/// Where the first escape that is none stands, or npos.
std::size_t wrong_escape(std::string_view raw);

/// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool well_formed_utf8(std::string_view bytes);

/// Bytes as they can be shown in one line: what is not printable ASCII or UTF-8 as \xHH.
std::string printable(std::string_view bytes);

}  // namespace script
