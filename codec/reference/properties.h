// The properties of 5.0 (2.2.2): how a set of them is read. Which property may stand where is in
// property_tables.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string_view>

#include "codec/reference/cursor.h"
#include "codec/reference/property_tables.h"

namespace codec::reference {

struct Properties {
  std::set<std::uint32_t> identifiers;
  std::size_t length_at{};  ///< where the Property Length begins; a rule between properties is reported there

  [[nodiscard]] bool has(std::uint32_t identifier) const { return identifiers.contains(identifier); }
};

/// Reads a Property Length and the properties behind it; each must be one of `allowed`.
Properties read_properties(Cursor& cursor, std::span<const AllowedProperty> allowed,
                           std::string_view length_field);

}  // namespace codec::reference
