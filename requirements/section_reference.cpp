// Reads section numbers. They are compared as numbers, since as text 3.10 would stand before 3.2.
#include "requirements/section_reference.h"

#include <charconv>
#include <limits>

namespace requirements {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// MQTT chapters are 1 to 7, and no section has a number of more than two digits.
bool is_section(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '7') return false;
  std::size_t digits = 0;
  for (const char c : text) {
    if (is_digit(c)) {
      if (++digits > 2) return false;
    } else if (c != '.' || digits == 0) {
      return false;
    } else {
      digits = 0;
    }
  }
  return digits > 0 && (text.size() == 1 || text[1] == '.');
}

}  // namespace

std::optional<SectionReference> parse_section_reference(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view version = text.substr(0, slash);
  const std::string_view section = text.substr(slash + 1);
  if (version != "3.1.1" && version != "5.0") return std::nullopt;
  if (!is_section(section)) return std::nullopt;
  return SectionReference{std::string(version), std::string(section)};
}

std::vector<int> numbers_in(std::string_view text) {
  std::vector<int> numbers;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    if (!is_digit(*at)) {
      ++at;
      continue;
    }
    int number = 0;
    const auto [after, error] = std::from_chars(at, end, number);
    numbers.push_back(error == std::errc{} ? number : std::numeric_limits<int>::max());
    at = after;
  }
  return numbers;
}

}  // namespace requirements
