// A play made from others: steps dropped, repeated, swapped and spliced, actors merged and multiplied,
// connections cut, sessions resumed; fields and bytes changed by the mutator that the fuzz targets have
// (codec/mutate). Pure: the same plays and numbers give the same play.
#pragma once

#include <span>

#include "campaign/play.h"
#include "codec/random/random.h"

namespace campaign {

struct MutateOptions {
  std::size_t most_steps = 64;
  std::size_t most_bytes = 1U << 20U;
  bool may_pause = true;
  bool may_answer = false;  ///< the broker has a bridge to us
};

/// At least one step long. `others`: where splices come from; may be empty.
Play mutate(const Play& play, std::span<const Play* const> others, codec::Random& random,
            const MutateOptions& options = {});

}  // namespace campaign
