// From options to a broker that runs.
#include "cli/running_target.h"

#include <fmt/format.h>

#include "cli/nearest.h"

namespace cli {
namespace {

using runner::Exit;

std::expected<RunningTarget, Exit> launch(const TargetOptions& options, net::EventLoop& loop,
                                          Console& console) {
  const std::string name(options.names_none() ? runner::reference_target : std::string_view(options.launch));
  runner::LaunchOptions how;
  for (const auto& fault : options.faults) how.arguments.insert(how.arguments.end(), {"--fault", fault});
  auto broker = runner::launch(name, loop, how);
  if (!broker) {
    std::string message = broker.error().message;
    const auto known = runner::launchable();
    const auto meant = nearest(options.launch, known);
    if (meant && *meant != options.launch && message.find(*meant) == std::string::npos)
      message += fmt::format(" Did you mean `{}`?", *meant);
    console.complain(message);
    return std::unexpected(broker.error().exit);
  }
  RunningTarget running;
  running.target = broker->target();
  // Nobody may take the verdict on a broker with faults for one on the broker.
  if (!options.faults.empty())
    running.target.name += fmt::format(" with the fault {}", fmt::join(options.faults, ", "));
  running.launched = std::move(*broker);
  return running;
}

}  // namespace

std::expected<RunningTarget, Exit> reach(const TargetOptions& options, net::EventLoop& loop,
                                         Console& console) {
  RunningTarget running;
  if (options.names_none()) console.err(ways_to_name_a_broker());
  if (options.names_none() || !options.launch.empty()) {
    auto launched = launch(options, loop, console);
    if (!launched) return launched;
    running = std::move(*launched);
  } else {
    auto target = target_of(options);
    if (!target) {
      console.complain(target.error());
      return std::unexpected(Exit::usage);
    }
    running.target = std::move(*target);
  }
  if (const auto applied = apply_flags(options, running.target); !applied) {
    console.complain(applied.error());
    return std::unexpected(Exit::usage);
  }
  if (const auto far = addresses_off_loopback(running.target); !far.empty())
    console.err(
        fmt::format("warning: {} is not this machine. The cases send malformed packets and use `#`; --safe "
                    "leaves those out, --topic-prefix and --client-id-prefix keep to a corner of it.\n",
                    fmt::join(far, ", ")));
  return running;
}

}  // namespace cli
