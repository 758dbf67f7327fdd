// One packet as the player sees it: its bytes, its fields by name, when and where it passed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/outcome.h"
#include "codec/compose.h"
#include "codec/field.h"
#include "codec/version.h"

namespace client {

struct Packet {
  codec::PacketType type{};
  codec::Version version{};
  codec::Direction from{};
  std::string bytes;
  std::vector<codec::FieldValue> fields;  ///< as on the wire, but `topic` with its alias resolved
  Time at{};
  std::size_t wire_index{};

  /// The field's first value; null when it is not on the wire.
  const codec::Value* find(codec::Field field) const;
  bool has(codec::Field field) const { return find(field) != nullptr; }
  codec::Number number(codec::Field field, codec::Number otherwise = 0) const;
  std::string_view text(codec::Field field) const;
  /// An acknowledgement's reason code; 0 where the short form leaves it out.
  std::uint8_t code() const { return static_cast<std::uint8_t>(number(codec::Field::code)); }
  std::uint16_t id() const { return static_cast<std::uint16_t>(number(codec::Field::id)); }
  std::uint8_t qos() const { return static_cast<std::uint8_t>(number(codec::Field::qos)); }
  const codec::NumberList* codes() const;
  std::size_t count(codec::Field field) const;
};

/// One field to send. (Out of line: within initializer lists gcc 12 warns of parts of the variant that are
/// not there.)
codec::FieldValue field(codec::Field name, codec::Number value);
codec::FieldValue field(codec::Field name, std::string_view value);

/// Dissects a whole packet. Bytes that do not decode give the fields up to the one that is broken.
Packet read_packet(std::string bytes, codec::Version version, codec::Direction from);

/// The value of a field as it compares: what is on the wire, or what its absence means (Receive Maximum
/// 65535, a reason code left out). Nothing when absence has no meaning.
std::optional<codec::Value> value_or_meaning(const Packet& packet, codec::Field field);

/// `PUBLISH topic="a" qos=1 …`, with long strings cut.
std::string print(const Packet& packet);

}  // namespace client
