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

Stage::Stage(Simulation simulation, const Probe& probe, const std::string& seed)
    : simulation_(std::move(simulation)) {
  for (const auto& [version, facts] : probe.facts) {
    client::Settings settings = play_settings(simulation_.target, facts);
    lengthen_for_replay(settings);
    settings_[version] = std::move(settings);
    environments_[version] = play_environment(simulation_.target, facts, seed);
  }
}

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

std::expected<script::CasePlan, script::Missing> Stage::plan_of(const script::CaseInfo& info) const {
  return script::compile(info, environments_.at(info.version));
}

Stage::Play Stage::play(const script::CasePlan& plan, const broker::Faults& faults) const {
  net::SimulationOptions wire = simulation_.wire;
  wire.faults = faults;
  net::SimulatedLoop loop(wire);
  CasePlay play(loop, simulation_.target, plan, settings_.at(plan.version), [] {});
  play.start();
  if (!loop.run_until([&play] { return play.done(); }, most_patience)) {
    play.abandon("it went on for an hour of virtual time");
    loop.run_until([&play] { return play.done(); }, loop.now() + std::chrono::minutes(1));
  }
  return {play.outcome(), loop.asked()};
}

}  // namespace runner
