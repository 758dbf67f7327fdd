// See literal.h.
#include "script/literal.h"

#include <charconv>
#include <chrono>

namespace script {

std::optional<codec::Number> parse_number(std::string_view text) {
  codec::Number number = 0;
  int base = 10;
  if (text.starts_with("0x")) {
    text.remove_prefix(2);
    base = 16;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size() || number > 0xFFFFFFFFFFU) return std::nullopt;
  return number;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const std::size_t unit = text.find_first_not_of("0123456789");
  const std::optional<codec::Number> number = parse_number(text.substr(0, unit));
  if (!number || *number > 1'000'000) return std::nullopt;
  const auto amount = static_cast<std::int64_t>(*number);
  const std::string_view name = text.substr(unit);
  if (name == "ms") return std::chrono::milliseconds(amount);
  if (name == "s") return std::chrono::seconds(amount);
  return std::chrono::minutes(amount);
}

std::optional<std::string> hex_bytes(std::string_view text) {
  std::string bytes;
  std::string digits;
  for (const char c : text) {
    if (c == ' ') continue;
    digits += c;
    if (digits.size() < 2) continue;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
    if (error != std::errc() || end != digits.data() + 2) return std::nullopt;
    bytes += static_cast<char>(value);
    digits.clear();
  }
  if (!digits.empty()) return std::nullopt;
  return bytes;
}

}  // namespace script
