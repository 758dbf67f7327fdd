// The page of a campaign: its findings one below the other, each with everything that reproduces it.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "campaign/handover.h"
#include "codec/dump.h"
#include "reports/campaign.h"
#include "reports/campaign_words.h"
#include "reports/html.h"
#include "reports/html_page.h"
#include "reports/text.h"
#include "requirements/catalogue.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;
using campaign::Finding;

constexpr std::size_t hex_bytes_at_most = 2048;
constexpr std::size_t dump_lines_at_most = 200;
constexpr std::size_t steps_at_most = 400;          ///< what could not be reproduced has thousands
constexpr std::size_t told_bytes_at_most = 50'000;  ///< of a play that is told as texts, too
constexpr std::size_t log_bytes_at_most = 60'000;
/// All findings together; those behind have their files.
constexpr std::size_t findings_at_most = html_bytes_at_most - 1'000'000;

Json dump_of(std::string_view bytes, codec::Version version, codec::Direction from) {
  Json lines = Json::array();
  for (const codec::DumpLine& line : codec::dump_lines(bytes, version, from)) {
    if (lines.size() == dump_lines_at_most) break;
    lines.push_back({line.offset, line.size, printable(line.field), shortened(printable(line.value), 400)});
  }
  return lines;
}

void set_bytes(Json& json, std::string_view bytes) {
  json["hex"] = to_hex(bytes.substr(0, hex_bytes_at_most), " ");
  if (bytes.size() > hex_bytes_at_most) json["size"] = bytes.size();
}

Json steps_of_play(const Finding& finding) {
  Json list = Json::array();
  for (const StepText& step : steps_in_words(finding, steps_at_most)) {
    Json json{{"actor", step.actor}, {"what", step.what}};
    if (step.waits) json["waits"] = true;
    if (!step.packets.empty()) json["packets"] = shortened(step.packets, 2000);
    if (!step.bytes.empty()) {
      json["version"] = codec::name_of(step.version);
      set_bytes(json, step.bytes);
      json["dump"] = Json::array();
      for (const std::string_view packet : campaign::pieces_of(step.bytes))
        json["dump"].push_back(dump_of(packet, step.version, codec::Direction::client_to_server));
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json requirement_json(const std::string& id) {
  Json json{{"id", printable(id)}};
  const auto* row = requirements::catalogue().find(id);
  if (row == nullptr) return json;
  json["level"] = row->level;
  json["section"] = row->section;
  json["sentence"] = row->sentence;
  for (const std::string& each : row->accept) json["accept"].push_back(each);
  for (const std::string& each : row->forbid) json["forbid"].push_back(each);
  return json;
}

/// The version of the connection that the broker's packet is likely to be of: that of the last step.
codec::Version version_of(const Finding& finding) {
  const auto steps = steps_in_words(finding, steps_at_most);
  return steps.empty() ? codec::Version::v5_0 : steps.back().version;
}

std::string log_of(const Finding& finding) {
  const std::size_t from = finding.log.size() - std::min(finding.log.size(), log_bytes_at_most);
  std::string lines;
  for (std::size_t at = from; at < finding.log.size();) {
    const auto end = std::min(finding.log.find('\n', at), finding.log.size());
    lines += printable(std::string_view(finding.log).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return lines;
}

Json finding_json(const Finding& finding, const std::string& target) {
  const auto& suspicion = finding.suspicion;
  const std::string name = campaign::name_of(finding);
  Json json{{"name", name},
            {"severity", campaign::name_of(campaign::severity_of(suspicion.kind))},
            {"sentence", printable(suspicion.sentence)},
            {"signature", printable(suspicion.signature)},
            {"rate", rate_of(finding)},
            {"tries", finding.tries},
            {"reproduced", finding.reproduced},
            {"times", finding.times},
            {"found_after", duration(finding.found_after_s)},
            {"connections", connections_of(finding)},
            {"steps", steps_of(finding)},
            {"bytes", bytes_of(finding)},
            {"bytes_at_first", finding.bytes_at_first}};
  if (finding.repetitions > 1) json["repetitions"] = finding.repetitions;
  if (!suspicion.requirement.empty()) json["requirement"] = requirement_json(suspicion.requirement);
  if (!suspicion.evidence.empty()) {
    Json evidence;
    set_bytes(evidence, suspicion.evidence);
    evidence["dump"] = dump_of(suspicion.evidence, version_of(finding), codec::Direction::server_to_client);
    json["evidence"] = std::move(evidence);
  }
  json["play"] = steps_of_play(finding);
  // A history of thousands of packets is for the files alone.
  if (bytes_of(finding) + steps_of(finding) <= told_bytes_at_most) {
    json["scenario"] = campaign::scenario_of(finding, name, target);
    json["python"] = campaign::script_of(finding, name, target);
  }
  if (!finding.log.empty()) json["log"] = log_of(finding);
  return json;
}

}  // namespace

std::string campaign_to_html(const campaign::CampaignResult& result) {
  const auto& numbers = result.statistics;
  Json json;
  json["tool"] = printable(result.tool_version);
  json["target"] = printable(result.target);
  json["seed"] = printable(result.seed);
  if (!result.shard.empty()) json["shard"] = printable(result.shard);
  json["command"] = printable(result.command);
  json["ended_because"] = printable(result.ended_because);
  json["runs"] = result.runs;
  json["found"] = in_words(by_severity(result.findings));
  json["facts"] = Json::array();
  const auto fact = [&](const char* name, const std::string& value) {
    json["facts"].push_back({name, value});
  };
  fact("time", duration(numbers.elapsed_s));
  fact("plays",
       fmt::format("{} ({:.0f} a second)", grouped(numbers.plays),
                   numbers.elapsed_s > 0 ? static_cast<double>(numbers.plays) / numbers.elapsed_s : 0));
  fact("packets",
       fmt::format("{} sent, {} heard", grouped(numbers.packets_sent), grouped(numbers.packets_heard)));
  fact("bystanders", grouped(numbers.bystander_messages) + " messages arrived as promised");
  fact("behaviours",
       fmt::format("{}, the last after {}", grouped(numbers.behaviours), duration(numbers.last_new_s)));
  fact("pool", counted(numbers.pool, "play"));
  fact("broker started", counted(numbers.restarts, "time"));
  fact("confirming and shrinking", duration(numbers.confirming_s));
  json["findings"] = Json::array();
  std::vector<HtmlData> blocks;
  std::size_t used = 0;
  for (const Finding& finding : result.findings) {
    const auto dumped =
        finding_json(finding, result.target).dump(-1, ' ', false, Json::error_handler_t::replace);
    if (used += dumped.size(); used > findings_at_most) break;
    blocks.push_back({fmt::format("finding-{}", blocks.size()), json_for_html(dumped)});
  }
  json["shown"] = blocks.size();
  json["left_out"] = result.findings.size() - blocks.size();
  blocks.insert(blocks.begin(),
                {"index", json_for_html(json.dump(-1, ' ', false, Json::error_handler_t::replace))});
  return html_page(result.target + " · campaign · conformance",
                   fmt::format("conformance {}, a campaign against {}: {}. {}.", result.tool_version,
                               result.target, verdict_of(result), counts_of(numbers)),
                   {"dom", "frame", "campaign"}, blocks);
}

}  // namespace reports
