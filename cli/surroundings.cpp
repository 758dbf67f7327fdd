// See the header.
#include "cli/surroundings.h"

#include "cli/broker_faults.h"
#include "net/socket_loop.h"

namespace cli {
namespace {

using runner::Exit;

std::expected<Surroundings, Exit> simulated(const RunOptions& options, Console& console) {
  auto simulation = runner::simulate();
  if (!simulation) {
    console.complain(simulation.error());
    return std::unexpected(Exit::internal);
  }
  const auto faults = faults_named(options.target.faults);
  if (!faults) {
    console.complain(faults.error());
    return std::unexpected(Exit::usage);
  }
  runner::misbehave(*simulation, *faults);
  if (const auto applied = apply_flags(options.target, simulation->target); !applied) {
    console.complain(applied.error());
    return std::unexpected(Exit::usage);
  }
  simulation->wire.seed = runner::seed_of_wire(options.seed);
  simulation->wire.weather = net::rough();
  Surroundings around;
  around.loop = std::make_unique<net::SimulatedLoop>(simulation->wire);
  around.target.target = simulation->target;
  around.simulation = std::move(*simulation);
  return around;
}

}  // namespace

std::expected<Surroundings, Exit> surroundings_of(const RunOptions& options, Console& console) {
  if (options.simulate) return simulated(options, console);
  Surroundings around;
  around.loop = std::make_unique<net::SocketLoop>();
  auto target = reach(options.target, *around.loop, console);
  if (!target) return std::unexpected(target.error());
  around.target = std::move(*target);
  return around;
}

}  // namespace cli
