// The parts of a failure block, from top to bottom.
#include "reports/failure_block.h"

#include <algorithm>
#include <fmt/format.h>

#include "reports/terminal.h"
#include "reports/text.h"
#include "reports/wire_log.h"
#include "reports/wording.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Failure;
using client::Verdict;
using runner::CaseResult;

constexpr std::uint32_t lines_before = 4;

void add_unique(std::vector<std::string>& ids, const std::string& id) {
  if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

std::string headline(const CaseResult& result, const Style& style) {
  std::string line = painted(style, paint_of(result.verdict), status_word(result.verdict));
  line += ' ';
  line += painted(style, Paint::bold, printable(result.id));
  const auto ids = violated_ids(result);
  if (ids.empty()) return line + "\n";
  const std::string level = level_of(ids.front());
  line += "   ";
  if (!level.empty()) line += level + "  ";
  return line + painted(style, Paint::cyan, printable(ids.front())) + "\n";
}

std::string paragraph(std::string_view text, std::string_view indent, const Style& style) {
  std::string out;
  const std::size_t width = style.width > indent.size() + 20 ? style.width - indent.size() : 20;
  for (const auto& line : wrapped(printable(text), width)) {
    out += indent;
    out += line + "\n";
  }
  return out;
}

/// A labelled paragraph: the label stands once, the lines behind it are aligned.
std::string labelled(std::string_view label, std::string_view text) {
  return fmt::format("  {:<9} {}\n", label, printable(text));
}

/// The scenario's lines up to the failing one, and the caret. Says whether `got` found room behind the caret.
std::string excerpt(const CaseResult& result, const Failure& failure, const Style& style, bool& got_is_told) {
  std::string out =
      fmt::format("  --> {}:{}:{}\n", printable(result.file), failure.where.line, failure.where.column);
  const auto line = failure.where.line;
  if (line < result.line || line - result.line >= result.source.size()) return out;
  const std::size_t gutter = std::max<std::size_t>(5, fmt::formatted_size("{}", line) + 2);
  const auto first = std::max(result.line, line > lines_before ? line - lines_before : 1);
  for (auto number = first; number <= line; ++number) {
    const auto& text = result.source[number - result.line];
    if (number != line && text.find_first_not_of(" \t") == std::string::npos) continue;
    const std::string mark = fmt::format("{:>{}} |", number, gutter);
    out += painted(style, Paint::dim, mark) + " " + printable(text) + "\n";
  }
  const std::string& text = result.source[line - result.line];
  const std::size_t begin =
      std::min<std::size_t>(failure.where.column == 0 ? 0 : failure.where.column - 1, text.size());
  const std::size_t length = std::min<std::size_t>(failure.where.length, text.size() - begin);
  const std::size_t before = columns(printable(std::string_view(text).substr(0, begin)));
  const std::size_t carets =
      std::max<std::size_t>(1, columns(printable(std::string_view(text).substr(begin, length))));
  std::string below(carets, '^');
  const std::string got = "got " + printable(failure.actual);
  got_is_told = !failure.actual.empty() && gutter + 3 + before + carets + 1 + columns(got) <= style.width;
  if (got_is_told) below += " " + got;
  out += painted(style, Paint::dim, std::string(gutter, ' ') + " |") + " " + std::string(before, ' ') +
         painted(style, Paint::red, below) + "\n";
  return out;
}

std::string one_failure(const CaseResult& result, const Failure& failure, const Style& style) {
  bool got_is_told = false;
  std::string out;
  if (failure.where.line != 0) out += excerpt(result, failure, style, got_is_told);
  if (!failure.expected.empty()) out += labelled("expected", failure.expected);
  if (!failure.actual.empty() && !got_is_told) out += labelled("got", failure.actual);
  if (!failure.explanation.empty()) out += paragraph(failure.explanation, "  ", style);
  return out;
}

/// One thing that happened may be charged to more than one requirement.
bool is_same_event(const Failure& one, const Failure& other) {
  return one.where.line == other.where.line && one.where.column == other.where.column &&
         one.expected == other.expected && one.actual == other.actual &&
         one.explanation == other.explanation && one.wire_index == other.wire_index;
}

/// What is to be said besides the failure itself: the reason of other verdicts, the replay, the broker's
/// health.
std::string circumstances(const CaseResult& result, const Style& style) {
  std::string out;
  if (result.verdict == Verdict::flaky)
    out += paragraph("It failed in the main pass and passed when it was played alone.", "  ", style);
  if (!result.outcome.reason.empty()) out += paragraph(result.outcome.reason, "  ", style);
  if (!result.outcome.capability.empty()) {
    const auto& source = result.outcome.capability_source;
    out += labelled("missing", result.outcome.capability + (source.empty() ? "" : ", read from " + source));
  }
  if (!result.listener.empty())
    out += labelled("listener",
                    result.listener + (result.listener_url.empty() ? "" : ", " + result.listener_url));
  if (result.running_when_broker_died)
    out += paragraph("The broker died while this case was running.", "  ", style);
  for (const auto& remark : result.outcome.advice)
    out += labelled("advice", (remark.requirement.empty() ? "" : remark.requirement + ": ") + remark.text);
  if (!result.canary.empty() && result.canary != "alive")
    out += labelled("broker", "afterwards: " + result.canary);
  return out;
}

/// What the broker itself printed: more than most readers want, so for those who ask for more.
std::string broker_log_of(const CaseResult& result, const Style& style) {
  if (style.verbosity != Verbosity::verbose && style.verbosity != Verbosity::everything) return {};
  constexpr std::size_t most_lines = 15;
  const auto& lines = result.outcome.broker_log;
  const bool all = style.verbosity == Verbosity::everything || lines.size() <= most_lines;
  std::string out;
  for (std::size_t i = all ? 0 : lines.size() - most_lines; i < lines.size(); ++i) {
    const std::string line = printable(lines[i]);
    out += out.empty() ? "  log   " : "        ";
    out += (all || style.width < 40 ? line : shortened(line, style.width - 8)) + "\n";
  }
  return out;
}

std::string log_of(const CaseResult& result, const Style& style) {
  if (result.outcome.wire.empty()) return {};
  const auto here = result.outcome.failures.empty() ? result.outcome.wire.size()
                                                    : result.outcome.failures.front().wire_index;
  constexpr std::size_t indent = 8;
  Style inner = style;
  inner.width = style.width > indent ? style.width - indent : style.width;
  std::string out;
  for (const auto& line : wire_log(result, here, inner)) {
    out += out.empty() ? "  wire  " : "        ";
    out += line + "\n";
  }
  return out;
}

}  // namespace

