// How a text report is to look. Renderers take it as a value, so that the same screen can go to a terminal, a
// file or a golden test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reports {

/// -q, nothing, -v, -vv.
enum class Verbosity : std::uint8_t { quiet, normal, verbose, everything };

struct Style {
  bool colour = false;
  std::size_t width = 110;
  Verbosity verbosity = Verbosity::normal;
};

enum class Paint : std::uint8_t { red, green, yellow, cyan, bold, dim };

/// The text in that colour, or as it is when the style has none.
inline std::string painted(const Style& style, Paint paint, std::string_view text) {
  if (!style.colour || text.empty()) return std::string(text);
  constexpr std::string_view codes[] = {"31", "32", "33", "36", "1", "2"};
  std::string out = "\x1b[";
  out += codes[static_cast<std::size_t>(paint)];
  out += 'm';
  out += text;
  return out + "\x1b[0m";
}

}  // namespace reports
