// Packets from and to lists of named fields. The codec's structs are for speed; this is for those who speak
// in names: the player sends what a scenario says, legal or not, and compares what arrived field by field.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/field.h"
#include "codec/version.h"

namespace codec {

/// Lies about a packet that no field can tell. Each is applied in the order of the members.
struct Overrides {
  std::optional<std::uint8_t> type;           ///< high nibble of byte 1
  std::optional<std::uint8_t> flags;          ///< low nibble of byte 1
  std::optional<std::uint8_t> connect_flags;  ///< the whole byte
  std::optional<std::uint8_t> reserved;  ///< the reserved bits of CONNECT, or of every subscription option
  std::optional<std::uint32_t> property_length;   ///< the number that is written (not that of the Will)
  std::optional<std::uint32_t> remaining_length;  ///< the number that is written
  std::optional<std::uint8_t> length_bytes;  ///< 1..5 bytes for the Remaining Length, over-long on purpose
  std::optional<std::uint32_t> truncate;     ///< cut so many bytes off the end, lengths as they were
  Bytes append;                              ///< behind the last byte, lengths as they were
};

/// The bytes of a packet with these fields, in this order of properties and subscriptions, right or wrong.
/// Absent fields take what a plain packet has (protocol name and version, flags derived from the fields that
/// are present, property lengths). Fails only where a value cannot be written in its field at all (70,000 in
/// two bytes, a field that the packet does not have in that version); the text says which. A property that
/// the packet may not carry (misplaced) is written if the version knows it at all.
std::expected<Bytes, std::string> compose(PacketType type, Version version,
                                          std::span<const FieldValue> fields,
                                          const Overrides& overrides = {});

/// The fields of one whole packet, in the order of the wire; a flag or option that is 0 is listed too, an
/// absent property is not. For bytes that do not decode: the fields up to the one that is broken.
std::vector<FieldValue> dissect(std::string_view packet, Version version, Direction from);

/// One field as it reads in a scenario: `topic="a/b"`, `codes=[2, 1]`, `user_property="a":"1"`, `retain`.
/// Strings longer than `shorten` bytes are cut with an ellipsis and their length (0: never).
std::string print(const FieldValue& field, std::size_t shorten = 0);

/// A string as a scenario's literal: quotes, \" \\ \n \t \xHH, `$` doubled.
std::string print_string(std::string_view bytes);

/// A whole packet in the scenario notation: `PUBLISH topic="a" qos=1 id=1 payload="hi"`; fields with their
/// usual value (flags 0, remaining_length, property_length) are left out. Bytes that do not decode print as
/// `BYTES 82 1c …`.
std::string print_packet(std::string_view packet, Version version, Direction from, std::size_t shorten = 0);

}  // namespace codec
