// What belongs to a broker that was launched; runner/launch.cpp makes it.
#pragma once

#include <chrono>
#include <csignal>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/free_port.h"
#include "runner/launch.h"

namespace runner {

inline std::chrono::milliseconds in_milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

struct LaunchedBroker::State {
  struct Process {
    net::Command command;
    net::ChildProcess child;
    std::uint64_t printed_before{};  ///< by those that it was before it was started again
    std::string log_before{};        ///< the end of that

    std::uint64_t printed() const { return printed_before + child.printed(); }
    std::string log_since(std::uint64_t place) const;
  };
  State(std::string its_name, Target made, net::TemporaryFolder in, std::vector<net::ChildProcess> others,
        std::optional<net::BrokerLink> between, std::optional<Process> on_the_right, Process running,
        const LaunchRecipe& recipe)
      : name(std::move(its_name)),
        target(std::move(made)),
        folder(std::move(in)),
        beside(std::move(others)),
        link(std::move(between)),
        right(std::move(on_the_right)),
        left(std::move(running)),
        ready_patience(in_milliseconds(recipe.ready_within_s)),
        stop_patience(in_milliseconds(recipe.stop_within_s)) {}
  std::string name;
  Target target;
  net::TemporaryFolder folder;
  std::vector<net::ChildProcess> beside;  ///< stopped behind the broker, which may need them for its end
  std::optional<net::BrokerLink> link;
  std::optional<Process> right;
  Process left;  ///< behind the folder: stopped before it is removed
  std::chrono::milliseconds ready_patience;
  std::chrono::milliseconds stop_patience;
  std::mutex log_mutex;  ///< a process is replaced on the thread of an errand, its log is read on the loop's

  ~State() {
    if (right) right->child.signal(SIGTERM);  // beside the other, so that nobody waits for both
    left.child.stop(stop_patience);
    if (right) right->child.stop(stop_patience);
  }
  /// The left one where there is none on the right.
  Process& of(Side side) { return side == Side::right && right ? *right : left; }
};

}  // namespace runner
