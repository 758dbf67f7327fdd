// See the header. What is seen on a terminal.
#include "reports/campaign.h"

#include <algorithm>
#include <fmt/format.h>

#include "campaign/handover.h"
#include "campaign/handover_parts.h"
#include "reports/campaign_words.h"
#include "reports/text.h"

namespace reports {
namespace {

using campaign::Finding;
using campaign::Severity;

Paint paint_of(Severity severity) {
  return severity <= Severity::high ? Paint::red : Paint::yellow;
}

std::string size_of(const Finding& finding) {
  return fmt::format("{}, {}, {}", connections_of(finding), counted(steps_of(finding), "step"),
                     counted(bytes_of(finding), "byte"));
}

}  // namespace

std::string finding_lines(const Finding& finding, const Style& style) {
  const auto& suspicion = finding.suspicion;
  const Severity severity = campaign::severity_of(suspicion.kind);
  std::string text =
      fmt::format("{} {}  {}\n", padded(painted(style, paint_of(severity), campaign::name_of(severity)), 8),
                  painted(style, Paint::bold, campaign::name_of(finding)), printable(suspicion.sentence));
  text += fmt::format("         {}; {}; after {}\n", rate_of(finding), size_of(finding),
                      duration(finding.found_after_s));
  if (!suspicion.requirement.empty())
    text += fmt::format("         breaks {}\n", printable(suspicion.requirement));
  return text;
}

std::string campaign_screen(const campaign::CampaignResult& result, const Style& style) {
  const bool well = result.findings.empty();
  std::string text = fmt::format("{}: {}\n", printable(result.target),
                                 painted(style, well ? Paint::green : Paint::red, verdict_of(result)));
  for (const Finding& finding : result.findings) {
    const Severity severity = campaign::severity_of(finding.suspicion.kind);
    text += fmt::format(
        "  {:<8} {:<24} {:<14} {}\n", campaign::name_of(severity), campaign::name_of(finding),
        campaign::rate_in_words(finding),
        shortened(printable(finding.suspicion.sentence), style.width > 60 ? style.width - 51 : 60));
  }
  text += fmt::format("  {}\n  {} behaviours, {} plays kept, {}\n  ended because {}; seed {}\n",
                      counts_of(result.statistics), grouped(result.statistics.behaviours),
                      grouped(result.statistics.pool),
                      counted(result.statistics.restarts, "start") + " of the broker",
                      printable(result.ended_because), printable(result.seed));
  return text;
}

std::string campaign_standing_line(const CampaignStanding& standing) {
  const auto& now = standing.now;
  const double rate = now.elapsed_s > 0 ? static_cast<double>(now.plays) / now.elapsed_s : 0;
  const std::string places = now.places > 0 ? fmt::format("  {} places", grouped(now.places)) : "";
  return fmt::format("{} left  {}  {:.0f}/s  {} plays  {} behaviours, the last {} ago{}  pool {}  {}",
                     duration(standing.left_s), in_words(standing.findings), rate, grouped(now.plays),
                     grouped(now.behaviours), duration(now.elapsed_s - now.last_new_s), places,
                     grouped(now.pool), counted(now.restarts, "start"));
}

}  // namespace reports
