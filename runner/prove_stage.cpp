// See the header.
#include "runner/prove_stage.h"

#include <utility>

#include "runner/play.h"
#include "runner/play_settings.h"

namespace runner {
namespace {

/// Virtual, and so for nothing; no case waits nearly as long.
constexpr net::Time most_patience = std::chrono::hours(1);

}  // namespace

Stage::Stage(Simulation simulation, const Probe& probe, std::string seed)
    : simulation_(std::move(simulation)),
      venues_(venues_of(simulation_.target, probe)),
      seed_(std::move(seed)) {}

std::expected<Stage, RunError> Stage::build(const std::string& seed) {
  auto simulation = simulate();
  if (!simulation) return std::unexpected(RunError{Exit::internal, simulation.error()});
  simulation->wire.seed = seed_of_wire(seed);
  net::SimulatedLoop loop(simulation->wire);
  ProbeOptions options;
  options.seed = seed;
  auto probe = runner::probe(loop, simulation->target, options);
  if (!probe) return std::unexpected(probe.error());
  if (!probe->version_note.empty()) return std::unexpected(RunError{Exit::internal, probe->version_note});
  return Stage(std::move(*simulation), *probe, seed);
}

std::expected<Staging, Unplayable> Stage::stage(const script::CaseInfo& info) const {
  return stage_case(info, venues_, [&](const Venue& venue) {
    return play_environment(venue.target, venue.facts.at(info.version), seed_);
  });
}

Stage::Play Stage::play(const Staging& staging, const broker::Faults& faults) const {
  net::SimulationOptions wire = simulation_.wire;
  wire.faults = faults;
  net::SimulatedLoop loop(wire);
  const Venue& venue = *staging.venue;
  client::Settings settings = play_settings(venue.target, venue.facts.at(staging.plan.version));
  lengthen_for_replay(settings);
  Keeper keeper(loop, venue.target, lever_of(loop));
  CasePlay play(loop, venue.target, staging.plan, std::move(settings), [] {}, &keeper);
  play.start();
  if (!loop.run_until([&play] { return play.done(); }, most_patience)) {
    play.abandon("it went on for an hour of virtual time");
    loop.run_until([&play] { return play.done(); }, loop.now() + std::chrono::minutes(1));
  }
  return {play.outcome(), loop.asked()};
}

}  // namespace runner
