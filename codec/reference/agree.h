// Whether the two decoders say the same: what tests and fuzzing hold against each other.
#pragma once

#include <variant>

#include "codec/decode.h"
#include "codec/reference/decode.h"

namespace codec::reference {

/// Whether both say the same, in all but the sentence for people.
inline bool agree(const Result& slow, const codec::Decoded& fast) {
  if (const auto* accept = std::get_if<Accept>(&slow)) {
    return fast.is_packet() && fast.size() == accept->taken && fast.packet().type() == accept->type;
  }
  if (const auto* incomplete = std::get_if<Incomplete>(&slow)) {
    return fast.is_incomplete() && fast.needed() == incomplete->needed;
  }
  if (!fast.is_violation()) return false;
  const Violation& a = std::get<Violation>(slow);
  const Violation& b = fast.violation();
  return a.kind == b.kind && a.requirement == b.requirement && a.reason_code == b.reason_code &&
         a.offset == b.offset && a.field == b.field;
}

}  // namespace codec::reference
