// Stops, kills and starts the broker of a case, or cuts the link of a pair, while others go on: asked by a
// play, it answers later.
#pragma once

#include <deque>
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

/// How it is done with one kind of broker. All calls return at once; words of an error follow the broker's
/// name, or the link's ("did not end within 5 s").
struct Lever {
  std::function<std::expected<void, std::string>(const client::ControlBroker& wish)> begin;
  /// Whether that is done: the process has ended, or runs. Nothing as long as it is open. A link that is to
  /// be cut at a packet is restored once it was.
  std::function<std::optional<std::expected<void, std::string>>(const client::ControlBroker& wish)> over;
  /// Whether `restart` is a wish of its own for this broker; else, or without the function, it is `stop` and
  /// then `start`.
  std::function<bool(const std::string& broker)> restarts_in_one;
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
  /// Another wish replaces one that is not done yet, whose `done` is then never called.
  void carry_out(const client::ControlBroker& wish, Done done);
  /// Nobody waits any more.
  void forget() { done_ = nullptr; }
  /// Starts what does not run and restores the link, behind what is under way; busy() until that is done, or
  /// cannot be.
  void mend();

  bool busy() const { return step_ != Step::idle; }
  /// All that there is, the link as well.
  bool running() const { return left_runs_ && right_runs_ && link_holds_; }

 private:
  enum class Step : std::uint8_t { idle, doing, starting_behind, answering };
  bool& standing_of(const client::ControlBroker& wish);
  void begin(client::ControlBroker wish);
  void mend_next();
  void look();
  void finish(std::expected<void, std::string> how);

  net::EventLoop& loop_;
  const Target& target_;
  Lever lever_;
  net::Channel channel_;
  client::ControlBroker wish_{};
  Step step_ = Step::idle;
  bool left_runs_ = true;
  bool right_runs_ = true;
  bool link_holds_ = true;
  bool mends_ = false;  ///< behind what is under way
  std::deque<client::ControlBroker> to_mend_{};
  std::expected<void, std::string> begun_;
  std::unique_ptr<Readiness> readiness_;
  Done done_;
};

}  // namespace runner
