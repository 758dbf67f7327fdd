// Stops, kills and starts the broker of a case while others go on: asked by a play, it answers later.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/event_loop.h"
#include "runner/errands.h"
#include "runner/launch.h"
#include "runner/ready.h"
#include "runner/target.h"

namespace runner {

/// How it is done with one kind of broker. Both calls return at once; words of an error follow the broker's
/// name ("did not end within 5 s").
struct Lever {
  std::function<std::expected<void, std::string>(client::ControlBroker::What what)> begin;
  /// Whether that is done: the process has ended, or runs. Nothing as long as it is open.
  std::function<std::optional<std::expected<void, std::string>>(client::ControlBroker::What what)> over;
  bool restarts_in_one{};    ///< `restart` is a wish of its own; else it is `stop` and then `start`
  bool answers_at_once{};    ///< once it runs, CONNECT is answered
  net::Time ready_within{};  ///< patience for that answer
};

/// The broker of a simulated wire.
Lever lever_of(net::EventLoop& simulated);
/// A broker of our own. It is started by an errand: behind the last wish end the errands, then the broker may
/// go.
Lever lever_of(LaunchedBroker& broker, net::EventLoop& loop, Errands& errands);
/// The commands of a target file, which must have some.
Lever lever_of(const BrokerCommands& commands);

class Keeper {
 public:
  using Done = std::function<void(std::expected<void, std::string>)>;

  /// All must outlive it. The broker runs now.
  Keeper(net::EventLoop& loop, const Target& target, Lever lever);
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  /// `done` is called later, on the loop's thread, from the hook of a timer; started is what answers CONNECT.
  /// Of a pair the left broker is the one that is kept here; a wish about the other cannot be fulfilled.
  /// Another wish replaces one that is not done yet, whose `done` is then never called.
  void carry_out(const client::ControlBroker& wish, Done done);
  /// Nobody waits any more.
  void forget() { done_ = nullptr; }
  /// Starts it if it does not run, behind what is under way; busy() until it does, or cannot be started.
  void mend();

  bool busy() const { return step_ != Step::idle; }
  bool running() const { return running_; }

 private:
  enum class Step : std::uint8_t { idle, doing, starting_behind, answering };
  void look();
  void finish(std::expected<void, std::string> how);

  net::EventLoop& loop_;
  const Target& target_;
  Lever lever_;
  net::Channel channel_;
  client::ControlBroker::What what_{};
  Step step_ = Step::idle;
  bool running_ = true;
  bool mends_ = false;  ///< behind what is under way
  std::expected<void, std::string> begun_;
  std::unique_ptr<Readiness> readiness_;
  Done done_;
};

}  // namespace runner
