// Both renderings walk over the packets of a line and stop at the first that is no packet.
#include "codec/decode_report.h"

#include <fmt/format.h>
#include <optional>

#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/dump.h"
#include "codec/field_walk.h"

namespace codec {
namespace {

constexpr std::size_t longest_string_shown = 64;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_separator(char c) {
  return std::string_view(" \t\r\n:-,").find(c) != std::string_view::npos;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string type_name(std::string_view bytes) {
  return std::string(name_of(static_cast<PacketType>(static_cast<unsigned char>(bytes[0]) >> 4)));
}

/// The members of a JSON object in the order of the documentation.
struct Verdict {
  std::string_view verdict;
  std::string_view requirement;
  std::optional<unsigned> reason_code;
  std::optional<std::size_t> offset;
  std::string_view field;
  std::string explanation;
  std::string packet;
};

std::string to_json(const Verdict& verdict) {
  const auto text = [](std::string_view value) {
    return value.empty() ? std::string("null") : json_string(value);
  };
  const auto number = [](auto value) { return value ? fmt::format("{}", *value) : std::string("null"); };
  return fmt::format(R"({{"verdict": {}, "requirement": {}, "reason_code": {}, "offset": {}, )"
                     R"("field": {}, "explanation": {}, "packet": {}}})",
                     text(verdict.verdict), text(verdict.requirement), number(verdict.reason_code),
                     number(verdict.offset), text(verdict.field), text(verdict.explanation),
                     text(verdict.packet));
}

std::string missing_text(std::uint32_t needed) {
  return needed == 1 ? "The packet breaks off: at least 1 byte is missing."
                     : fmt::format("The packet breaks off: at least {} bytes are missing.", needed);
}

}  // namespace

std::expected<Bytes, std::string> parse_hex(std::string_view line) {
  Bytes bytes;
  for (std::size_t i = 0; i < line.size();) {
    if (is_separator(line[i])) {
      ++i;
      continue;
    }
    if (line[i] == '0' && i + 1 < line.size() && (line[i + 1] == 'x' || line[i + 1] == 'X')) {
      i += 2;
      if (i == line.size()) return std::unexpected("there is nothing behind the last 0x");
    }
    const int high = hex_value(line[i]);
    if (high < 0)
      return std::unexpected(
          fmt::format("{} at column {} is no hex digit", print_string(line.substr(i, 1)), i + 1));
    const int low = i + 1 < line.size() ? hex_value(line[i + 1]) : -1;
    if (low < 0) return std::unexpected(fmt::format("the byte at column {} has only one hex digit", i + 1));
    bytes.push_back(static_cast<char>(high << 4 | low));
    i += 2;
  }
  return bytes;
}

void DecodeReport::learn_version(std::string_view bytes) {
  if (from_ != Direction::client_to_server) return;
  const FieldWalk walk = walk_fields(bytes, version_, from_);
  if (walk.type == PacketType::connect) version_ = walk.version;
}

std::string DecodeReport::text(std::string_view bytes) {
  std::string out;
  do {
    const Version before = version_;
    const Decoded decoded = decode(as_bytes(bytes), before, from_);
    learn_version(bytes);
    if (decoded.is_packet()) {
      const std::string_view packet = bytes.substr(0, decoded.size());
      out +=
          print_packet(packet, before, from_, longest_string_shown) + '\n' + dump_text(packet, before, from_);
      fmt::format_to(std::back_inserter(out), "accept: {}, {} bytes, MQTT {}\n", type_name(packet),
                     packet.size(), name_of(decoded.packet().version));
      bytes.remove_prefix(decoded.size());
      continue;
    }
    if (decoded.is_incomplete()) {
      out += dump_text(bytes, before, from_);
      return out + "incomplete: " + missing_text(decoded.needed()) + '\n';
    }
    const Violation& found = decoded.violation();
    out += dump_text(bytes, before, from_, found);
    fmt::format_to(std::back_inserter(out), "{} at byte {}, {}: {} [{}, reason code 0x{:02x}]\n",
                   name_of(found.kind), found.offset, found.field, found.explanation, found.requirement,
                   found.reason_code);
    return out;
  } while (!bytes.empty());
  return out;
}

std::string DecodeReport::json(std::string_view bytes) {
  std::size_t offset = 0;
  std::string packet;
  do {
    const std::string_view rest = bytes.substr(offset);
    const Decoded decoded = decode(as_bytes(rest), version_, from_);
    learn_version(rest);
    if (!rest.empty()) packet = type_name(rest);
    if (decoded.is_incomplete()) {
      return to_json({"incomplete", {}, {}, bytes.size(), {}, missing_text(decoded.needed()), packet});
    }
    if (decoded.is_violation()) {
      const Violation& found = decoded.violation();
      return to_json({name_of(found.kind), found.requirement, found.reason_code, offset + found.offset,
                      found.field, std::string(found.explanation), packet});
    }
    offset += decoded.size();
  } while (offset < bytes.size());
  return to_json({"accept", {}, {}, {}, {}, {}, packet});
}

}  // namespace codec
