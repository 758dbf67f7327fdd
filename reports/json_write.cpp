// RunResult to JSON. Members that are empty are left out, so that a result stays readable.
#include <nlohmann/json.hpp>

#include "codec/compose.h"
#include "reports/failure_block.h"
#include "reports/json.h"
#include "reports/run_parts.h"
#include "reports/text.h"
#include "reports/wire_log.h"
#include "reports/wording.h"
#include "reports/words.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;

double seconds(client::Time time) {
  return static_cast<double>(time.count()) / 1e9;
}

void set_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = escape_invalid(text);
}

void set_list(Json& json, const char* key, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  Json list = Json::array();
  for (const auto& text : texts) list.push_back(escape_invalid(text));
  json[key] = std::move(list);
}

Json list_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const auto& text : texts) list.push_back(escape_invalid(text));
  return list;
}

void set_place(Json& json, const script::Location& where) {
  json["line"] = where.line;
  json["column"] = where.column;
  json["length"] = where.length;
}

Json summary_to_json(const runner::RunResult& result) {
  const auto& summary = result.summary;
  Json json;
  json["cases"] = result.cases.size();
  json["verdicts"] = Json::object();
  for (const auto& [verdict, count] : summary.verdicts) json["verdicts"][verdict] = count;
  Json requirements = Json::object();
  for (const auto& requirement : result.requirements) {
    auto& count = requirements[std::string(word_for(requirement.verdict))];
    count = count.is_null() ? std::size_t{1} : count.get<std::size_t>() + 1;
  }
  json["requirements"] = std::move(requirements);
  json["duration_s"] = summary.duration_s;
  json["main_pass_s"] = summary.main_pass_s;
  json["broker_died"] = summary.broker_died;
  set_text(json, "broker_died_text", summary.broker_died_text);
  json["interrupted"] = summary.interrupted;
  json["deadline_reached"] = summary.deadline_reached;
  json["exit_code"] = summary.exit_code;
  return json;
}

Json baseline_to_json(const runner::BaselineResult& baseline) {
  Json json;
  json["file"] = escape_invalid(baseline.file);
  json["entries"] = baseline.entries;
  json["strays"] = Json::array();
  for (const auto& stray : baseline.strays) {
    Json entry;
    entry["line"] = stray.line;
    entry["entry"] = escape_invalid(stray.entry);
    entry["what"] = escape_invalid(stray.what);
    set_list(entry, "cases", stray.cases);
    json["strays"].push_back(std::move(entry));
  }
  return json;
}

Json failure_to_json(const client::Failure& failure, std::size_t events) {
  Json json;
  json["expected"] = escape_invalid(failure.expected);
  json["actual"] = escape_invalid(failure.actual);
  set_place(json, failure.where);
  json["requirement"] = escape_invalid(failure.requirement);
  json["explanation"] = escape_invalid(failure.explanation);
  if (failure.by_standing_rule) json["by_standing_rule"] = true;
  if (failure.wire_index < events) json["wire_index"] = failure.wire_index;
  return json;
}

void set_remarks(Json& json, const char* key, const std::vector<client::Remark>& remarks) {
  if (remarks.empty()) return;
  Json list = Json::array();
  for (const auto& remark : remarks) {
    Json entry;
    entry["requirement"] = escape_invalid(remark.requirement);
    entry["text"] = escape_invalid(remark.text);
    set_place(entry, remark.where);
    list.push_back(std::move(entry));
  }
  json[key] = std::move(list);
}

Json event_to_json(const runner::CaseResult& result, const client::WireEvent& event) {
  Json json;
  json["at_s"] = seconds(event.at);
  json["actor"] = event.actor < result.actors.size() ? escape_invalid(result.actors[event.actor]) : "?";
  json["connection"] = event.connection;
  json["what"] = word_for(event.what);
  const bool sent = event.what == client::WireEvent::What::sent;
  if (sent || event.what == client::WireEvent::What::received) {
    const std::string& bytes = event.bytes;
    const auto from = sent ? codec::Direction::client_to_server : codec::Direction::server_to_client;
    json["packet"] = escape_invalid(codec::print_packet(bytes, result.version, from, 80));
    json["hex"] = to_hex(bytes);
  }
  if (event.harness) json["harness"] = true;
  set_text(json, "text", event.text);
  return json;
}

