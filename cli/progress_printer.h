// Listens to a run and shows it on standard error: a line that is drawn over on a terminal, plain lines
// elsewhere.
#pragma once

#include <string>

#include "cli/console.h"
#include "reports/style.h"
#include "runner/progress.h"

namespace cli {

class ProgressPrinter : public runner::Listener {
 public:
  ProgressPrinter(Console& console, reports::Verbosity verbosity);
  ~ProgressPrinter() override;

  void begins(const runner::RunResult& so_far, std::size_t cases) override;
  void finished(const runner::CaseResult& result, const runner::Standing& standing) override;
  void slow(std::string_view case_id, double seconds) override;
  void standing(const runner::Standing& standing) override;
  void note(std::string_view line) override;

  /// Takes the line away that is drawn over; what follows starts at the margin.
  void clear();

 private:
  void line(const std::string& text);
  void draw(const runner::Standing& standing);

  Console* console_;
  reports::Style style_;
  std::string drawn_;  ///< on a terminal: the line that is drawn over
  std::string told_;   ///< elsewhere: the last standing that was told
  double told_at_{};
};

}  // namespace cli
