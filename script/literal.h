// Values that are written out: numbers, durations, bytes in hexadecimal digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codec/field.h"
#include "script/plan.h"

namespace script {

/// Decimal, or hexadecimal behind 0x, below 2^40; nothing when it is neither.
std::optional<codec::Number> parse_number(std::string_view text);

/// A number up to 1,000,000 and a unit, which is ms, s, or else taken for minutes; nothing when the number is
/// none.
std::optional<Duration> parse_duration(std::string_view text);

/// Bytes of pairs of hexadecimal digits, with or without spaces; nothing when they are none.
std::optional<std::string> hex_bytes(std::string_view text);

}  // namespace script
