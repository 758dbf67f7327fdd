// One description of the fields of every packet, for both versions. Decoder, encoder, printer, matcher,
// scenario checker and annotated dump all derive from it; what stands here is written nowhere else.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "codec/field.h"

namespace codec {

enum class FieldKind : std::uint8_t {
  bits,  ///< part of a byte
  byte,
  two_byte,
  four_byte,
  variable_byte,  ///< Variable Byte Integer (1.5.5)
  utf8,
  binary,
  pair,       ///< UTF-8 String Pair (1.5.7)
  byte_list,  ///< codes of SUBACK, UNSUBACK
  rest,       ///< payload: all that is left
};

struct FieldDescription {
  Field field{};
  FieldKind kind{};
  std::uint8_t property{};  ///< property identifier (2.2.2.2), 0 when the field is no property
  bool in_3_1_1{};
  bool in_5_0{};
  bool from_client{};  ///< a client may send it in this packet
  bool from_server{};
  bool repeatable{};
  std::uint32_t lowest{};   ///< smallest legal value of a number, shortest legal length of a string
  std::uint32_t highest{};  ///< largest legal value of a number, longest legal length of a string
  std::optional<Number>
      absent;  ///< what an absent property means, where the standard gives a value (receive_maximum 65535)
  std::string_view section;  ///< section in 5.0, or in 3.1.1 when only that version has the field
};

/// The fields of a packet of this type, in the order in which they stand on the wire.
std::span<const FieldDescription> fields_of(PacketType type);

/// The description of one field in one packet; null when that packet has no such field in that version.
const FieldDescription* find_field(PacketType type, Field field, Version version);

/// Reason or return codes that this packet may carry (3.1.1: return codes of CONNACK and SUBACK), in rising
/// order.
std::span<const std::uint8_t> codes_of(PacketType type, Version version);

/// The standard's name of a code in that packet ("Topic Name invalid"); "" when it has none.
std::string_view name_of_code(PacketType type, Version version, std::uint8_t code);

}  // namespace codec
