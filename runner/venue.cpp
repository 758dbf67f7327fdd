// See the header.
#include "runner/venue.h"

#include <optional>
#include <utility>

#include "client/needs.h"

namespace runner {

std::vector<Venue> venues_of(const Target& target, const Probe& probe) {
  std::vector<Venue> venues{{target, probe.facts}};
  if (probe.limited.empty()) return venues;
  venues.push_back({target, probe.limited});
  venues.back().target.default_listener = limited_listener;
  return venues;
}

std::expected<Staging, Unplayable> stage_case(
    const script::CaseInfo& info, const std::vector<Venue>& venues,
    const std::function<script::Environment(const Venue&)>& environment) {
  std::optional<Unplayable> objection;
  const auto object = [&objection](Unplayable found) {
    if (!objection) objection = std::move(found);
  };
  for (const Venue& venue : venues) {
    const auto facts = venue.facts.find(info.version);
    if (facts == venue.facts.end()) continue;
    const script::Environment names = environment(venue);
    if (auto unmet = client::unmet_need(script::needs_of(info, names), facts->second)) {
      object({std::move(unmet->capability), std::move(unmet->source), std::move(unmet->sentence)});
    } else if (auto plan = script::compile(info, names)) {
      return Staging{&venue, std::move(*plan)};
    } else {
      object({plan.error().capability, "target file", plan.error().message});
    }
  }
  object({"", "probe", "the broker does not speak this version"});
  return std::unexpected(std::move(*objection));
}

}  // namespace runner
