// Lines, escapes and UTF-8.
#include "script/text.h"

#include <fmt/format.h>

namespace script {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_hex_escape(std::string_view raw, std::size_t at) {
  return at + 3 < raw.size() && raw[at + 1] == 'x' && hex_digit(raw[at + 2]) >= 0 &&
         hex_digit(raw[at + 3]) >= 0;
}

/// Where the comment begins: the first `#` outside of "…" and '…'.
std::size_t comment_at(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string_view without_blanks_behind(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

SourceLine source_line(std::string_view text, std::uint32_t number) {
  SourceLine line{.number = number, .text = text};
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return line;
  line.indentation = static_cast<std::uint32_t>(begin);
  line.tab = text.substr(0, begin).find('\t') != std::string_view::npos;
  const std::string_view rest = text.substr(begin);
  const std::size_t hash = comment_at(rest);
  line.code = without_blanks_behind(rest.substr(0, hash));
  if (hash != std::string_view::npos) line.comment = without_blanks_behind(rest.substr(hash));
  return line;
}

}  // namespace

std::vector<SourceLine> split_lines(std::string_view text) {
  std::vector<SourceLine> lines;
  std::uint32_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(source_line(line, ++number));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string unescape(std::string_view raw) {
  std::string bytes;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 == raw.size()) {
      bytes += raw[i];
    } else if (is_hex_escape(raw, i)) {
      bytes += static_cast<char>(hex_digit(raw[i + 2]) * 16 + hex_digit(raw[i + 3]));
      i += 3;
    } else {
      const char c = raw[++i];
      if (c == 'n')
        bytes += '\n';
      else if (c == 't')
        bytes += '\t';
      else
        bytes += c;
    }
  }
  return bytes;
}

std::size_t wrong_escape(std::string_view raw) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') continue;
    if (is_hex_escape(raw, i)) {
      i += 3;
    } else if (i + 1 < raw.size() && std::string_view("nt\"\\'").find(raw[i + 1]) != std::string_view::npos) {
      ++i;
    } else {
      return i;
    }
  }
  return std::string_view::npos;
}

/// How many bytes the well-formed character at the front takes; 0 when it is ill-formed.
static std::size_t utf8_length(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool narrow = (first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) > 0x9F);
    return follows(1) && follows(2) && !narrow ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool narrow = (first == 0xF0 && at(1) < 0x90) || (first == 0xF4 && at(1) > 0x8F);
    return follows(1) && follows(2) && follows(3) && !narrow ? 4 : 0;
  }
  return 0;
}

bool well_formed_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = utf8_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view bytes) {
  std::string shown;
  while (!bytes.empty()) {
    const std::size_t length = utf8_length(bytes);
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (length == 0 || first < 0x20 || first == 0x7F ||
        (length == 2 && first == 0xC2 && static_cast<unsigned char>(bytes[1]) < 0xA0)) {
      shown += fmt::format("\\x{:02x}", first);
      bytes.remove_prefix(1);
    } else {
      shown += bytes.substr(0, length);
      bytes.remove_prefix(length);
    }
  }
  return shown;
}

}  // namespace script
