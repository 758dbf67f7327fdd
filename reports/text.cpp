// One walk over UTF-8 serves all escapes.
#include "reports/text.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>

namespace reports {
namespace {

/// Length of the well-formed sequence at the beginning of `bytes`, 0 when there is none (Unicode, table 3-7).
std::size_t sequence_length(std::string_view bytes, std::uint32_t& code_point) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const auto follows = [&](std::size_t i) { return i < bytes.size() && (at(i) & 0xC0U) == 0x80U; };
  const std::uint8_t lead = at(0);
  if (lead < 0x80) {
    code_point = lead;
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF && follows(1)) {
    code_point = ((lead & 0x1FU) << 6U) | (at(1) & 0x3FU);
    return 2;
  }
  if ((lead & 0xF0U) == 0xE0U && follows(1) && follows(2)) {
    code_point = ((lead & 0x0FU) << 12U) | ((at(1) & 0x3FU) << 6U) | (at(2) & 0x3FU);
    const bool overlong = code_point < 0x800;
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4 && follows(1) && follows(2) && follows(3)) {
    code_point =
        ((lead & 0x07U) << 18U) | ((at(1) & 0x3FU) << 12U) | ((at(2) & 0x3FU) << 6U) | (at(3) & 0x3FU);
    return code_point < 0x10000 || code_point > 0x10FFFF ? 0 : 4;
  }
  return 0;
}

/// Copies `bytes`; `treat(code_point, sequence, out)` writes one well-formed sequence.
template <typename Treat>
std::string walk(std::string_view bytes, Treat treat) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    std::uint32_t code_point = 0;
    const std::size_t length = sequence_length(bytes, code_point);
    if (length == 0) {
      out += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(bytes[0]));
      bytes.remove_prefix(1);
      continue;
    }
    treat(code_point, bytes.substr(0, length), out);
    bytes.remove_prefix(length);
  }
  return out;
}

bool is_bidirectional_control(std::uint32_t code_point) {
  return (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
}

}  // namespace

std::string escape_invalid(std::string_view bytes) {
  return walk(bytes, [](std::uint32_t, std::string_view sequence, std::string& out) { out += sequence; });
}

std::string printable(std::string_view bytes) {
  return walk(bytes, [](std::uint32_t code_point, std::string_view sequence, std::string& out) {
    if (code_point == '\n')
      out += "\\n";
    else if (code_point == '\t')
      out += "\\t";
    else if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) ||
             is_bidirectional_control(code_point))
      out += fmt::format("\\u{{{:x}}}", code_point);
    else
      out += sequence;
  });
}

std::string xml_text(std::string_view bytes) {
  return walk(bytes, [](std::uint32_t code_point, std::string_view sequence, std::string& out) {
    const bool allowed = code_point == '\n' || code_point == '\t' ||
                         (code_point >= 0x20 && code_point != 0xFFFE && code_point != 0xFFFF);
    if (allowed) out += sequence;
  });
}

std::string to_hex(std::string_view bytes, std::string_view separator) {
  std::string out;
  out.reserve(bytes.size() * (2 + separator.size()));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i != 0) out += separator;
    fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<std::uint8_t>(bytes[i]));
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view hex) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string out;
  int high = -1;
  for (const char c : hex) {
    if (c == ' ' && high < 0) continue;
    const int value = digit(c);
    if (value < 0) return std::nullopt;
    if (high < 0) {
      high = value;
    } else {
      out += static_cast<char>(static_cast<std::uint8_t>(high * 16 + value));
      high = -1;
    }
  }
  if (high >= 0) return std::nullopt;
  return out;
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      while (i < text.size() && text[i] != 'm') ++i;
      continue;
    }
    if ((static_cast<std::uint8_t>(text[i]) & 0xC0U) != 0x80U) ++count;
  }
  return count;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t used = columns(text);
  if (used < width) out.append(width - used, ' ');
  return out;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!line.empty() && columns(line) + 1 + columns(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  std::size_t end = 0;
  std::size_t count = 0;
  while (end < text.size() && count + 1 < width) {
    ++end;
    while (end < text.size() && (static_cast<std::uint8_t>(text[end]) & 0xC0U) == 0x80U) ++end;
    ++count;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  return shell_quoted(text);
}

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace reports
