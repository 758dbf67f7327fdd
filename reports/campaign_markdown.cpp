// A finding as an issue: what a maintainer asks first stands first.
#include <algorithm>
#include <fmt/format.h>

#include "campaign/handover.h"
#include "campaign/handover_parts.h"
#include "reports/campaign.h"
#include "reports/campaign_words.h"
#include "reports/markdown_text.h"
#include "reports/text.h"
#include "requirements/catalogue.h"

namespace reports {
namespace {

using campaign::Finding;
using markdown::code;
using markdown::fenced;
using markdown::folded;
using markdown::text;

constexpr std::size_t room_for_one = 20'000;
constexpr std::size_t packet_columns = 160;
constexpr std::size_t hex_bytes = 96;
constexpr std::size_t log_bytes = 3000;
constexpr std::size_t together = 200'000;

/// A line a step, its bytes below it.
std::string steps_of_play(const Finding& finding, std::size_t bytes_at_most) {
  std::string out;
  std::size_t number = 0;
  const auto steps = steps_in_words(finding, bytes_at_most / 16);
  for (const StepText& step : steps) {
    std::string line;
    if (step.actor.empty()) {
      line = fmt::format("--- {}\n", step.what);
      number = 0;
    } else {
      line =
          fmt::format("{:>3}  {}  {}{}{}\n", ++number, step.actor, step.waits ? "after all answers: " : "",
                      step.what, step.packets.empty() ? "" : " " + shortened(step.packets, packet_columns));
      if (!step.bytes.empty())
        line += fmt::format(
            "          {}{}\n", to_hex(std::string_view(step.bytes).substr(0, hex_bytes), " "),
            step.bytes.size() > hex_bytes ? fmt::format(" … of {} bytes", step.bytes.size()) : "");
    }
    if (out.size() + line.size() > bytes_at_most)
      return out + fmt::format("… {} in all; the .plays file has them\n", counted(steps_of(finding), "step"));
    out += line;
  }
  return out;
}

std::string timing_of(const Finding& finding) {
  bool waits = false;
  std::uint64_t pauses = 0;
  for (const auto& play : finding.plays)
    for (const auto& step : play.steps) {
      waits = waits || step.waits;
      if (step.deed == campaign::Deed::pause) pauses += step.milliseconds;
    }
  std::string how =
      waits ? "answers are waited for where the list says so" : "all at once, without waiting for answers";
  if (pauses > 0) how += fmt::format("; {} ms of pauses", pauses);
  return how;
}

std::string how_surely(const Finding& finding) {
  if (finding.tries > 0) return rate_of(finding) + ", on a fresh broker each";
  return rate_of(finding) + (finding.plays.size() > 1 ? "; what follows is all that went on before" : "");
}

}  // namespace

std::string finding_to_markdown(const Finding& finding, std::string_view target, std::size_t bytes_at_most) {
  const auto& suspicion = finding.suspicion;
  const std::string name = campaign::name_of(finding);
  std::string out = fmt::format("### {}: {} {}\n\n", name, text(target), text(suspicion.sentence));
  out += fmt::format(
      "| | |\n|---|---|\n| broker | {} |\n| severity | {} |\n| reproduced | {}{} |\n| connections | {} |\n"
      "| timing | {} |\n| size | {}, {} |\n",
      text(target), campaign::name_of(campaign::severity_of(suspicion.kind)), how_surely(finding),
      finding.repetitions > 1 ? fmt::format("; the list is played {} times over", finding.repetitions) : "",
      connections_of(finding), timing_of(finding), counted(steps_of(finding), "step"),
      counted(bytes_of(finding), "byte"));
  if (!suspicion.requirement.empty()) {
    const auto* row = requirements::catalogue().find(suspicion.requirement);
    out += fmt::format("| requirement | {} {} |\n", code(suspicion.requirement),
                       row == nullptr ? "" : text(row->sentence));
  }
  out +=
      "\nIn this order; each letter is a client with a connection of its own, which it opens when it first "
      "sends:\n\n";
  out += fenced(steps_of_play(finding, bytes_at_most));
  if (!suspicion.evidence.empty())
    out += fmt::format("\nThe packet of the broker that is wrong: {}\n",
                       code(to_hex(std::string_view(suspicion.evidence).substr(0, hex_bytes), " ")));
  const std::string python = fmt::format("python3 {}.py HOST PORT", name);
  if (campaign::is_of_the_process(suspicion.kind))
    out += fmt::format("\nTo see it: {}, where PID is the broker's process (needs nothing but Python 3)\n",
                       code(python + " --pid PID"));
  else
    out += fmt::format("\nTo see it: {} (needs nothing but Python 3), or {}\n", code(python),
                       code(fmt::format("conformance run {}.scenario --broker HOST:PORT", name)));
  if (!finding.log.empty()) {
    const std::size_t from = finding.log.size() - std::min(finding.log.size(), log_bytes);
    std::string log;
    for (std::size_t at = from; at < finding.log.size();) {
      const auto end = std::min(finding.log.find('\n', at), finding.log.size());
      log += printable(std::string_view(finding.log).substr(at, end - at)) + "\n";
      at = end + 1;
    }
    out += "\n" + folded("What the broker printed at the end", fenced(log));
  }
  return out;
}

std::string campaign_to_markdown(const campaign::CampaignResult& result) {
  std::string out =
      fmt::format("## {}: {}, {}\n\n", result.findings.empty() ? "PASS" : "FAIL", text(result.target),
                  result.findings.empty() ? "nothing found" : in_words(by_severity(result.findings)));
  out +=
      fmt::format("{}; ended because {} · seed {} · conformance {}\n\n", text(counts_of(result.statistics)),
                  text(result.ended_because), code(result.seed), text(result.tool_version));
  if (result.findings.empty()) return out;
  out += "| | | reproduced | size | |\n|---|---|---|---|---|\n";
  for (const Finding& finding : result.findings)
    out += fmt::format("| {} | {} | {} | {} | {} |\n",
                       campaign::name_of(campaign::severity_of(finding.suspicion.kind)),
                       code(campaign::name_of(finding)), rate_of(finding), counted(bytes_of(finding), "byte"),
                       text(finding.suspicion.sentence));
  out += "\n";
  std::size_t left = result.findings.size();
  for (const Finding& finding : result.findings) {
    const std::string one = finding_to_markdown(finding, result.target, room_for_one);
    if (out.size() + one.size() > together) break;
    out += one + "\n";
    --left;
  }
  if (left > 0) out += fmt::format("… and {} more, each in a file of its own.\n", left);
  return out;
}

}  // namespace reports
