// One test vector a line, fields between " | ": name, version, sender, hex, verdict, requirement, reason
// code, offset, field, packet, and options. What a vector expects comes from the standard's text, never from
// running a decoder.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "codec/version.h"

namespace codec::vectors {

using Bytes = std::vector<std::uint8_t>;

/// What a decoder says of some bytes, in words, so that vectors and both decoders can be compared and
/// printed.
struct Outcome {
  std::string verdict;  ///< accept, incomplete, malformed, protocol_error, too_large
  std::string requirement = "-";
  std::string reason_code = "-";  ///< 0x81
  std::string offset = "-";
  std::string field = "-";
  std::size_t bytes{};  ///< accept: taken; incomplete: at least so many more

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

inline std::string to_string(const Outcome& o) {
  if (o.verdict == "accept" || o.verdict == "incomplete") return o.verdict + " " + std::to_string(o.bytes);
  return o.verdict + " " + o.requirement + " " + o.reason_code + " at " + o.offset + " in " + o.field;
}

struct Vector {
  std::string where;  ///< file:line
  std::string name;
  Version version{};
  Direction from{};
  Bytes bytes;
  Outcome expected;
  std::string packet;  ///< "PUBLISH"; "-" when there is not even a first byte
  std::optional<std::uint32_t> maximum_packet_size;
  bool refuse_disallowed = false;
};

namespace detail {

[[noreturn]] inline void fail(const std::string& where, const std::string& what) {
  throw std::runtime_error(where + ": " + what);
}

inline std::vector<std::string> split(const std::string& line, std::string_view between) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (;;) {
    const std::size_t at = line.find(between, from);
    parts.push_back(line.substr(from, at - from));
    if (at == std::string::npos) return parts;
    from = at + between.size();
  }
}

template <class Number>
Number to_number(const std::string& where, std::string_view text, int base = 10) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size())
    fail(where, "no number: " + std::string(text));
  return value;
}

// "30 03 000161 78*20": bytes in hex, blanks anywhere between them, XX*N for N equal bytes.
inline Bytes parse_hex(const std::string& where, const std::string& text) {
  Bytes bytes;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t star = word.find('*');
    const std::string hex = word.substr(0, star);
    if (hex.size() % 2 != 0) fail(where, "half a byte in " + word);
    const std::size_t times =
        star == std::string::npos ? 1 : to_number<std::size_t>(where, word.substr(star + 1));
    for (std::size_t n = 0; n < times; ++n) {
      for (std::size_t i = 0; i < hex.size(); i += 2) {
        bytes.push_back(to_number<std::uint8_t>(where, std::string_view(hex).substr(i, 2), 16));
      }
    }
  }
  return bytes;
}

inline Vector parse_line(const std::string& where, const std::string& line) {
  const std::vector<std::string> part = split(line, " | ");
  if (part.size() != 10 && part.size() != 11)
    fail(where, "10 or 11 columns, not " + std::to_string(part.size()));
  Vector v;
  v.where = where;
  v.name = part[0];
  if (part[1] != "3.1.1" && part[1] != "5.0") fail(where, "no version: " + part[1]);
  v.version = part[1] == "5.0" ? Version::v5_0 : Version::v3_1_1;
  if (part[2] != "client" && part[2] != "server") fail(where, "no sender: " + part[2]);
  v.from = part[2] == "client" ? Direction::client_to_server : Direction::server_to_client;
  v.bytes = parse_hex(where, part[3]);
  v.expected = {part[4], part[5], part[6], part[7], part[8], 0};
  v.packet = part[9];
  if (part[4] == "accept") v.expected.bytes = v.bytes.size();
  std::istringstream options(part.size() == 11 ? part[10] : "");
  for (std::string option; options >> option;) {
    if (option.starts_with("takes=") || option.starts_with("needs=")) {
      v.expected.bytes = to_number<std::size_t>(where, std::string_view(option).substr(6));
    } else if (option.starts_with("max=")) {
      v.maximum_packet_size = to_number<std::uint32_t>(where, std::string_view(option).substr(4));
    } else if (option == "disallowed=refused") {
      v.refuse_disallowed = true;
    } else {
      fail(where, "no option: " + option);
    }
  }
  return v;
}

}  // namespace detail

/// All vectors, file by file in the order of their names. Throws with file and line on anything it cannot
/// read.
inline std::vector<Vector> read_vectors() {
  const std::filesystem::path folder = std::filesystem::path(CONFORMANCE_SOURCE_DIR) / "tests/codec/vectors";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Vector> vectors;
  for (const auto& file : files) {
    std::ifstream input(file);
    int number = 0;
    for (std::string line; std::getline(input, line);) {
      ++number;
      if (line.empty() || line.starts_with('#')) continue;
      const std::string where = file.filename().string() + ":" + std::to_string(number);
      vectors.push_back(detail::parse_line(where, line));
    }
  }
  return vectors;
}

}  // namespace codec::vectors
