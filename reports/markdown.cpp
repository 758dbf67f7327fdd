// See the header.
#include "reports/markdown.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "reports/failure_block.h"
#include "reports/markdown_text.h"
#include "reports/matrices.h"
#include "reports/summary.h"
#include "reports/terminal.h"
#include "reports/text.h"
#include "reports/wording.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Verdict;
using markdown::code;
using markdown::fenced;
using markdown::folded;
using markdown::text;
using runner::CaseResult;

bool is_unexpected(const CaseResult& entry, runner::Level level) {
  return entry.known.empty() && (runner::fails_gate(entry.verdict, level) || entry.verdict == Verdict::error);
}

/// What the job's reader came for.
std::string headline(const runner::RunResult& result, std::size_t unexpected) {
  const auto& summary = result.summary;
  const std::size_t strays = result.baseline ? result.baseline->strays.size() : 0;
  std::string what;
  const auto add = [&](const std::string& part) { what += (what.empty() ? "" : ", ") + part; };
  if (summary.broker_died) add("the broker died");
  if (summary.interrupted) add("interrupted");
  if (summary.deadline_reached) add("deadline reached");
  if (unexpected != 0) add(counted(unexpected, "unexpected failure"));
  if (strays != 0) add(counted(strays, "line") + " of the baseline not borne out");
  const bool well = summary.exit_code == 0;
  if (what.empty()) what = well ? "as expected" : "incomplete";
  return fmt::format("## {}: {}, {}\n\n", well ? "PASS" : "FAIL", text(result.target.name), what);
}

std::string facts(const runner::RunResult& result) {
  std::string counts = closing_lines(result, Style{});
  std::string versions;
  for (const auto version : result.target.versions)
    versions += (versions.empty() ? "" : " + ") + std::string(codec::name_of(version));
  std::string out;
  for (std::size_t at = 0; at < counts.size();) {
    const auto end = std::min(counts.find('\n', at), counts.size());
    out += "**" + text(std::string_view(counts).substr(at, end - at)) + "**  \n";
    at = end + 1;
  }
  out += fmt::format("{} · MQTT {} · seed {} · conformance {}", code(result.target.url), text(versions),
                     code(result.selection.seed), text(result.tool_version));
  if (result.baseline) out += fmt::format(" · baseline {}", code(result.baseline->file));
  return out + "\n\n";
}

std::string strays_of(const runner::RunResult& result) {
  if (!result.baseline || result.baseline->strays.empty()) return {};
  std::string out = "### Baseline\n\n";
  for (const auto& stray : result.baseline->strays)
    out += fmt::format("- {}: {} {}\n", code(fmt::format("{}:{}", result.baseline->file, stray.line)),
                       code(stray.entry), text(stray.what));
  return out + "\n";
}

std::string violated(const runner::RunResult& result) {
  std::string rows;
  std::size_t count = 0;
  for (const auto& entry : result.requirements) {
    if (entry.verdict != runner::RequirementVerdict::violated) continue;
    ++count;
    rows += fmt::format("| {} | {} | {} |\n", code(entry.id), text(level_of(entry.id)),
                        text(sentence_of(entry.id)));
  }
  if (rows.empty()) return {};
  return folded(fmt::format("{} violated", counted(count, "requirement")),
                "| id | level | |\n|---|---|---|\n" + rows);
}

std::string areas(const runner::RunResult& result) {
  constexpr std::array shown{Verdict::pass,        Verdict::advisory,     Verdict::fail,    Verdict::flaky,
                             Verdict::unsupported, Verdict::inconclusive, Verdict::not_run, Verdict::error};
  std::vector<std::string> order;
  std::map<std::string, std::map<Verdict, std::size_t>> counts;
  for (const auto& entry : result.cases) {
    if (!counts.contains(entry.suite)) order.push_back(entry.suite);
    ++counts[entry.suite][entry.verdict];
  }
  std::string out = "| area | cases |";
  std::string rule = "|---|--:|";
  for (const auto verdict : shown) {
    out += fmt::format(" {} |", word_for(verdict) == "not_run" ? "not run" : word_for(verdict));
    rule += "--:|";
  }
  out += "\n" + rule + "\n";
  for (const auto& name : order) {
    std::size_t total = 0;
    for (const auto& [verdict, count] : counts[name]) total += count;
    out += fmt::format("| {} | {} |", text(name), total);
    for (const auto verdict : shown)
      out += counts[name][verdict] == 0 ? " |" : fmt::format(" {} |", counts[name][verdict]);
    out += "\n";
  }
  return folded("By area", out);
}

/// The lists of the screen, as they are.
std::string as_on_screen(std::string_view title, std::string_view list) {
  if (list.empty()) return {};
  return folded(title, fenced(list));
}

