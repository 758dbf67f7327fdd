// Lines from the field walk: fields that share a byte become one line, and what the walk could not explain
// gets a line of its own, so that nothing is left out.
#include "codec/dump.h"

#include <algorithm>
#include <fmt/format.h>

#include "codec/compose.h"
#include "codec/field_table.h"
#include "codec/field_walk.h"

namespace codec {
namespace {

constexpr std::size_t longest_value = 48;
constexpr std::size_t bytes_in_a_line = 12;

/// `topic="a"` without the name in front.
std::string value_text(const WalkedField& walked, const FieldWalk& walk) {
  if (walked.broken) return "(breaks off)";
  std::string text = print({walked.field, walked.value}, longest_value);
  const std::size_t name = name_of(walked.field).size();
  text = text.size() > name ? text.substr(name + 1) : "1";
  if (walked.field == Field::code) {
    const auto code = static_cast<std::uint8_t>(std::get<Number>(walked.value));
    const std::string_view meaning = name_of_code(walk.type, walk.version, code);
    if (!meaning.empty()) text += fmt::format(" {}", meaning);
  }
  return text;
}

/// Fields that share the byte of `first`, which are parts of it: `qos=1 retain`.
std::string shared_text(const std::vector<WalkedField>& fields, std::size_t first, std::size_t end) {
  std::string text;
  for (std::size_t i = first; i < end; ++i) {
    if (!text.empty()) text += ' ';
    text += print({fields[i].field, fields[i].value});
  }
  return text;
}

std::size_t group_end(const std::vector<WalkedField>& fields, std::size_t first) {
  std::size_t end = first + 1;
  while (end < fields.size() && fields[end].offset == fields[first].offset &&
         fields[end].size == fields[first].size) {
    ++end;
  }
  return end;
}

DumpLine line_of(const FieldWalk& walk, std::size_t first, std::size_t end) {
  const WalkedField& field = walk.fields[first];
  DumpLine line{field.offset, field.size, std::string(name_of(field.field)), {}};
  if (field.offset == 0) {
    line.field = "type";
    line.value = fmt::format("{} {}", name_of(walk.type), shared_text(walk.fields, first, end));
  } else if (field.field == Field::connect_flags) {
    const auto flags = std::get<Number>(field.value);
    line.value = fmt::format("0x{:02x} {}", flags, shared_text(walk.fields, first + 1, end));
  } else if (end > first + 1) {
    line.field = field.field == Field::max_qos ? "options" : "connect_acknowledge_flags";
    line.value = shared_text(walk.fields, first, end);
  } else {
    line.value = value_text(field, walk);
  }
  return line;
}

std::string hex_text(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes.substr(0, bytes_in_a_line)) {
    fmt::format_to(std::back_inserter(text), "{:02x} ", static_cast<unsigned char>(byte));
  }
  if (bytes.size() > bytes_in_a_line) text += "…";
  return text;
}

}  // namespace

std::vector<DumpLine> dump_lines(std::string_view bytes, Version version, Direction from) {
  const FieldWalk walk = walk_fields(bytes, version, from);
  std::vector<DumpLine> lines;
  std::uint32_t covered = 0;
  for (std::size_t first = 0; first < walk.fields.size();) {
    const std::size_t end = group_end(walk.fields, first);
    DumpLine line = line_of(walk, first, end);
    if (line.size > 0) {
      covered = line.offset + line.size;
      lines.push_back(std::move(line));
    }
    first = end;
  }
  if (covered < walk.end)
    lines.push_back({covered, walk.end - covered, "?", "(bytes that no field explains)"});
  const auto size = static_cast<std::uint32_t>(bytes.size());
  if (walk.end < size) lines.push_back({walk.end, size - walk.end, "?", "(behind the packet)"});
  return lines;
}

std::string dump_text(std::string_view bytes, Version version, Direction from,
                      const std::optional<Violation>& violation) {
  const std::vector<DumpLine> lines = dump_lines(bytes, version, from);
  std::size_t widest = 0;
  for (const DumpLine& line : lines) widest = std::max(widest, line.field.size());
  const std::size_t hex_width = bytes_in_a_line * 3 + 1;
  std::string text;
  bool marked = false;
  for (const DumpLine& line : lines) {
    const std::string hex = hex_text(bytes.substr(line.offset, line.size));
    fmt::format_to(std::back_inserter(text), "  {:04x}  {:<{}} {:<{}}  {}", line.offset, hex, hex_width,
                   line.field, widest, line.value);
    if (violation && !marked && violation->offset < line.offset + line.size) {
      text += "   <== here";
      marked = true;
    }
    text += '\n';
  }
  if (violation && !marked)
    fmt::format_to(std::back_inserter(text), "  {:04x}  <== here\n", violation->offset);
  return text;
}

}  // namespace codec
