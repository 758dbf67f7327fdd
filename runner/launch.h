// Starts a broker that targets/ knows, on free ports and in a temporary folder, and takes it down again
// whatever happens.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/broker_link.h"
#include "net/child_process.h"
#include "net/event_loop.h"
#include "runner/install.h"
#include "runner/run_error.h"
#include "runner/target.h"

namespace runner {

/// Of a pair; what is one broker alone is left.
enum class Side : std::uint8_t { left, right };

class LaunchedBroker {
 public:
  ~LaunchedBroker();  ///< stops the broker and removes its folder
  LaunchedBroker(LaunchedBroker&&) noexcept;
  LaunchedBroker& operator=(LaunchedBroker&&) noexcept;

  const std::string& name() const;  ///< of its folder in targets/
  const Target& target() const;
  int pid() const;
  const std::string& folder() const;
  /// How it ended, if it did although nobody stopped it. Does not wait.
  std::optional<net::ExitStatus> ended(Side side = Side::left);
  /// Sends SIGTERM, or SIGKILL to all that belongs to it, and does not wait: ended() tells.
  void end(bool kill, Side side = Side::left);
  /// Behind its end: the same command in the same folder, on the same ports. Does not wait either.
  std::expected<void, std::string> start_again(Side side = Side::left);
  /// Between the two of a pair; null where there is none of ours.
  net::BrokerLink* link();
  net::Time ready_within() const;
  net::Time stop_within() const;
  /// The last 64 KiB of what the broker printed.
  std::string log() const;
  /// What each side printed so far, those that were stopped and started again included.
  struct LogPlace {
    std::uint64_t left{};
    std::uint64_t right{};
  };
  LogPlace log_place() const;
  /// What was printed from there on, as far as it is kept (64 KiB a side). Lines of the right one of a pair
  /// begin with `right: `.
  std::string log_since(const LogPlace& place) const;

  struct State;
  explicit LaunchedBroker(std::unique_ptr<State> state);

 private:
  std::unique_ptr<State> state_;
};

/// The target of the broker that is built in.
inline constexpr std::string_view reference_target = "reference";

struct LaunchOptions {
  std::string self = "/proc/self/exe";  ///< this program, which is `{self}` in a recipe
  std::vector<std::string> arguments;   ///< behind those of the recipe's `start`
  std::string cache = cache_folder();   ///< where `conformance install` puts what is not packaged
  bool durable = false;                 ///< the recipe's durable variant, which it must have
  std::map<std::string, std::string> environment = {};  ///< beside ours and under the recipe's
};

/// Returns when the broker answered a CONNECT. Fails when there is no such target (exit 2), the broker is not
/// installed, does not start or does not answer (exit 4).
std::expected<LaunchedBroker, RunError> launch(std::string_view name, net::EventLoop& loop,
                                               const LaunchOptions& options = {});

/// The names that launch() knows.
std::vector<std::string> launchable();
/// What the target is known to fail, as the text of a baseline; nothing where its folder has none.
std::optional<std::string_view> known_failures_of(std::string_view name);
/// How many brokers of the durable variant may run beside each other; 0 where the recipe has none.
std::size_t durable_instances_of(std::string_view name);
/// The Debian package of a target, empty for what needs none; nothing for an unknown name.
std::optional<std::string> package_of(std::string_view name);

}  // namespace runner
