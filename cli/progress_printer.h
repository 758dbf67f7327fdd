// Listens to a run and shows it on standard error: a line that is drawn over on a terminal, plain lines
// elsewhere.
#pragma once

#include <string>

#include "cli/console.h"
#include "reports/progress_lines.h"
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

  /// The run is over: tells what was held back, and takes the line away that is drawn over.
  void ends();

 private:
  void clear();
  void line(const std::string& text);
  void draw(const runner::Standing& standing);

  Console* console_;
  reports::Style style_;
  reports::ProgressLines lines_;
  std::string drawn_;  ///< on a terminal: the line that is drawn over
  std::string told_;   ///< elsewhere: the last standing that was told
  double told_at_{};
};

}  // namespace cli
