// See the header. Plays report by setting a flag; all work is done in step(), outside their hooks, so that a
// play may be destroyed there.
#include "runner/pool.h"

#include <algorithm>

namespace runner {

void Pool::add(Task task) {
  waiting_.push_back(std::move(task));
  dirty_ = true;
}

void Pool::set_slots(std::size_t slots) {
  slots_ = slots;
  dirty_ = true;
}

void Pool::hold(bool on) {
  if (held_ != on) dirty_ = true;
  held_ = on;
}

void Pool::start(Task task, bool aside) {
  auto entry = std::make_unique<Entry>();
  entry->task = std::move(task);
  entry->aside = aside;
  entry->play = entry->task.make([this] { dirty_ = true; });
  if (!entry->play) return;
  entry->holds_slot = !aside;
  if (entry->holds_slot) ++busy_;
  CasePlay& play = *entry->play;
  plays_.push_back(std::move(entry));
  play.start();
}

void Pool::start_aside(Task task) {
  start(std::move(task), true);
  dirty_ = true;
}

void Pool::start_cleaning(net::EventLoop& loop, const net::Endpoint& where, client::CleanupOrder order) {
  cleanings_.push_back(std::make_unique<Cleaning>(loop, where, std::move(order), [this] { dirty_ = true; }));
  cleanings_.back()->start();
}

bool Pool::may_start(const Task& task) const {
  if (held_ || busy_ >= slots_) return false;
  if (task.exclusive) return plays_.empty() && cleanings_.empty();
  return std::ranges::none_of(plays_, [](const auto& entry) { return entry->task.exclusive; });
}

/// The first that waits for nothing but its turn, if that has come.
std::deque<Pool::Task>::iterator Pool::next_to_start() {
  if (held_ || busy_ >= slots_) return waiting_.end();
  const auto at =
      std::ranges::find_if(waiting_, [](const Task& task) { return !task.may_begin || task.may_begin(); });
  return at == waiting_.end() || may_start(*at) ? at : waiting_.end();
}

void Pool::collect() {
  std::erase_if(cleanings_, [](const auto& each) { return each->done(); });
  for (std::size_t i = 0; i < plays_.size();) {
    Entry& entry = *plays_[i];
    if (entry.holds_slot && (entry.play->draining() || entry.play->done())) {
      entry.holds_slot = false;
      --busy_;
    }
    if (!entry.play->done()) {
      ++i;
      continue;
    }
    const std::unique_ptr<Entry> over = std::move(plays_[i]);
    plays_.erase(plays_.begin() + static_cast<std::ptrdiff_t>(i));
    over->task.done(*over->play);  // may add tasks and start some aside
  }
}

void Pool::step() {
  while (dirty_) {
    dirty_ = false;
    collect();
    for (auto at = next_to_start(); at != waiting_.end(); at = next_to_start()) {
      Task next = std::move(*at);
      waiting_.erase(at);
      start(std::move(next), false);
    }
  }
}

std::vector<std::string> Pool::drop_waiting() {
  std::vector<std::string> ids;
  ids.reserve(waiting_.size());
  for (const Task& task : waiting_) ids.push_back(task.id);
  waiting_.clear();
  return ids;
}

void Pool::abandon(std::string_view reason) {
  for (const auto& entry : plays_) entry->play->abandon(reason);
  cleanings_.clear();
  dirty_ = true;
}

std::vector<Pool::Running> Pool::running() const {
  std::vector<Running> all;
  for (const auto& entry : plays_) {
    if (!entry->aside) all.push_back({entry->task.id, entry->play->started(), entry->play.get()});
  }
  std::ranges::sort(all, {}, &Running::since);
  return all;
}

}  // namespace runner
