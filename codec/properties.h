// The properties of one packet (5.0, 2.2.2), in the order in which they were sent: a view of the encoded
// block, or of a list built by hand. Order and repetitions are kept, since a User Property may be repeated
// anywhere among the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/field.h"
#include "codec/sequence.h"

namespace codec {

/// One property; which of the values counts follows from the identifier (property_table.h).
struct Property {
  std::uint8_t id{};
  std::uint8_t number_size{};  ///< Subscription Identifier: bytes of its encoding, 0 for the shortest
  std::uint32_t number{};
  std::string_view text{};  ///< string, binary data, name of a pair; for an identifier unknown to 5.0: bytes
                            ///< written as they are
  std::string_view second{};  ///< value of a pair

  static bool read(Reader& reader, Property& item);
};

struct Properties {
  VariableByte length{};    ///< Property Length as it was written; size 0: computed
  std::uint64_t present{};  ///< after decode: bit n is set when a property with identifier n is there
  Sequence<Property> list{};

  /// The first property of that identifier.
  std::optional<Property> find(std::uint8_t id) const {
    for (const Property& property : list) {
      if (property.id == id) return property;
    }
    return {};
  }
};

}  // namespace codec
