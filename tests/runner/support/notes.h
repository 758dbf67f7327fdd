// What tests of whole runs share: suites from text, and a listener that notes down what it is told.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/progress.h"
#include "runner/target.h"
#include "script/script.h"

namespace runner::testing {

/// The cases of a suite `t` with these scenarios; a text that does not pass the checker throws.
std::vector<script::CaseInfo> cases_from(std::string_view scenarios);

Target target_at(std::uint16_t port);

class Notes : public Listener {
 public:
  void begins(const RunResult& so_far, std::size_t cases) override;
  void finished(const CaseResult& result, const Standing& standing) override;
  void slow(std::string_view case_id, double seconds) override;
  void standing(const Standing& standing) override;
  void note(std::string_view line) override;

  std::size_t announced = 0;
  std::vector<std::string> finished_ids;
  std::vector<std::string> lines;
  std::size_t standings = 0;
  std::function<void()> on_finished;
  std::function<void()> on_standing;
};

}  // namespace runner::testing
