// Diagnostics: collected, sorted, and told as a compiler would.
#include "script/diagnostic.h"

#include <algorithm>
#include <fmt/format.h>

#include "script/text.h"

namespace script {

void Diagnostics::error(const Location& where, std::string message, std::string suggestion) {
  add(Diagnostic::Severity::error, where, std::move(message), std::move(suggestion));
}

void Diagnostics::warning(const Location& where, std::string message, std::string suggestion) {
  add(Diagnostic::Severity::warning, where, std::move(message), std::move(suggestion));
}

void Diagnostics::add(Diagnostic::Severity severity, const Location& where, std::string message,
                      std::string suggestion) {
  if (!known_.emplace(where.line, where.column, message).second) return;
  errors_ += severity == Diagnostic::Severity::error ? 1 : 0;
  Diagnostic diagnostic{severity, file_, where, std::move(message), std::move(suggestion), {}};
  if (where.line >= 1 && where.line <= lines_.size()) diagnostic.source_line = lines_[where.line - 1];
  found_.push_back(std::move(diagnostic));
}

bool Diagnostics::errors_between(std::uint32_t first_line, std::uint32_t last_line) const {
  return std::ranges::any_of(found_, [&](const Diagnostic& each) {
    return each.severity == Diagnostic::Severity::error && each.where.line >= first_line &&
           each.where.line <= last_line;
  });
}

std::vector<Diagnostic> Diagnostics::take() {
  std::vector<std::size_t> order(found_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(
      order, {}, [&](std::size_t i) { return std::tuple(found_[i].where.line, found_[i].where.column, i); });
  std::vector<Diagnostic> sorted;
  for (const std::size_t i : order) sorted.push_back(std::move(found_[i]));
  found_.clear();
  known_.clear();
  return sorted;
}

std::string did_you_mean(std::string_view word) {
  return word.empty() ? std::string() : fmt::format("did you mean `{}`?", word);
}

namespace {

/// How many columns the bytes take on a screen, roughly: one for each character.
std::size_t characters(std::string_view bytes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(bytes, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  const char* severity = diagnostic.severity == Diagnostic::Severity::error ? "error" : "warning";
  std::string text;
  const Location& where = diagnostic.where;
  if (where.line == 0) {
    text = fmt::format("{}: {}: {}\n", diagnostic.file, severity, diagnostic.message);
  } else {
    text = fmt::format("{}:{}:{}: {}: {}\n", diagnostic.file, where.line, where.column, severity,
                       diagnostic.message);
    // What could disturb a terminal is shown as its escape; the caret follows.
    const std::size_t from = std::min<std::size_t>(where.column - 1, diagnostic.source_line.size());
    const std::size_t span = std::min<std::size_t>(where.length, diagnostic.source_line.size() - from);
    const std::string_view line = diagnostic.source_line;
    const std::string before = printable(line.substr(0, from));
    const std::string marked = printable(line.substr(from, span));
    const std::string behind = printable(line.substr(from + span));
    const std::string number = fmt::format("{}", where.line);
    text += fmt::format("{0:{1}} |\n{2} | {3}{4}{5}\n{0:{1}} | {6:{7}}{8}\n", "", number.size(), number,
                        before, marked, behind, "", characters(before),
                        std::string(std::max<std::size_t>(characters(marked), 1), '^'));
  }
  if (!diagnostic.suggestion.empty()) text += fmt::format("help: {}\n", diagnostic.suggestion);
  return text;
}

}  // namespace script
