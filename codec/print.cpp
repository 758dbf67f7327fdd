// Fields and packets in the scenario notation. What is left out is what compose puts back by itself, so that
// a printed packet can be pasted into a scenario.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/field_table.h"
#include "codec/field_walk.h"
#include "codec/utf8.h"

namespace codec {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

void put_escaped(std::string& out, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const std::size_t sequence = byte < 0x80 ? 1 : utf8_sequence_size(bytes.substr(i));
    if (sequence > 1 && !is_control_character(bytes.substr(i, sequence))) {
      out.append(bytes, i, sequence);
      i += sequence;
      continue;
    }
    switch (byte) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\t': out += "\\t"; break;
      case '$': out += "$$"; break;
      default:
        if (byte >= 0x20 && byte < 0x7F) {
          out += static_cast<char>(byte);
        } else {
          out += {'\\', 'x', hex_digits[byte >> 4], hex_digits[byte & 15]};
        }
    }
    ++i;
  }
}

std::string print_shortened(std::string_view bytes, std::size_t shorten) {
  if (shorten == 0 || bytes.size() <= shorten) return print_string(bytes);
  std::size_t kept = shorten;  // not in the middle of a character
  while (kept > 0 && (static_cast<unsigned char>(bytes[kept]) & 0xC0) == 0x80 && shorten - kept < 4) --kept;
  std::string out = "\"";
  put_escaped(out, bytes.substr(0, kept));
  return fmt::format("{}…\"({} bytes)", out, bytes.size());
}

/// Codes from 0x10 on are known by their hexadecimal value.
std::string print_code(Number code) {
  return code < 0x10 ? fmt::format("{}", code) : fmt::format("0x{:02x}", code);
}

bool is_flag(Field field) {
  static constexpr std::array flags = {
      Field::clean_session,  Field::clean_start,   Field::will_flag,          Field::will_retain,
      Field::user_name_flag, Field::password_flag, Field::session_present,    Field::dup,
      Field::retain,         Field::no_local,      Field::retain_as_published};
  return std::ranges::find(flags, field) != flags.end();
}

std::string print_number(Field field, Number value) {
  if (is_flag(field) && value == 1) return std::string(name_of(field));
  return fmt::format("{}={}", name_of(field),
                     field == Field::code ? print_code(value) : fmt::format("{}", value));
}

/// Whether compose would write the same without this field.
bool is_usual(const WalkedField& walked, const FieldWalk& walk) {
  const Number* number = std::get_if<Number>(&walked.value);
  const Bytes* text = std::get_if<Bytes>(&walked.value);
  switch (walked.field) {
    case Field::flags:
    case Field::remaining_length:
    case Field::property_length:
    case Field::will_property_length:
    case Field::connect_flags:
    case Field::will_flag:
    case Field::user_name_flag:
    case Field::password_flag: return true;  // follow from the rest in a packet that decodes
    case Field::protocol_name: return *text == "MQTT";
    case Field::protocol_version: return *number == static_cast<Number>(walk.version);
    case Field::clean_session:
    case Field::clean_start: return *number == 1;
    case Field::code: return walk.type != PacketType::connack && *number == 0;
    case Field::payload: return text->empty();
    case Field::reserved:
    case Field::will_qos:
    case Field::will_retain:
    case Field::keep_alive:
    case Field::session_present:
    case Field::dup:
    case Field::qos:
    case Field::retain:
    case Field::max_qos:
    case Field::no_local:
    case Field::retain_as_published:
    case Field::retain_handling: return *number == 0;
    default: return false;
  }
}

std::string print_bytes(std::string_view packet, std::size_t shorten) {
  std::string out = "BYTES";
  const std::size_t shown = shorten == 0 ? packet.size() : std::min(packet.size(), shorten);
  for (const char c : packet.substr(0, shown))
    fmt::format_to(std::back_inserter(out), " {:02x}", static_cast<unsigned char>(c));
  if (shown < packet.size()) fmt::format_to(std::back_inserter(out), " … ({} bytes)", packet.size());
  return out;
}

}  // namespace

std::string print_string(std::string_view bytes) {
  std::string out = "\"";
  put_escaped(out, bytes);
  out += '"';
  return out;
}

std::string print(const FieldValue& field, std::size_t shorten) {
  const std::string_view name = name_of(field.field);
  if (const Number* number = std::get_if<Number>(&field.value)) return print_number(field.field, *number);
  if (const Bytes* text = std::get_if<Bytes>(&field.value)) {
    return fmt::format("{}={}", name, print_shortened(*text, shorten));
  }
  if (const StringPair* pair = std::get_if<StringPair>(&field.value)) {
    return fmt::format("{}={}:{}", name, print_shortened(pair->first, shorten),
                       print_shortened(pair->second, shorten));
  }
  std::string list;
  for (const Number code : std::get<NumberList>(field.value)) {
    if (!list.empty()) list += ", ";
    list += print_code(code);
  }
  return fmt::format("{}=[{}]", name, list);
}

std::string print_packet(std::string_view packet, Version version, Direction from, std::size_t shorten) {
  const Decoded decoded = decode(as_bytes(packet), version, from);
  if (!decoded.is_packet() || decoded.size() != packet.size()) return print_bytes(packet, shorten);
  const FieldWalk walk = walk_fields(packet, version, from);
  std::string out(name_of(walk.type));
  // The topic is what a PUBLISH is known by, so it comes before the flags of byte 1.
  const auto topic = std::ranges::find(walk.fields, Field::topic, &WalkedField::field);
  if (topic != walk.fields.end()) out += ' ' + print({topic->field, topic->value}, shorten);
  for (const WalkedField& walked : walk.fields) {
    if (walked.field == Field::topic || is_usual(walked, walk)) continue;
    out += ' ' + print({walked.field, walked.value}, shorten);
  }
  return out;
}

std::vector<FieldValue> dissect(std::string_view packet, Version version, Direction from) {
  FieldWalk walk = walk_fields(packet, version, from);
  std::vector<FieldValue> fields;
  fields.reserve(walk.fields.size());
  for (WalkedField& walked : walk.fields) {
    if (!walked.broken) fields.push_back({walked.field, std::move(walked.value)});
  }
  return fields;
}

}  // namespace codec
