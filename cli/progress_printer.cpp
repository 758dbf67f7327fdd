// Progress on standard error.
#include "cli/progress_printer.h"

#include "reports/terminal.h"
#include "reports/text.h"

namespace cli {
namespace {

/// Without a terminal, the standing is told once in so many seconds: enough for a CI log to show life.
constexpr double plain_interval_s = 10;
/// Nothing is cut short in a log.
constexpr std::size_t plain_width = 1000;

}  // namespace

ProgressPrinter::ProgressPrinter(Console& console, reports::Verbosity verbosity) : console_(&console) {
  style_.colour = console.err_has_colour();
  style_.width = console.err_is_terminal() ? console.width() : plain_width;
  style_.verbosity = verbosity;
}

ProgressPrinter::~ProgressPrinter() {
  clear();
}

void ProgressPrinter::begins(const runner::RunResult& so_far, std::size_t cases) {
  lines_ = reports::ProgressLines(so_far.cases, style_);
  if (style_.verbosity == reports::Verbosity::quiet) return;
  clear();
  // The head of the report belongs to the results; with a machine reading them it goes to standard error.
  reports::Style style = style_;
  style.width = console_->width();
  style.colour = console_->stdout_is_taken() ? console_->err_has_colour() : console_->out_has_colour();
  console_->out(reports::header_line(so_far, cases, style) + "\n" + reports::probe_lines(so_far, style));
}

void ProgressPrinter::finished(const runner::CaseResult& result, const runner::Standing& standing) {
  const bool shown = reports::has_progress_line(result, style_.verbosity);
  for (const auto& text : lines_.finished(result, shown)) line(text);
  draw(standing);
}

void ProgressPrinter::slow(std::string_view case_id, double seconds) {
  if (style_.verbosity != reports::Verbosity::quiet) line(reports::slow_line(case_id, seconds, style_));
}

void ProgressPrinter::standing(const runner::Standing& standing) {
  if (style_.verbosity == reports::Verbosity::quiet) return;
  if (console_->err_is_terminal()) {
    draw(standing);
    return;
  }
  if (standing.elapsed_s < told_at_ + plain_interval_s) return;
  told_at_ = standing.elapsed_s;
  std::string text = reports::standing_line(standing, style_);
  if (text == told_) return;
  console_->err(text + "\n");
  told_ = std::move(text);
}

void ProgressPrinter::note(std::string_view text) {
  if (style_.verbosity != reports::Verbosity::quiet) line("  " + reports::printable(text));
}

void ProgressPrinter::ends() {
  for (const auto& text : lines_.rest()) line(text);
  clear();
}

void ProgressPrinter::clear() {
  if (drawn_.empty()) return;
  drawn_.clear();
  console_->err("\r\x1b[K");
}

void ProgressPrinter::line(const std::string& text) {
  clear();
  console_->err(text + "\n");
}

void ProgressPrinter::draw(const runner::Standing& standing) {
  if (!console_->err_is_terminal() || style_.verbosity == reports::Verbosity::quiet) return;
  reports::Style plain = style_;
  plain.colour = false;
  std::string text = reports::shortened(reports::standing_line(standing, plain), console_->width() - 1);
  if (text == drawn_) return;
  console_->err("\r" + text + "\x1b[K");
  drawn_ = std::move(text);
}

}  // namespace cli
