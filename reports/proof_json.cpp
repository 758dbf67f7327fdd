// A proof as JSON.
#include <nlohmann/json.hpp>

#include "reports/failure_block.h"
#include "reports/proof.h"
#include "reports/text.h"
#include "reports/words.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;

Json list_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(escape_invalid(text));
  return list;
}

Json fault_to_json(const runner::FaultProof& fault) {
  Json json;
  json["name"] = fault.name;
  json["requirements"] = list_of(fault.requirements);
  json["verdict"] = word_for(fault.verdict);
  json["by"] = list_of(fault.by);
  json["charges"] = Json::array();
  for (const auto& ids : fault.charges) json["charges"].push_back(list_of(ids));
  json["killed"] = list_of(fault.killed);
  json["otherwise"] = Json::array();
  for (const auto& stray : fault.otherwise) {
    json["otherwise"].push_back({{"case", escape_invalid(stray.id)},
                                 {"verdict", word_for(stray.verdict)},
                                 {"ids", list_of(stray.ids)}});
  }
  json["explanation"] = escape_invalid(fault.explanation);
  json["played"] = fault.played;
  json["collateral"] = list_of(fault.fallen);
  if (!fault.collateral.empty()) json["collateral_reason"] = escape_invalid(fault.collateral);
  if (fault.careless) json["careless"] = true;
  return json;
}

Json requirement_to_json(const runner::RequirementProof& requirement) {
  Json json;
  json["id"] = requirement.id;
  json["state"] = word_for(requirement.state);
  json["reason"] = escape_invalid(requirement.reason);
  json["covered"] = requirement.covered;
  json["faults"] = list_of(requirement.faults);
  return json;
}

Json case_to_json(const runner::CaseResult& result) {
  Json json;
  json["id"] = escape_invalid(result.id);
  json["verdict"] = word_for(result.verdict);
  json["violated"] = list_of(violated_ids(result));
  json["advised"] = list_of(advised_ids(result));
  if (!result.outcome.reason.empty()) json["reason"] = escape_invalid(result.outcome.reason);
  if (!result.outcome.failures.empty()) {
    const client::Failure& failure = result.outcome.failures.front();
    json["expected"] = escape_invalid(failure.expected);
    json["actual"] = escape_invalid(failure.actual);
  }
  return json;
}

Json summary_to_json(const runner::Proof& proof) {
  std::map<runner::FaultVerdict, std::size_t> verdicts;
  std::size_t careless = 0;
  for (const auto& fault : proof.faults) {
    ++verdicts[fault.verdict];
    if (fault.careless) ++careless;
  }
  Json json;
  json["holds"] = runner::holds(proof);
  json["cases"] = proof.cases;
  json["disobedient"] = proof.disobedient.size();
  json["faults"] = proof.faults.size();
  for (const auto verdict :
       {runner::FaultVerdict::killed, runner::FaultVerdict::survived, runner::FaultVerdict::uncovered}) {
    json[std::string(word_for(verdict))] = verdicts[verdict];
  }
  json["careless"] = careless;
  json["plays"] = proof.plays;
  json["duration_s"] = proof.duration_s;
  json["shares"] = Json::array();
  for (const auto& [key, share] : proof.shares) {
    json["shares"].push_back({{"version", key.first},
                              {"group", key.second},
                              {"observable", share.observable},
                              {"covered", share.covered},
                              {"proven", share.proven},
                              {"excused", share.excused}});
  }
  return json;
}

}  // namespace

std::string_view word_for(runner::FaultVerdict verdict) {
  switch (verdict) {
    case runner::FaultVerdict::killed: return "killed";
    case runner::FaultVerdict::survived: return "survived";
    case runner::FaultVerdict::uncovered: break;
  }
  return "uncovered";
}

std::string_view word_for(runner::ProofState state) {
  switch (state) {
    case runner::ProofState::proven: return "proven";
    case runner::ProofState::unproven: return "unproven";
    case runner::ProofState::excused: break;
  }
  return "excused";
}

std::string proof_to_json(const runner::Proof& proof) {
  Json json;
  json["tool"] = Json{{"name", "conformance"}, {"version", escape_invalid(proof.tool_version)}};
  json["schema"] = proof_schema;
  json["seed"] = escape_invalid(proof.seed);
  json["whole"] = proof.whole;
  json["faults"] = Json::array();
  for (const auto& fault : proof.faults) json["faults"].push_back(fault_to_json(fault));
  json["requirements"] = Json::array();
  for (const auto& each : proof.requirements) json["requirements"].push_back(requirement_to_json(each));
  json["disobedient"] = Json::array();
  for (const auto& each : proof.disobedient) json["disobedient"].push_back(case_to_json(each));
  json["advised"] = Json::array();
  for (const auto& each : proof.advised) json["advised"].push_back(case_to_json(each));
  json["summary"] = summary_to_json(proof);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reports
