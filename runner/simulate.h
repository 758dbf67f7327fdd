// The reference broker without a network: the target, the settings and the wire of `--simulate` and of
// proofs. It is the target `reference` of targets/, on the ports of the simulated wire.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "net/free_port.h"
#include "net/simulated_loop.h"
#include "runner/target.h"

namespace runner {

struct Simulation {
  Target target;
  net::SimulationOptions wire;  ///< seed and weather are the caller's to choose; at first 0 and calm
  net::TemporaryFolder folder;  ///< of the certificates, which must live as long as the wire
};

/// Makes the certificates, too. Fails with a sentence when the temporary folder cannot be written.
std::expected<Simulation, std::string> simulate();

/// Switches faults of the reference broker on, and says so in the target's name.
void misbehave(Simulation& simulation, const broker::Faults& faults);

/// The seed of a wire, from the hexadecimal text that users see; any other text has one, too.
std::uint64_t seed_of_wire(std::string_view seed);

}  // namespace runner
