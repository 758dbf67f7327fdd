// See the header.
#include "reports/campaign.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "campaign/handover.h"
#include "reports/text.h"

namespace reports {
namespace {

using campaign::CampaignResult;
using campaign::Finding;

std::string rate_of(const Finding& finding) {
  return finding.tries == 0 ? "not reproduced" : fmt::format("{} of {}", finding.reproduced, finding.tries);
}

std::size_t bytes_of(const Finding& finding) {
  std::size_t sum = 0;
  for (const campaign::Play& play : finding.plays) sum += campaign::bytes_of(play);
  return sum;
}

std::size_t steps_of(const Finding& finding) {
  std::size_t sum = 0;
  for (const campaign::Play& play : finding.plays) sum += play.steps.size();
  return sum;
}

double rate(std::uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

std::string counts_of(const CampaignResult& result) {
  const auto& numbers = result.statistics;
  return fmt::format(
      "{} plays in {:.0f} s ({:.0f}/s), {} packets sent, {} heard, {} messages between bystanders, {} plays "
      "kept for {} behaviours",
      numbers.plays, numbers.elapsed_s, rate(numbers.plays, numbers.elapsed_s), numbers.packets_sent,
      numbers.packets_heard, numbers.bystander_messages, numbers.pool, numbers.behaviours);
}

std::string verdict_of(const CampaignResult& result) {
  if (result.findings.empty()) return "nothing found";
  return fmt::format("{} finding{}", result.findings.size(), result.findings.size() == 1 ? "" : "s");
}

nlohmann::ordered_json json_of(const Finding& finding, std::size_t number) {
  nlohmann::ordered_json json;
  json["name"] = campaign::name_of(finding, number);
  json["kind"] = campaign::name_of(finding.suspicion.kind);
  json["severity"] = campaign::name_of(campaign::severity_of(finding.suspicion.kind));
  json["signature"] = escape_invalid(finding.suspicion.signature);
  json["sentence"] = escape_invalid(finding.suspicion.sentence);
  json["requirement"] = finding.suspicion.requirement;
  json["tries"] = finding.tries;
  json["reproduced"] = finding.reproduced;
  json["found_after_s"] = finding.found_after_s;
  json["found_after_plays"] = finding.found_after_plays;
  json["times"] = finding.times;
  json["bytes_at_first"] = finding.bytes_at_first;
  json["bytes"] = bytes_of(finding);
  json["steps"] = steps_of(finding);
  json["plays"] = nlohmann::ordered_json::array();
  for (const campaign::Play& play : finding.plays) json["plays"].push_back(campaign::text_of(play));
  json["log"] = escape_invalid(finding.log);
  return json;
}

}  // namespace

std::string campaign_as_json(const CampaignResult& result) {
  const auto& numbers = result.statistics;
  nlohmann::ordered_json json;
  json["format"] = "conformance-campaign-1";
  json["tool_version"] = result.tool_version;
  json["target"] = escape_invalid(result.target);
  json["seed"] = result.seed;
  json["command"] = escape_invalid(result.command);
  json["ended_because"] = escape_invalid(result.ended_because);
  json["statistics"] = {{"elapsed_s", numbers.elapsed_s},
                        {"plays", numbers.plays},
                        {"packets_sent", numbers.packets_sent},
                        {"packets_heard", numbers.packets_heard},
                        {"bystander_messages", numbers.bystander_messages},
                        {"pool", numbers.pool},
                        {"behaviours", numbers.behaviours},
                        {"last_new_s", numbers.last_new_s},
                        {"restarts", numbers.restarts},
                        {"confirming_s", numbers.confirming_s}};
  json["findings"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < result.findings.size(); ++i)
    json["findings"].push_back(json_of(result.findings[i], i + 1));
  return json.dump(1) + "\n";
}

std::string campaign_as_markdown(const CampaignResult& result) {
  std::string text =
      fmt::format("# {}: {}\n\n{}; ended because {}. Seed `{}`.\n", printable(result.target),
                  verdict_of(result), counts_of(result), printable(result.ended_because), result.seed);
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const Finding& finding = result.findings[i];
    text += fmt::format(
        "\n## {} ({})\n\n{} {}\n\n- signature: `{}`\n- reproduced: {}\n- size: {} steps, {} bytes"
        " (at first {} bytes)\n- found after {:.1f} s\n",
        campaign::name_of(finding, i + 1), campaign::name_of(campaign::severity_of(finding.suspicion.kind)),
        printable(result.target), printable(finding.suspicion.sentence),
        printable(finding.suspicion.signature), rate_of(finding), steps_of(finding), bytes_of(finding),
        finding.bytes_at_first, finding.found_after_s);
    if (!finding.suspicion.requirement.empty())
      text += fmt::format("- breaks {}\n", finding.suspicion.requirement);
    text += fmt::format("\n```\n{}```\n", campaign::plays_of(finding).substr(0, 4000));
  }
  return text;
}

std::string finding_as_text(const Finding& finding, std::size_t number) {
  return fmt::format("{} {}: {}\n  {} steps, {} bytes, reproduced {}, after {:.1f} s  [{}]\n",
                     campaign::name_of(campaign::severity_of(finding.suspicion.kind)),
                     campaign::name_of(finding, number), printable(finding.suspicion.sentence),
                     steps_of(finding), bytes_of(finding), rate_of(finding), finding.found_after_s,
                     printable(finding.suspicion.signature));
}

std::string campaign_as_text(const CampaignResult& result) {
  return fmt::format("{}: {}\n  {}\n  ended because {}; seed {}\n", printable(result.target),
                     verdict_of(result), counts_of(result), printable(result.ended_because), result.seed);
}

std::string campaign_standing(const campaign::Statistics& statistics, std::size_t findings, double left_s) {
  return fmt::format(
      "{:.0f} s left   {:.0f} plays/s   pool {}   {} behaviours, last new {:.0f} s ago   {} finding{}",
      std::max(left_s, 0.0), rate(statistics.plays, statistics.elapsed_s), statistics.pool,
      statistics.behaviours, statistics.elapsed_s - statistics.last_new_s, findings,
      findings == 1 ? "" : "s");
}

}  // namespace reports