std::vector<std::string> violated_ids(const CaseResult& result) {
  std::vector<std::string> ids;
  if (result.verdict != Verdict::fail && result.verdict != Verdict::flaky) return ids;
  for (const auto& failure : result.outcome.failures) add_unique(ids, failure.requirement);
  return ids;
}

std::vector<std::string> advised_ids(const CaseResult& result) {
  std::vector<std::string> ids;
  for (const auto& remark : result.outcome.advice) add_unique(ids, remark.requirement);
  return ids;
}

std::vector<std::string> noted_ids(const CaseResult& result) {
  std::vector<std::string> ids;
  for (const auto& remark : result.outcome.notes) add_unique(ids, remark.requirement);
  return ids;
}

std::string account_of(const CaseResult& result, std::string_view id) {
  const auto& outcome = result.outcome;
  if (!outcome.reason.empty()) return outcome.reason;
  if (!outcome.capability.empty()) return "missing: " + outcome.capability;
  if (result.verdict == Verdict::advisory && !outcome.advice.empty()) {
    const auto found = std::ranges::find(outcome.advice, id, &client::Remark::requirement);
    return advice_text(found == outcome.advice.end() ? outcome.advice.front() : *found);
  }
  if (outcome.failures.empty()) return std::string(word_for(result.verdict));
  const auto found = std::ranges::find(outcome.failures, id, &Failure::requirement);
  const auto& failure = found == outcome.failures.end() ? outcome.failures.front() : *found;
  std::string text = result.verdict == Verdict::flaky ? "failed once, passed when played alone: " : "";
  if (!failure.expected.empty()) text += "expected " + failure.expected;
  if (!failure.actual.empty()) text += (failure.expected.empty() ? "got " : ", got ") + failure.actual;
  if (failure.expected.empty() && failure.actual.empty()) text += failure.explanation;
  return text;
}

std::string rerun_line(const CaseResult& result, const runner::RunResult& run) {
  std::string line = "conformance " + shell_word(result.id);
  if (!run.selection.rerun_arguments.empty()) line += " " + run.selection.rerun_arguments;
  if (!run.selection.seed.empty()) line += " --seed " + shell_word(run.selection.seed);
  return line + " -vv";
}

std::string failure_block(const CaseResult& result, const runner::RunResult& run, const Style& style) {
  std::string out = headline(result, style);
  const auto ids = violated_ids(result);
  const std::string sentence = ids.empty() ? std::string() : sentence_of(ids.front());
  out += paragraph(sentence.empty() ? result.sentence : sentence, "  ", style);
  const Failure* before = nullptr;
  for (const auto& failure : result.outcome.failures) {
    if (before != nullptr && !failure.requirement.empty()) {
      const std::string level = level_of(failure.requirement);
      out += labelled("also", (level.empty() ? "" : level + "  ") + failure.requirement);
    }
    if (before == nullptr || !is_same_event(*before, failure)) out += one_failure(result, failure, style);
    before = &failure;
  }
  out += circumstances(result, style);
  out += log_of(result, style);
  out += broker_log_of(result, style);
  out += "  rerun: " + printable(rerun_line(result, run)) + "\n";
  if (const auto line =
          netcat_line(result, result.listener_url.empty() ? run.target.url : result.listener_url);
      !line.empty())
    out += "  by hand: " + line + "\n";
  return out;
}

}  // namespace reports
