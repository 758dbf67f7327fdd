// The lines of a run in progress.
#include "reports/terminal.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "reports/failure_block.h"
#include "reports/text.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Verdict;

constexpr std::size_t status_width = 12;
constexpr std::size_t id_width = 54;

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

/// "maximum QoS 2", "retain", "no wildcard subscription": how a capability reads in a list.
std::string spoken(const runner::Capability& capability) {
  constexpr std::string_view available = "_available";
  std::string name = capability.name;
  const bool is_switch = name.ends_with(available);
  if (is_switch) name.resize(name.size() - available.size());
  std::ranges::replace(name, '_', ' ');
  if (name.ends_with(" qos")) name.replace(name.size() - 3, 3, "QoS");
  const auto& value = capability.value;
  if (value == "yes" || (is_switch && value == "1")) return printable(name);
  if (value == "no" || (is_switch && value == "0")) return printable("no " + name);
  return printable(name + " " + value);
}

/// That a broker is one of no pair is no news.
bool is_absent_pair(const runner::Capability& capability) {
  return (capability.name == "left" || capability.name == "right") && capability.value == "no";
}

/// Where and in which version it was read: "CONNACK 5.0".
std::string origin_of(const runner::Capability& capability) {
  const bool both = capability.source.empty() || capability.version.empty();
  return printable(capability.source + (both ? "" : " ") + capability.version);
}

std::string status_column(std::string_view word, Paint paint, const Style& style) {
  const std::string pad(status_width - std::min(status_width, word.size()), ' ');
  return pad + painted(style, paint, word);
}

}  // namespace

Paint paint_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return Paint::green;
    case Verdict::fail:
    case Verdict::error: return Paint::red;
    case Verdict::unsupported:
    case Verdict::not_run: return Paint::dim;
    case Verdict::advisory:
    case Verdict::flaky:
    case Verdict::inconclusive: return Paint::yellow;
  }
  return Paint::dim;
}

std::string header_line(const runner::RunResult& result, std::size_t cases, const Style& style) {
  std::vector<std::string> versions;
  for (const auto version : result.target.versions) versions.emplace_back(codec::name_of(version));
  std::string line = painted(style, Paint::bold, "conformance " + printable(result.tool_version));
  line += "   " + printable(result.target.name);
  if (result.target.name != result.target.url) line += " at " + printable(result.target.url);
  if (!versions.empty()) line += "   MQTT " + joined(versions, " + ");
  if (!result.selection.seed.empty()) line += "   seed " + printable(result.selection.seed);
  return line + "   " + counted(cases, "case");
}

std::string probe_lines(const runner::RunResult& result, const Style& style) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_origin;
  for (const auto& capability : result.target.capabilities) {
    if (!capability.listener.empty() || is_absent_pair(capability)) continue;
    const std::string origin = origin_of(capability);
    auto found = std::ranges::find(by_origin, origin, [](const auto& group) { return group.first; });
    if (found == by_origin.end()) found = by_origin.insert(found, {origin, {}});
    found->second.push_back(spoken(capability));
  }
  std::vector<std::string> groups;
  for (const auto& [origin, names] : by_origin)
    groups.push_back(joined(names, ", ") + (origin.empty() ? "" : " (" + origin + ")"));
  std::string out;
  constexpr std::string_view label = "  probe: ";
  const std::size_t width = style.width > label.size() + 20 ? style.width - label.size() : 20;
  for (const auto& line : wrapped(joined(groups, "; "), width)) {
    out += out.empty() ? std::string(label) : std::string(label.size(), ' ');
    out += line + "\n";
  }
  if (!result.target.version_note.empty()) out += "  " + printable(result.target.version_note) + "\n";
  return out;
}

bool has_progress_line(const runner::CaseResult& result, Verbosity verbosity) {
  if (verbosity == Verbosity::quiet) return false;
  if (!result.known.empty()) return verbosity >= Verbosity::verbose;
  switch (result.verdict) {
    case Verdict::pass: return verbosity == Verbosity::everything;
    case Verdict::unsupported:
    case Verdict::not_run: return verbosity >= Verbosity::verbose;
    default: return true;
  }
}

std::string annotation_of(const runner::CaseResult& result) {
  const auto& outcome = result.outcome;
  if (!result.known.empty()) return printable(joined(violated_ids(result), " ") + "  " + result.known);
  switch (result.verdict) {
    case Verdict::fail:
    case Verdict::flaky: return printable(joined(violated_ids(result), " "));
    case Verdict::advisory:
      return outcome.advice.empty() ? std::string() : printable(advice_text(outcome.advice.front()));
    case Verdict::unsupported: {
      if (outcome.capability.empty()) return printable(outcome.reason);
      const auto& source = outcome.capability_source;
      return printable(outcome.capability + (source.empty() ? "" : " (" + source + ")"));
    }
    default: return printable(outcome.reason);
  }
}

std::string advice_text(const client::Remark& remark) {
  return (remark.text.starts_with("should") ? "" : "should: ") + remark.text;
}

std::string progress_line(const Progress& progress, const Style& style) {
  const double seconds = static_cast<double>(progress.duration.count()) / 1e9;
  const std::string status =
      progress.known ? status_column("KNOWN", Paint::dim, style)
                     : status_column(status_word(progress.verdict), paint_of(progress.verdict), style);
  const std::string head = fmt::format("{} [{:6.3f}s] ", status, seconds);
  if (progress.annotation.empty()) return head + printable(progress.name);
  const std::string line = head + padded(printable(progress.name), id_width) + "  ";
  const std::size_t used = columns(line);
  const std::size_t room = style.width > used + 30 ? style.width - used : 30;
  const bool whole = style.verbosity == Verbosity::everything;
  return line +
         painted(style, Paint::dim, whole ? progress.annotation : shortened(progress.annotation, room));
}

std::string progress_line(const runner::CaseResult& result, const Style& style) {
  std::string annotation = annotation_of(result);
  if (style.verbosity == Verbosity::everything && !result.listener.empty())
    annotation += (annotation.empty() ? "" : "; ") + ("on " + printable(result.listener));
  return progress_line(
      {result.verdict, result.outcome.duration, result.id, annotation, !result.known.empty()}, style);
}

std::string slow_line(std::string_view case_id, double seconds, const Style& style) {
  return fmt::format("{} [>{:6.3f}s] {}", status_column("SLOW", Paint::yellow, style), seconds,
                     printable(case_id));
}

std::string standing_line(const runner::Standing& standing, const Style& style) {
  std::string line = fmt::format("{:>6}/{}", standing.finished, standing.total);
  line += fmt::format("  {} {}", standing.replaying ? "replaying" : "running", standing.running.size());
  if (standing.failed != 0)
    line += "  " + painted(style, Paint::red, fmt::format("{} failed", standing.failed));
  const bool can_tell =
      standing.finished > standing.total / 10 && standing.elapsed_s > 0.5 && !standing.replaying;
  if (can_tell && standing.finished < standing.total) {
    const double rate = static_cast<double>(standing.finished) / standing.elapsed_s;
    const double left = static_cast<double>(standing.total - standing.finished) / rate;
    line += fmt::format("  {:.3g}/s  {:.0f} s left", rate, std::ceil(left));
  }
  const bool few = !standing.running.empty() && standing.running.size() <= 3;
  if (few) line += "  " + painted(style, Paint::dim, printable(standing.running.front()));
  return line;
}

}  // namespace reports
