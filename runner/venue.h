// Where a case is played. Real brokers have limits by listener, and so may a target: what it announces on its
// listener `limited` lets those cases be played that need a server with limits, beside all others.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runner/probe.h"
#include "runner/target.h"
#include "script/script.h"

namespace runner {

/// A listener on which cases can be played.
struct Venue {
  Target target;  ///< its default listener is this one
  std::map<codec::Version, client::ServerFacts> facts;
};

/// The target's default listener; behind it `limited`, where the target has such a listener and it answers.
std::vector<Venue> venues_of(const Target& target, const Probe& probe);

struct Staging {
  const Venue* venue{};
  script::CasePlan plan;
};
/// Why a case cannot be played anywhere.
struct Unplayable {
  std::string capability;  ///< in words of `needs`
  std::string source;      ///< where it was read
  std::string sentence;
};
/// The first venue that offers all that the case needs, and the plan made for it. `environment` is asked for
/// each venue that is tried. What is told of is what the first venue lacks.
std::expected<Staging, Unplayable> stage_case(
    const script::CaseInfo& info, const std::vector<Venue>& venues,
    const std::function<script::Environment(const Venue&)>& environment);

}  // namespace runner
