// The reference decoder's answer in the words of the vectors.
#pragma once

#include <cstdio>
#include <span>
#include <string>
#include <variant>

#include "codec/reference/decode.h"
#include "tests/codec/vectors/vector.h"

namespace codec::vectors {

inline Outcome outcome_of(const Violation& violation) {
  static constexpr const char* kinds[] = {"malformed", "protocol_error", "too_large"};
  char reason_code[8];
  std::snprintf(reason_code, sizeof reason_code, "0x%02X", static_cast<unsigned>(violation.reason_code));
  return {kinds[static_cast<int>(violation.kind)], std::string(violation.requirement), reason_code,
          std::to_string(violation.offset),        std::string(violation.field),       0};
}

inline Outcome outcome_of(const reference::Result& result) {
  if (const auto* accept = std::get_if<reference::Accept>(&result))
    return {"accept", "-", "-", "-", "-", accept->taken};
  if (const auto* missing = std::get_if<reference::Incomplete>(&result)) {
    return {"incomplete", "-", "-", "-", "-", missing->needed};
  }
  return outcome_of(std::get<Violation>(result));
}

inline reference::Options reference_options(const Vector& vector) {
  reference::Options options;
  if (vector.maximum_packet_size) options.maximum_packet_size = *vector.maximum_packet_size;
  options.refuse_disallowed_characters = vector.refuse_disallowed;
  return options;
}

}  // namespace codec::vectors
