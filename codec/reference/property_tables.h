// Table 2-4 of 5.0 (what properties there are) and, packet by packet, what the sections on properties say of
// each: may it be repeated, which values it has, who may send it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "codec/version.h"

namespace codec::reference {

enum class PropertyType {
  byte,
  two_byte_integer,
  four_byte_integer,
  variable_byte_integer,
  binary_data,
  utf8_string,
  utf8_string_pair,
};

struct PropertyDefinition {
  std::uint32_t identifier{};
  std::string_view name;
  PropertyType type{};
};

/// Null when no property has this identifier.
const PropertyDefinition* find_property(std::uint32_t identifier);

struct AllowedProperty {
  std::uint32_t identifier{};
  std::string_view repeated;            ///< rule that forbids a second one; "" where several may stand
  std::uint32_t lowest = 0;             ///< of a number
  std::uint32_t highest = 0xFFFF'FFFF;  ///< of a number
  std::string_view out_of_range{};      ///< rule that sets these limits
  std::uint8_t out_of_range_reason = 0x82;
  std::string_view no_wildcards{};       ///< the text is a Topic Name; rule that forbids wildcards in it
  std::optional<Direction> only_from{};  ///< the packet goes both ways, the property does not
  std::string_view wrong_sender{};       ///< rule that forbids the other direction
  std::string_view field{};              ///< name of the field, where it is not that of the property
};

/// What the packet may carry; empty for those without properties.
std::span<const AllowedProperty> properties_of(PacketType type);
/// What the Will Properties in a CONNECT may carry (3.1.3.2).
std::span<const AllowedProperty> will_properties();

}  // namespace codec::reference
