// A thread for what would keep the event loop from looking: starting a process takes as long as the machine
// lets it, and a loop that was late cannot judge anybody's silence. One thread for all errands, because
// processes end with the thread that started them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

namespace runner {

class Errands {
 public:
  Errands();
  ~Errands();  ///< as end()
  Errands(const Errands&) = delete;
  Errands& operator=(const Errands&) = delete;

  /// Does it soon, one behind the other. What it touches must not be touched before the future is ready.
  template <typename Result>
  std::future<Result> run(std::function<Result()> errand) {
    auto task = std::make_shared<std::packaged_task<Result()>>(std::move(errand));
    std::future<Result> result = task->get_future();
    add([task] { (*task)(); });
    return result;
  }
  /// Returns when none is under way and none will be begun. The thread, and what it started, goes on until
  /// the destructor.
  void end();

 private:
  void add(std::function<void()> errand);
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool busy_ = false;
  bool over_ = false;    ///< nothing more is begun
  bool leaves_ = false;  ///< nor waited for
  std::jthread thread_;
};

}  // namespace runner
