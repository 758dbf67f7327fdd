// A target that can be talked to: described, or launched and kept running as long as this lives.
#pragma once

#include <expected>
#include <optional>

#include "cli/console.h"
#include "cli/target_options.h"
#include "net/event_loop.h"
#include "runner/launch.h"

namespace cli {

struct RunningTarget {
  runner::Target target;
  std::optional<runner::LaunchedBroker> launched;
};

/// Reads or launches the target, lays the flags over it, and warns when it is not on this machine. Has
/// complained when it fails.
std::expected<RunningTarget, runner::Exit> reach(const TargetOptions& options, net::EventLoop& loop,
                                                 Console& console);

}  // namespace cli
