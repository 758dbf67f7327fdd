// Reading of section 1.5's data types. Whatever a field is, it is taken byte by byte, and the one place that
// can run out of bytes is next().
#include "codec/reference/cursor.h"

#include "codec/reference/text.h"

namespace codec::reference {

void malformed(std::string_view requirement, std::size_t offset, std::string_view field,
               std::string_view explanation) {
  throw Broken{
      {ViolationKind::malformed, requirement, 0x81, static_cast<std::uint32_t>(offset), field, explanation}};
}

void protocol_error(std::string_view requirement, std::size_t offset, std::string_view field,
                    std::string_view explanation, std::uint8_t reason_code) {
  throw Broken{{ViolationKind::protocol_error, requirement, reason_code, static_cast<std::uint32_t>(offset),
                field, explanation}};
}

std::uint8_t Cursor::next(std::size_t field_at, std::string_view field) {
  if (at_ == end_) {
    malformed(name_of({"3.1.1/2.2.3", "5.0/U-002"}), field_at, field,
              "The field runs past the end of the packet, or of the properties that it stands in.");
  }
  return packet_[at_++];
}

std::uint8_t Cursor::byte(std::string_view field, std::optional<std::size_t> field_at) {
  return next(field_at.value_or(at_), field);
}

// The high byte comes first (1.5.2).
std::uint16_t Cursor::two_byte_integer(std::string_view field, std::optional<std::size_t> field_at) {
  const std::size_t start = field_at.value_or(at_);
  const unsigned high = next(start, field);
  const unsigned low = next(start, field);
  return static_cast<std::uint16_t>(high * 256 + low);
}

std::uint32_t Cursor::four_byte_integer(std::string_view field, std::optional<std::size_t> field_at) {
  const std::size_t start = field_at.value_or(at_);
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value * 256 + next(start, field);
  return value;
}

// Seven bits a byte, the lowest first; the high bit says that another byte follows; at most four bytes.
std::uint32_t Cursor::variable_byte_integer(std::string_view field, std::optional<std::size_t> field_at) {
  const std::size_t value_at = at_;
  std::uint32_t value = 0;
  std::uint32_t multiplier = 1;
  for (int count = 1;; ++count) {
    const std::uint8_t encoded = next(field_at.value_or(value_at), field);
    value += (encoded % 128U) * multiplier;
    multiplier *= 128;
    if (encoded >= 128) {
      if (count == 4)
        malformed("5.0/1.5.5", value_at, field, "A Variable Byte Integer has at most four bytes.");
      continue;
    }
    // 5.0/MQTT-1.5.5-1: a last byte of 0 adds nothing, so fewer bytes would have done.
    if (count > 1 && encoded == 0) {
      malformed("5.0/MQTT-1.5.5-1", value_at, field, "The number is written in more bytes than it needs.");
    }
    return value;
  }
}

std::string Cursor::length_prefixed(std::string_view field, std::optional<std::size_t> field_at) {
  const std::size_t start = field_at.value_or(at_);
  std::size_t length = std::size_t{next(start, field)} * 256;
  length += next(start, field);
  std::string data;
  while (data.size() < length) data.push_back(static_cast<char>(next(start, field)));
  return data;
}

std::string Cursor::binary_data(std::string_view field, std::optional<std::size_t> field_at) {
  return length_prefixed(field, field_at);
}

std::string Cursor::utf8_string(std::string_view field, std::optional<std::size_t> field_at) {
  const std::size_t characters = at_ + 2;
  std::string data = length_prefixed(field, field_at);
  const auto [fault, index] = first_text_fault(data, options_.refuse_disallowed_characters);
  const std::size_t at = characters + index;
  switch (fault) {
    case TextFault::none: break;
    case TextFault::ill_formed:
      malformed(name_of({"3.1.1/MQTT-1.5.3-1", "5.0/MQTT-1.5.4-1"}), at, field,
                "The string is not well-formed UTF-8.");
    case TextFault::null_character:
      malformed(name_of({"3.1.1/MQTT-1.5.3-2", "5.0/MQTT-1.5.4-2"}), at, field,
                "The string contains U+0000.");
    case TextFault::disallowed:
      malformed(name_of({"3.1.1/U-117", "5.0/U-001"}), at, field,
                "The string contains a control character or a non-character.");
  }
  return data;
}

void Cursor::enter_properties(std::size_t length) {
  end_ = at_ + length;
}

void Cursor::leave_properties() {
  end_ = packet_.size();
}

}  // namespace codec::reference