/// What only cases have that did not simply pass: the evidence.
void set_evidence(Json& json, const runner::CaseResult& result) {
  const auto& outcome = result.outcome;
  set_list(json, "source", result.source);
  set_list(json, "actors", result.actors);
  if (!outcome.failures.empty()) {
    json["failure"] = failure_to_json(outcome.failures.front(), outcome.wire.size());
    Json others = Json::array();
    for (std::size_t i = 1; i < outcome.failures.size(); ++i)
      others.push_back(failure_to_json(outcome.failures[i], outcome.wire.size()));
    if (!others.empty()) json["further_failures"] = std::move(others);
  }
  set_list(json, "broker_log", outcome.broker_log);
  if (outcome.wire.empty()) return;
  json["wire"] = Json::array();
  for (const auto& event : outcome.wire) json["wire"].push_back(event_to_json(result, event));
}

Json case_to_json(const runner::CaseResult& result) {
  const auto& outcome = result.outcome;
  Json json;
  json["id"] = escape_invalid(result.id);
  json["suite"] = escape_invalid(result.suite);
  json["scenario"] = escape_invalid(result.scenario);
  json["version"] = codec::name_of(result.version);
  set_text(json, "variant", result.variant);
  json["verdict"] = word_for(result.verdict);
  json["sentence"] = escape_invalid(result.sentence);
  json["requirements"] = list_of(result.covers);
  json["violated"] = list_of(violated_ids(result));
  json["advised"] = list_of(advised_ids(result));
  json["noted"] = list_of(noted_ids(result));
  set_list(json, "verified", outcome.verified);
  set_list(json, "tags", result.tags);
  set_list(json, "formerly", result.formerly);
  json["file"] = escape_invalid(result.file);
  json["line"] = result.line;
  json["duration_s"] = seconds(outcome.duration);
  json["plays"] = result.plays;
  set_text(json, "reason", outcome.reason);
  set_text(json, "capability", outcome.capability);
  set_text(json, "capability_source", outcome.capability_source);
  set_text(json, "listener", result.listener);
  set_text(json, "listener_url", result.listener_url);
  set_text(json, "canary", result.canary);
  set_text(json, "known_failure", result.known);
  if (result.running_when_broker_died) json["running_when_broker_died"] = true;
  if (outcome.starved) json["starved"] = true;
  set_remarks(json, "advice", outcome.advice);
  set_remarks(json, "notes", outcome.notes);
  if (result.verdict != client::Verdict::pass) set_evidence(json, result);
  return json;
}

Json requirement_to_json(const runner::RequirementResult& result) {
  Json json;
  json["id"] = escape_invalid(result.id);
  json["verdict"] = word_for(result.verdict);
  json["grade"] = grade_of(result.id);
  json["sentence"] = sentence_of(result.id);
  json["cases"] = list_of(result.cases);
  if (result.advice != 0) json["advice"] = result.advice;
  set_text(json, "reason", result.reason);
  return json;
}

}  // namespace

std::string to_json(const runner::RunResult& result) {
  Json json;
  json["tool"] = Json{{"name", "conformance"}, {"version", escape_invalid(result.tool_version)}};
  json["schema"] = result_schema;
  json["target"] = target_to_json(result, escape_invalid);
  json["selection"] = selection_to_json(result.selection, escape_invalid);
  json["selection"]["level"] = word_for(result.selection.level);
  json["selection"]["rerun_arguments"] = escape_invalid(result.selection.rerun_arguments);
  json["summary"] = summary_to_json(result);
  if (result.baseline) json["baseline"] = baseline_to_json(*result.baseline);
  json["cases"] = Json::array();
  for (const auto& entry : result.cases) json["cases"].push_back(case_to_json(entry));
  json["requirements"] = Json::array();
  for (const auto& entry : result.requirements) json["requirements"].push_back(requirement_to_json(entry));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reports
