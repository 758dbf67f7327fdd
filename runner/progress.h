// What a run tells while it goes on; the terminal listens. Called on the run's own thread, never
// concurrently.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "runner/result.h"

namespace runner {

struct Standing {
  std::size_t finished{};
  std::size_t total{};
  std::vector<std::string> running;  ///< case ids, longest running first
  std::size_t failed{};
  double elapsed_s{};
  bool replaying{};
};

class Listener {
 public:
  virtual ~Listener() = default;
  /// After the probe, before the first case.
  virtual void begins(const RunResult& so_far, std::size_t cases) = 0;
  /// A case has its final verdict (a fail only after its replay).
  virtual void finished(const CaseResult& result, const Standing& standing) = 0;
  /// A case takes longer than usual.
  virtual void slow(std::string_view case_id, double seconds) = 0;
  /// Several times a second.
  virtual void standing(const Standing& standing) = 0;
  virtual void note(std::string_view line) = 0;
};

}  // namespace runner
