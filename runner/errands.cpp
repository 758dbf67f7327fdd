// See the header.
#include "runner/errands.h"

#include <utility>

namespace runner {

Errands::Errands() : thread_([this] { work(); }) {}

Errands::~Errands() {
  end();
  const std::scoped_lock lock(mutex_);
  leaves_ = true;
  changed_.notify_all();
}

void Errands::add(std::function<void()> errand) {
  const std::scoped_lock lock(mutex_);
  if (over_) return;
  waiting_.push_back(std::move(errand));
  changed_.notify_all();
}

void Errands::end() {
  std::unique_lock lock(mutex_);
  over_ = true;
  waiting_.clear();
  changed_.notify_all();
  changed_.wait(lock, [this] { return !busy_; });
}

void Errands::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return leaves_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto errand = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    errand();
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace runner
