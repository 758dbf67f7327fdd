// Rules on text: well-formed UTF-8 (RFC 3629), and the grammar of Topic Names and Topic Filters (4.7, 5.0
// section 4.8.2). Nothing here knows of packets; the answers are which rule is broken first.
#pragma once

#include <cstddef>
#include <string_view>

#include "codec/reference/cursor.h"

namespace codec::reference {

enum class TextFault {
  none,
  ill_formed,      // 5.0/MQTT-1.5.4-1, 3.1.1/MQTT-1.5.3-1
  null_character,  // 5.0/MQTT-1.5.4-2, 3.1.1/MQTT-1.5.3-2
  disallowed,      // 5.0/U-001, 3.1.1/U-117
};

/// The first character that has a fault, and where it begins in the string.
struct FaultyCharacter {
  TextFault fault = TextFault::none;
  std::size_t index{};
};
FaultyCharacter first_text_fault(std::string_view bytes, bool refuse_disallowed_characters);

/// A Topic Name: not empty (4.7.3-1), no wildcards. Which statement forbids the wildcards depends on where it
/// stands.
/// `offset` is that of the string's length; a wrong character is reported where it stands behind it.
void require_topic_name(const Cursor& cursor, std::string_view topic, std::size_t offset,
                        std::string_view field, const Rule& no_wildcards);

/// A Topic Filter, in 5.0 also one of a Shared Subscription.
void require_topic_filter(const Cursor& cursor, std::string_view filter, std::size_t offset);

/// 5.0 section 4.8.2: whether a filter marks a Shared Subscription.
bool is_shared(std::string_view filter);

}  // namespace codec::reference
