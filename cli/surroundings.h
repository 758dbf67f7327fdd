// What a run takes place in: sockets and a broker behind them, or a simulated wire.
#pragma once

#include <expected>
#include <memory>
#include <optional>

#include "cli/run_options.h"
#include "cli/running_target.h"
#include "runner/simulate.h"

namespace cli {

struct Surroundings {
  std::optional<runner::Simulation> simulation;
  std::unique_ptr<net::EventLoop> loop;
  RunningTarget target;
};

/// Reaches or launches the broker, or makes the wire. Has complained when it fails.
std::expected<Surroundings, runner::Exit> surroundings_of(const RunOptions& options, Console& console);

}  // namespace cli
