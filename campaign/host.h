// The broker that a campaign attacks, however it is run: launched from targets/, by a command of the user's,
// or by somebody else.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "campaign/coverage_map.h"
#include "campaign/playback.h"
#include "client/player.h"
#include "net/event_loop.h"
#include "runner/launch.h"
#include "runner/target.h"

namespace campaign {

/// How it ended.
struct End {
  net::ExitStatus status;
  std::string log;  ///< the end of what it printed
};

class Host {
 public:
  Host() = default;
  virtual ~Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  virtual const runner::Target& target() const = 0;
  /// Whether fresh() starts another.
  virtual bool restarts() const = 0;
  /// Ends the broker, if it runs, and starts one that knows nothing of it. Returns when that one answers.
  /// Where it cannot be started here: waits until it answers. Fails with a sentence; then there is no broker.
  virtual std::expected<void, std::string> fresh() = 0;
  /// Nothing as long as it runs, or where that cannot be known.
  virtual std::optional<net::ExitStatus> ended() = 0;
  /// Asks it to end as an administrator would, and waits for that. Nothing where we did not start it.
  virtual std::optional<End> stop() = 0;
  /// Of the process; 0: unknown.
  virtual int pid() const = 0;
  /// The end of what it printed.
  virtual std::string log() const = 0;
  /// Where it says which of its code has run; nullptr where nobody can be asked. What an uninstrumented
  /// broker has is empty.
  virtual CoverageMap* coverage() { return nullptr; }

  /// Says something to the broker's bridge, whose remote end we are; empty where it has none.
  virtual Say say() { return {}; }

  /// The default listener.
  net::Endpoint where() const;
  client::Credentials credentials() const;
};

/// Of targets/; with the options of sanitizers in its environment.
std::unique_ptr<Host> launched_host(std::string name, net::EventLoop& loop, runner::LaunchOptions options);
/// A shell command in which `{port}` stands for the port of 127.0.0.1 to listen on, and `{remote}`, if it is
/// there, for that to which its bridge is to connect: a RemoteEnd listens there.
std::unique_ptr<Host> command_host(std::string command, net::EventLoop& loop);
/// One that somebody else runs.
std::unique_ptr<Host> foreign_host(runner::Target target, net::EventLoop& loop);

}  // namespace campaign
