// What a server may do with a packet that breaks one rule: the catalogue's word on the violated id, as the
// steps of a case. Internal to this room.
#pragma once

#include <string>
#include <vector>

#include "codec/matrix.h"
#include "requirements/catalogue.h"
#include "script/plan.h"

namespace script {

struct VariantReaction {
  /// The id that judges the reaction; a bare section where the standard has no statement.
  std::string charge;
  /// Never unknown. Where it is open, no reaction breaks `charge`: it is noted, and the case does not cover
  /// it.
  requirements::Reaction::Kind kind{};
  std::vector<codec::Number> codes;  ///< that fit the fault; others are an advisory
};

/// Of an illegal variant.
VariantReaction reaction_to(const codec::Variant& variant);

/// What the steps of a reaction are about and where they stand.
struct ReactionPlace {
  Actor actor{};
  Window window{};
  /// The general rules that the scenario covers; the first is its point.
  std::vector<std::string> covered{};
  Location where{};
  std::string text{};
};

/// The steps of `X reacts to $bad`: the reactions that pass, those that are advice, and what must follow
/// them.
std::vector<Step> steps_of_reaction(const codec::Variant& variant, const ReactionPlace& place);

}  // namespace script
