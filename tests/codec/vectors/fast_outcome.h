// The fast decoder's answer in the words of the vectors.
#pragma once

#include "codec/decode.h"
#include "tests/codec/vectors/reference_outcome.h"
#include "tests/codec/vectors/vector.h"

namespace codec::vectors {

inline Outcome outcome_of(const Decoded& decoded) {
  if (decoded.is_packet()) return {"accept", "-", "-", "-", "-", decoded.size()};
  if (decoded.is_incomplete()) return {"incomplete", "-", "-", "-", "-", decoded.needed()};
  return outcome_of(decoded.violation());
}

/// Whether both say the same, in all but the sentence for people.
inline bool agree(const reference::Result& slow, const Decoded& fast) {
  if (const auto* accept = std::get_if<reference::Accept>(&slow)) {
    return fast.is_packet() && fast.size() == accept->taken && fast.packet().type() == accept->type;
  }
  if (const auto* incomplete = std::get_if<reference::Incomplete>(&slow)) {
    return fast.is_incomplete() && fast.needed() == incomplete->needed;
  }
  if (!fast.is_violation()) return false;
  const Violation& a = std::get<Violation>(slow);
  const Violation& b = fast.violation();
  return a.kind == b.kind && a.requirement == b.requirement && a.reason_code == b.reason_code &&
         a.offset == b.offset && a.field == b.field;
}

inline DecodeOptions fast_options(const Vector& vector) {
  DecodeOptions options;
  if (vector.maximum_packet_size) options.maximum_packet_size = *vector.maximum_packet_size;
  options.reject_control_characters = vector.refuse_disallowed;
  return options;
}

}  // namespace codec::vectors
