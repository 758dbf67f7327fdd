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

std::expected<Staging, script::Missing> stage_case(
    const script::CaseInfo& info, const std::vector<Venue>& venues,
    const std::function<script::Environment(const Venue&)>& environment) {
  std::optional<Staging> first;
  for (const Venue& venue : venues) {
    const auto facts = venue.facts.find(info.version);
    if (facts == venue.facts.end()) continue;
    auto plan = script::compile(info, environment(venue));
    if (!plan && !first) return std::unexpected(plan.error());
    if (!plan) continue;
    const bool fits = !client::unmet_need(plan->needs, facts->second);
    if (fits) return Staging{&venue, std::move(*plan)};
    if (!first) first = Staging{&venue, std::move(*plan)};
  }
  if (!first) return std::unexpected(script::Missing{"", "no listener speaks this version"});
  return std::move(*first);
}

}  // namespace runner
