// See the header.
#include "reports/tap.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>

#include "reports/failure_block.h"
#include "reports/text.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Verdict;
using runner::CaseResult;

/// A description, or the reason of a directive: one line in which `#` begins nothing.
std::string described(std::string_view raw) {
  std::string out;
  for (const char c : printable(raw)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// A YAML scalar: a JSON string is one, on one line.
std::string yaml_string(std::string_view raw) {
  return nlohmann::json(printable(raw)).dump();
}

/// A YAML block scalar; the lines of a report hold no control characters.
std::string block(std::string_view key, std::string_view lines) {
  std::string out = fmt::format("  {}: |2\n", key);
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = std::min(lines.find('\n', at), lines.size());
    out += "    " + std::string(lines.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out;
}

std::string diagnostics(const CaseResult& result, const runner::RunResult& run) {
  const auto ids = result.verdict == Verdict::advisory ? advised_ids(result) : violated_ids(result);
  std::string out = "  ---\n";
  out += fmt::format("  message: {}\n", yaml_string(account_of(result)));
  out += fmt::format("  severity: {}\n", word_for(result.verdict));
  if (!ids.empty()) {
    out += "  requirements:\n";
    for (const auto& id : ids) out += fmt::format("    - {}\n", yaml_string(id));
  }
  if (!result.file.empty())
    out += fmt::format("  at:\n    file: {}\n    line: {}\n", yaml_string(result.file), result.line);
  out += fmt::format("  duration_ms: {:.3f}\n", static_cast<double>(result.outcome.duration.count()) / 1e6);
  if (result.known.empty() && result.verdict != Verdict::advisory)
    out += block("report", failure_block(result, run, Style{}));
  return out + "  ...\n";
}

std::string directive_of(const CaseResult& result) {
  if (!result.known.empty()) return " # TODO known failure: " + described(result.known);
  switch (result.verdict) {
    case Verdict::unsupported:
    case Verdict::inconclusive:
    case Verdict::not_run:
      return fmt::format(" # SKIP {}: {}", word_for(result.verdict), described(account_of(result)));
    default: return {};
  }
}

std::string point(std::size_t number, const CaseResult& result, const runner::RunResult& run) {
  const bool fails =
      runner::fails_gate(result.verdict, run.selection.level) || result.verdict == Verdict::error;
  // A known failure that could not be judged is skipped like any other of its kind; TODO needs no `not ok`.
  std::string out = fmt::format("{} {} - {}{}\n", fails ? "not ok" : "ok", number, described(result.id),
                                directive_of(result));
  if (fails || result.verdict == Verdict::advisory) out += diagnostics(result, run);
  return out;
}

}  // namespace

std::string to_tap(const runner::RunResult& result) {
  const std::size_t strays = result.baseline ? result.baseline->strays.size() : 0;
  std::string out = fmt::format("TAP version 14\n1..{}", result.cases.size() + strays);
  if (result.cases.size() + strays == 0) out += " # nothing was selected";
  out += "\n";
  out += fmt::format("# conformance {} against {}, seed {}\n", printable(result.tool_version),
                     printable(result.target.name), printable(result.selection.seed));
  std::size_t number = 0;
  for (const auto& entry : result.cases) out += point(++number, entry, result);
  if (strays != 0) {
    for (const auto& stray : result.baseline->strays) {
      out += fmt::format("not ok {} - baseline {}:{} {}\n", ++number, described(result.baseline->file),
                         stray.line, described(stray.entry));
      out += fmt::format("  ---\n  message: {}\n  ...\n", yaml_string(stray.what));
    }
  }
  const auto& summary = result.summary;
  if (summary.broker_died)
    out += "Bail out! " +
           described(summary.broker_died_text.empty() ? "the broker died" : summary.broker_died_text) + "\n";
  else if (summary.interrupted)
    out += "Bail out! interrupted\n";
  else if (summary.deadline_reached)
    out += "Bail out! deadline reached\n";
  return out;
}

}  // namespace reports
