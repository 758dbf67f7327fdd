// See the header.
#include "net/websocket_handshake.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <openssl/sha.h>
#include <utility>

#include "crypto/digest.h"

namespace net {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes the text up to the mark off the front, and the mark with it.
std::string_view split_off(std::string_view& text, std::string_view mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(std::min(end + mark.size(), text.size()));
  return first;
}

struct Field {
  std::string_view name;
  std::string_view value;
};

/// The next line that is a field; lines that are none are passed over.
std::optional<Field> next_field(std::string_view& fields) {
  while (!fields.empty()) {
    const std::string_view line = split_off(fields, "\r\n");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    return Field{trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1))};
  }
  return std::nullopt;
}

}  // namespace

std::string accept_for(std::string_view key) {
  const std::string joined = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest.data());
  return crypto::to_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::optional<std::string_view> header_field(std::string_view fields, std::string_view name) {
  while (const auto field = next_field(fields)) {
    if (equal_ignoring_case(field->name, name)) return field->value;
  }
  return std::nullopt;
}

bool list_holds(std::string_view fields, std::string_view name, std::string_view word, bool ignoring_case) {
  while (const auto field = next_field(fields)) {
    if (!equal_ignoring_case(field->name, name)) continue;
    std::string_view list = field->value;
    while (!list.empty()) {
      const std::string_view each = trimmed(split_off(list, ","));
      if (ignoring_case ? equal_ignoring_case(each, word) : each == word) return true;
    }
  }
  return false;
}

}  // namespace net
