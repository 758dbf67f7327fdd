// Whether the broker is still there. One that we started is asked by its process; any other one is suspected
// when a connection cannot be opened, and then tried a few times more before it is called dead.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/event_loop.h"
#include "runner/dialogue.h"
#include "runner/launch.h"
#include "runner/target.h"

namespace runner {

class Pulse {
 public:
  Pulse(net::EventLoop& loop, const Target& target, LaunchedBroker* launched)
      : loop_(loop), target_(target), launched_(launched) {}

  /// A connection could not be opened.
  void suspect();
  /// Suspected, and neither cleared nor found dead yet.
  bool undecided() const { return suspected_ || attempt_ != nullptr; }
  /// When the suspicion that was last raised began.
  net::Time suspected_since() const { return since_; }
  /// Several times a second. How the broker ended, in words that follow its name ("was killed by signal 11
  /// (SIGSEGV)"), or nothing as long as it lives.
  std::optional<std::string> check();
  /// What the broker printed last, if we started it.
  std::string last_words() const;

 private:
  net::EventLoop& loop_;
  const Target& target_;
  LaunchedBroker* launched_;
  bool suspected_ = false;
  net::Time since_{};
  std::size_t checks_ = 0;  ///< since the suspicion, of a process that still runs
  std::size_t misses_ = 0;
  std::unique_ptr<Dialogue> attempt_;
};

}  // namespace runner
