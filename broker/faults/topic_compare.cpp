#include "broker/faults/topic_compare.h"

#include <cstddef>

#include "broker/level_tree.h"

namespace broker {
namespace {

/// What may give a fault something to change, found in one pass.
struct Looks {
  bool capital{};
  bool beyond_ascii{};
  bool empty_level_inside{};
};

Looks look_at(std::string_view text) {
  Looks looks;
  char before = ' ';
  for (const char c : text) {
    looks.capital |= c >= 'A' && c <= 'Z';
    looks.beyond_ascii |= static_cast<unsigned char>(c) >= 0x80;
    looks.empty_level_inside |= c == '/' && before == '/';
    before = c;
  }
  return looks;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

/// As Normalization Form C has it, for letters with an acute accent.
void compose_acute(std::string& text) {
  static constexpr std::string_view pairs[][2] = {{"a", "\xC3\xA1"}, {"e", "\xC3\xA9"}, {"i", "\xC3\xAD"},
                                                  {"o", "\xC3\xB3"}, {"u", "\xC3\xBA"}, {"A", "\xC3\x81"},
                                                  {"E", "\xC3\x89"}, {"O", "\xC3\x93"}, {"U", "\xC3\x9A"}};
  for (const auto& [letter, composed] : pairs) replace_all(text, std::string(letter) + "\xCC\x81", composed);
}

/// U+FF01 to U+FF5E are the printable characters of ASCII in full width.
void narrow_full_width(std::string& text) {
  for (char c = '!'; c <= '~'; ++c) {
    const int code = 0xFF01 + (c - '!');
    const char wide[] = {'\xEF', static_cast<char>(0x80 | ((code >> 6) & 0x3F)),
                         static_cast<char>(0x80 | (code & 0x3F))};
    replace_all(text, {wide, 3}, {&c, 1});
  }
}

void change_characters(std::string& text, const Looks& looks, const Faults& faults) {
  if (looks.beyond_ascii) {
    // 3.1.1/MQTT-1.5.3-3 5.0/MQTT-1.5.4-3: U+FEFF is a character like any other
    if (faults.on("byte-order-mark-not-compared")) replace_all(text, "\xEF\xBB\xBF", "");
    // 3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4: no normalisation
    if (faults.on("accents-composed-before-comparison")) compose_acute(text);
    if (faults.on("full-width-letters-narrowed")) narrow_full_width(text);
  }
  // 3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4 5.0/U-106: upper and lower case are different
  if (looks.capital && faults.on("letter-case-ignored")) {
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  }
}

void change_levels(std::string& text, const Looks& looks, const Faults& faults) {
  // 3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4 5.0/U-106: "/finance", "finance" and "finance/" are three topics
  if (looks.empty_level_inside && faults.on("empty-levels-collapsed")) {
    while (text.find("//") != std::string::npos) replace_all(text, "//", "/");
  }
  if (text.size() > 1 && text.ends_with('/') && faults.on("trailing-slash-ignored")) text.pop_back();
  if (text.size() > 1 && text.starts_with('/') && faults.on("leading-slash-ignored")) text.erase(0, 1);
  // 3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4 5.0/U-106: spaces count
  if ((text.starts_with(' ') || text.ends_with(' ')) && faults.on("outer-spaces-trimmed")) {
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
  }
  // 3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4: to the last byte, of which there may be 65535
  if (text.size() > 255 && faults.on("topics-compared-up-to-255-bytes")) text.resize(255);
}

/// The filter read as if `wildcard` did not have to fill its level.
void widen_levels(std::string& filter, char wildcard) {
  std::string widened;
  for (std::size_t start = 0; start != ended;) {
    const std::string_view level = next_level(filter, start);
    const bool wide = level.find(wildcard) != std::string_view::npos;
    widened += wide ? std::string_view(&wildcard, 1) : level;
    if (wide && wildcard == '#') break;
    if (start != ended) widened += '/';
  }
  filter = widened;
}

}  // namespace

std::string_view as_compared(std::string_view text, std::string& changed, const Faults& faults) {
  const Looks looks = look_at(text);
  const bool edges =
      text.starts_with('/') || text.ends_with('/') || text.starts_with(' ') || text.ends_with(' ');
  if (!looks.capital && !looks.beyond_ascii && !looks.empty_level_inside && !edges && text.size() <= 255)
    return text;
  std::string result(text);
  change_characters(result, looks, faults);
  change_levels(result, looks, faults);
  if (result.empty() || result == text) return text;
  changed = std::move(result);
  return changed;
}

std::string_view filter_as_compared(std::string_view filter, std::string& changed, const Faults& faults) {
  std::string_view result = as_compared(filter, changed, faults);
  bool hash_inside = false;
  bool plus_inside = false;
  for (std::size_t start = 0; start != ended;) {
    const std::string_view level = next_level(result, start);
    hash_inside |= level.find('#') != std::string_view::npos && (level.size() > 1 || start != ended);
    plus_inside |= level.find('+') != std::string_view::npos && level.size() > 1;
  }
  // 3.1.1/MQTT-4.7.1-2 5.0/MQTT-4.7.1-1: # is a wildcard as the whole last level only
  if (hash_inside && faults.on("misplaced-hash-matches")) {
    changed = std::string(result);
    widen_levels(changed, '#');
    result = changed;
  }
  // 3.1.1/MQTT-4.7.1-3 5.0/MQTT-4.7.1-2: + is a wildcard as a whole level only
  if (plus_inside && faults.on("misplaced-plus-matches")) {
    changed = std::string(result);
    widen_levels(changed, '+');
    result = changed;
  }
  return result;
}

}  // namespace broker
