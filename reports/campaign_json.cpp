// A campaign's result to JSON and back.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "campaign/handover.h"
#include "campaign/play_list.h"
#include "reports/campaign.h"
#include "reports/campaign_words.h"
#include "reports/text.h"

namespace reports {
namespace {

using campaign::CampaignResult;
using campaign::Finding;
using Json = nlohmann::ordered_json;

Json json_of(const campaign::Statistics& numbers) {
  return {{"elapsed_s", numbers.elapsed_s},
          {"plays", numbers.plays},
          {"packets_sent", numbers.packets_sent},
          {"packets_heard", numbers.packets_heard},
          {"bystander_messages", numbers.bystander_messages},
          {"pool", numbers.pool},
          {"behaviours", numbers.behaviours},
          {"places", numbers.places},
          {"last_new_s", numbers.last_new_s},
          {"restarts", numbers.restarts},
          {"trials", numbers.trials},
          {"confirming_s", numbers.confirming_s}};
}

Json json_of(const Finding& finding) {
  const auto& suspicion = finding.suspicion;
  Json json;
  json["name"] = campaign::name_of(finding);
  json["number"] = finding.number;
  json["kind"] = campaign::name_of(suspicion.kind);
  json["severity"] = campaign::name_of(campaign::severity_of(suspicion.kind));
  json["signature"] = escape_invalid(suspicion.signature);
  json["sentence"] = escape_invalid(suspicion.sentence);
  if (!suspicion.requirement.empty()) json["requirement"] = suspicion.requirement;
  if (!suspicion.evidence.empty()) json["evidence"] = to_hex(suspicion.evidence);
  json["tries"] = finding.tries;
  json["reproduced"] = finding.reproduced;
  json["repetitions"] = finding.repetitions;
  json["times"] = finding.times;
  json["found_after_s"] = finding.found_after_s;
  json["found_after_plays"] = finding.found_after_plays;
  json["bytes_at_first"] = finding.bytes_at_first;
  json["bytes"] = bytes_of(finding);
  json["steps"] = steps_of(finding);
  json["plays"] = Json::array();
  for (const campaign::Play& play : finding.plays) json["plays"].push_back(campaign::text_of(play));
  if (!finding.log.empty()) json["log"] = escape_invalid(finding.log);
  return json;
}

/// Members that are missing keep what they are; one of the wrong kind throws, and the reader says so.
template <typename Value>
void read(const Json& json, const char* key, Value& value) {
  if (const auto found = json.find(key); found != json.end()) found->get_to(value);
}

campaign::Statistics statistics_from(const Json& json) {
  campaign::Statistics numbers;
  read(json, "elapsed_s", numbers.elapsed_s);
  read(json, "plays", numbers.plays);
  read(json, "packets_sent", numbers.packets_sent);
  read(json, "packets_heard", numbers.packets_heard);
  read(json, "bystander_messages", numbers.bystander_messages);
  read(json, "pool", numbers.pool);
  read(json, "behaviours", numbers.behaviours);
  read(json, "places", numbers.places);
  read(json, "last_new_s", numbers.last_new_s);
  read(json, "restarts", numbers.restarts);
  read(json, "trials", numbers.trials);
  read(json, "confirming_s", numbers.confirming_s);
  return numbers;
}

std::expected<Finding, std::string> finding_from(const Json& json) {
  Finding finding;
  std::string kind;
  std::string evidence;
  read(json, "kind", kind);
  const auto known = kind_named(kind);
  if (!known) return std::unexpected(fmt::format("there is no kind of finding `{}`", printable(kind)));
  finding.suspicion.kind = *known;
  read(json, "number", finding.number);
  read(json, "signature", finding.suspicion.signature);
  read(json, "sentence", finding.suspicion.sentence);
  read(json, "requirement", finding.suspicion.requirement);
  read(json, "evidence", evidence);
  finding.suspicion.evidence = from_hex(evidence).value_or("");
  read(json, "tries", finding.tries);
  read(json, "reproduced", finding.reproduced);
  read(json, "repetitions", finding.repetitions);
  read(json, "times", finding.times);
  read(json, "found_after_s", finding.found_after_s);
  read(json, "found_after_plays", finding.found_after_plays);
  read(json, "bytes_at_first", finding.bytes_at_first);
  read(json, "log", finding.log);
  std::vector<std::string> plays;
  read(json, "plays", plays);
  for (const std::string& text : plays) {
    auto play = campaign::play_from(text);
    if (!play) return std::unexpected(fmt::format("a play of finding {}: {}", finding.number, play.error()));
    finding.plays.push_back(std::move(*play));
  }
  return finding;
}

std::expected<CampaignResult, std::string> result_from(const Json& json) {
  std::string schema;
  read(json, "schema", schema);
  if (schema != campaign_schema)
    return std::unexpected(
        fmt::format("it is no campaign: its schema is `{}`, not {}", printable(schema), campaign_schema));
  CampaignResult result;
  if (const auto tool = json.find("tool"); tool != json.end()) read(*tool, "version", result.tool_version);
  read(json, "target", result.target);
  read(json, "seed", result.seed);
  read(json, "shard", result.shard);
  read(json, "command", result.command);
  read(json, "runs", result.runs);
  read(json, "scenarios_left", result.scenarios_left);
  read(json, "ended_because", result.ended_because);
  read(json, "no_broker", result.no_broker);
  if (const auto numbers = json.find("statistics"); numbers != json.end())
    result.statistics = statistics_from(*numbers);
  for (const Json& each : json.value("findings", Json::array())) {
    auto finding = finding_from(each);
    if (!finding) return std::unexpected(finding.error());
    result.findings.push_back(std::move(*finding));
  }
  return result;
}

}  // namespace

std::string campaign_to_json(const CampaignResult& result) {
  Json json;
  json["tool"] = {{"name", "conformance"}, {"version", result.tool_version}};
  json["schema"] = campaign_schema;
  json["target"] = escape_invalid(result.target);
  json["seed"] = result.seed;
  if (!result.shard.empty()) json["shard"] = result.shard;
  json["command"] = escape_invalid(result.command);
  json["runs"] = result.runs;
  json["scenarios_left"] = result.scenarios_left;
  json["ended_because"] = escape_invalid(result.ended_because);
  json["no_broker"] = result.no_broker;
  json["statistics"] = json_of(result.statistics);
  json["findings"] = Json::array();
  for (const Finding& finding : result.findings) json["findings"].push_back(json_of(finding));
  return json.dump(1) + "\n";
}

std::expected<CampaignResult, std::string> campaign_from_json(std::string_view text) {
  try {
    return result_from(Json::parse(text));
  } catch (const Json::exception& error) {
    return std::unexpected(escape_invalid(error.what()));
  }
}

}  // namespace reports
