// The fast decoder's answer in the words of the vectors.
#pragma once

#include "codec/decode.h"
#include "codec/reference/agree.h"
#include "tests/codec/vectors/reference_outcome.h"
#include "tests/codec/vectors/vector.h"

namespace codec::vectors {

using reference::agree;

inline Outcome outcome_of(const Decoded& decoded) {
  if (decoded.is_packet()) return {"accept", "-", "-", "-", "-", decoded.size()};
  if (decoded.is_incomplete()) return {"incomplete", "-", "-", "-", "-", decoded.needed()};
  return outcome_of(decoded.violation());
}

inline DecodeOptions fast_options(const Vector& vector) {
  DecodeOptions options;
  if (vector.maximum_packet_size) options.maximum_packet_size = *vector.maximum_packet_size;
  options.reject_control_characters = vector.refuse_disallowed;
  return options;
}

}  // namespace codec::vectors
