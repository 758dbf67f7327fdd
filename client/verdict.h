// From what was found to the verdict of the case: the first that applies, in the order of LANGUAGE "Verdict".
#pragma once

#include <optional>

#include "client/trouble.h"
#include "client/world.h"

namespace client {

/// Records what stopped the case. Inside `given` a failure is no failure.
void record(World& world, const Trouble& trouble, bool in_given);

/// The verdict of everything that was recorded.
void decide(World& world, bool reached_the_end);

/// The first need of the plan that is known not to be met.
std::optional<Trouble> unmet_need(const World& world);

}  // namespace client
