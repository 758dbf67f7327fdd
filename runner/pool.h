// Plays many cases at once: so many slots, freed as soon as a case drains; exclusive ones alone; others
// aside, without a slot, for canaries and clean-up.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runner/cleaning.h"
#include "runner/play.h"

namespace runner {

class Pool {
 public:
  struct Task {
    std::string id;
    bool exclusive{};
    /// Asked before it is started; others that wait go ahead of it meanwhile. Empty: at any time.
    std::function<bool()> may_begin{};
    /// Makes the play when its turn has come; null when there is nothing to play after all.
    std::function<std::unique_ptr<CasePlay>(std::function<void()> changed)> make;
    std::function<void(const CasePlay&)> done;
  };
  struct Running {
    std::string id;
    net::Time since{};
    const CasePlay* play{};
  };

  explicit Pool(std::size_t slots) : slots_(slots) {}

  void add(Task task);
  /// At once and without a slot.
  void start_aside(Task task);
  /// Likewise; given up by abandon().
  void start_cleaning(net::EventLoop& loop, const net::Endpoint& where, client::CleanupOrder order);
  void set_slots(std::size_t slots);
  std::size_t slots() const { return slots_; }

  /// What `may_begin` says may have changed.
  void look_again() { dirty_ = true; }
  /// As long as it holds, nothing that waits is started.
  void hold(bool on);

  /// Collects what is done and starts what may start; to be called after every event. Cheap when nothing
  /// changed.
  void step();
  bool idle() const { return waiting_.empty() && plays_.empty() && cleanings_.empty(); }
  /// Forgets what waits, in order.
  std::vector<std::string> drop_waiting();
  /// Ends all that runs as inconclusive for that reason.
  void abandon(std::string_view reason);
  /// Cases that hold a slot or drain, longest first; nothing aside.
  std::vector<Running> running() const;

 private:
  struct Entry {
    Task task;
    std::unique_ptr<CasePlay> play;
    bool aside{};
    bool holds_slot{};
  };
  void start(Task task, bool aside);
  bool may_start(const Task& task) const;
  std::deque<Task>::iterator next_to_start();
  void collect();

  std::size_t slots_;
  std::size_t busy_ = 0;
  std::deque<Task> waiting_;
  std::vector<std::unique_ptr<Entry>> plays_;
  std::vector<std::unique_ptr<Cleaning>> cleanings_;
  bool held_ = false;
  bool dirty_ = true;
};

}  // namespace runner
