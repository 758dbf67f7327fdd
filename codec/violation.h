// What is wrong with a piece of input: the answer of both decoders, so it depends on nothing but the shared
// words. Which violation a bad input gives is promised in docs/codec.md and does not depend on how the input
// is cut.
#pragma once

#include <cstdint>
#include <string_view>

#include "codec/version.h"

namespace codec {

enum class ViolationKind : std::uint8_t { malformed, protocol_error, too_large };

/// One broken rule. All views point to static storage, so a violation can be copied and kept freely.
struct Violation {
  ViolationKind kind{};
  std::string_view requirement;  ///< "5.0/MQTT-1.5.4-1", "5.0/U-004", or a section: "5.0/2.1.4"
  std::uint8_t reason_code{};    ///< MQTT 5 reason code that names it (0x81, 0x82, …); also set for 3.1.1
  std::uint32_t offset{};        ///< byte offset from the first byte of the packet
  std::string_view field;  ///< the standard's name of the field, snake_case: "topic", "remaining_length"
  std::string_view explanation;  ///< a sentence for people

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// "malformed", "protocol_error", "too_large".
std::string_view name_of(ViolationKind kind);

}  // namespace codec