/// A failure in a line, for what finds no room in full. The variants of a matrix share one.
std::string line_of(const Mention& mention, const CaseResult& first) {
  const auto ids = violated_ids(first);
  return fmt::format("- {} {} {}{}\n", status_word(first.verdict), code(mention.name),
                     ids.empty() ? "" : code(ids.front()),
                     mention.cases > 1 ? " " + counted(mention.cases, "case") : std::string());
}

struct Group {
  Mention mention;
  const CaseResult* first{};
};

/// Unexpected failures, the worst kind first; variants of one matrix that are charged alike together.
std::vector<Group> groups_of(const runner::RunResult& result) {
  std::vector<Group> groups;
  for (const auto verdict : {Verdict::error, Verdict::fail, Verdict::flaky, Verdict::advisory}) {
    std::vector<std::pair<std::string, std::vector<const CaseResult*>>> alike;
    for (const auto& entry : result.cases) {
      if (entry.verdict != verdict || !is_unexpected(entry, result.selection.level)) continue;
      const std::string matrix = matrix_of(entry);
      std::string key = matrix.empty() ? entry.id : matrix;
      for (const auto& id : violated_ids(entry)) key += " " + id;
      auto found = std::ranges::find(alike, key, [](const auto& one) { return one.first; });
      if (found == alike.end()) found = alike.insert(found, {key, {}});
      found->second.push_back(&entry);
    }
    for (const auto& [key, cases] : alike)
      for (auto& mention : mentions_of(cases)) groups.push_back({std::move(mention), cases.front()});
  }
  return groups;
}

std::string failure(const Group& group, const runner::RunResult& result) {
  const auto ids = violated_ids(*group.first);
  std::string summary = fmt::format("{} {}", status_word(group.first->verdict), code(group.mention.name));
  if (!ids.empty()) summary += fmt::format(" {} {}", text(level_of(ids.front())), code(ids.front()));
  std::string content = fenced(failure_block(*group.first, result, Style{}));
  if (group.mention.cases > 1)
    content += fmt::format("\nThe same in {}: {}\n", counted(group.mention.cases, "variant"),
                           code(labels_of(group.mention.variants, false)));
  return folded(summary, content);
}

}  // namespace

std::string to_markdown(const runner::RunResult& result, std::size_t at_most) {
  const auto unexpected = static_cast<std::size_t>(std::ranges::count_if(
      result.cases, [&](const auto& entry) { return is_unexpected(entry, result.selection.level); }));
  std::string head = headline(result, unexpected) + facts(result);
  const Style plain;
  // What is shorter than a failure and tells more, in the order in which it is missed least.
  std::string tail;
  const auto add = [&](const std::string& part) {
    if (head.size() + tail.size() + part.size() <= at_most / 2) tail += part;
  };
  add(strays_of(result));
  add(violated(result));
  add(areas(result));
  add(as_on_screen("Requirements", requirement_counts(result, plain)));
  add(as_on_screen("Inconclusive and not run", inconclusive_list(result, plain)));
  add(as_on_screen("Advice", advisory_list(result, plain)));
  add(as_on_screen("Unsupported", unsupported_list(result, plain)));

  const auto groups = groups_of(result);
  if (groups.empty()) return head + tail;
  constexpr std::string_view title = "### Failures\n\n";
  constexpr std::size_t room_for_the_rest = 200;
  std::vector<std::string> lines;
  std::size_t lines_size = 0;
  lines.reserve(groups.size());
  for (const auto& group : groups) {
    lines.push_back(line_of(group.mention, *group.first));
    lines_size += lines.back().size();
  }
  std::string failures;
  const std::size_t fixed = head.size() + title.size() + tail.size() + room_for_the_rest;
  const std::size_t room = at_most > fixed ? at_most - fixed : 0;
  std::size_t done = 0;
  for (; done < groups.size(); ++done) {
    const std::string whole = failure(groups[done], result);
    const std::size_t lines_left = std::min(lines_size - lines[done].size(), room / 2);
    if (failures.size() + whole.size() + lines_left > room) break;
    failures += whole;
    lines_size -= lines[done].size();
  }
  std::size_t in_lines = 0;
  for (; done < groups.size() && failures.size() + lines[done].size() <= room; ++done, ++in_lines)
    failures += lines[done];
  if (done < groups.size())
    failures += fmt::format("\n… and {} more; JSON and JUnit have them all.\n", groups.size() - done);
  else if (in_lines != 0)
    failures += "\nJSON and JUnit have these in full.\n";
  return head + std::string(title) + failures + "\n" + tail;
}

}  // namespace reports
