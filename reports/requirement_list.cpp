// See the header.
#include "reports/requirement_list.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/proof.h"
#include "reports/text.h"

namespace reports {
namespace {

using requirements::Requirement;

void add_once(std::vector<std::string>& names, std::string name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
}

/// "retain/newest-replaces-older" of "retain/newest-replaces-older[qos=1]@5.0".
std::string scenario_of(std::string_view case_id) {
  return std::string(case_id.substr(0, case_id.find_first_of("[@")));
}

bool of_version(std::string_view case_id, const Requirement& requirement) {
  return case_id.ends_with("@" + requirement.version);
}

using ScenariosById = std::map<std::string, std::vector<std::string>, std::less<>>;

ScenariosById scenarios_by_id(std::span<const script::CaseInfo> cases, const runner::Proof& proof) {
  ScenariosById scenarios;
  for (const auto& info : cases) {
    for (const auto& id : info.covers) add_once(scenarios[id], info.suite + "/" + info.scenario);
  }
  for (const auto& fault : proof.faults) {
    for (const auto& id : fault.killed) {
      const Requirement* requirement = requirements::catalogue().find(id);
      if (requirement == nullptr) continue;
      for (const auto& by : fault.by) {
        if (of_version(by, *requirement)) add_once(scenarios[id], scenario_of(by));
      }
    }
  }
  return scenarios;
}

std::string_view state_word(const RequirementRow& row) {
  return row.state ? word_for(*row.state) : "untestable";
}

std::string sums_of(std::span<const RequirementRow> rows, std::string_view version) {
  std::size_t observable = 0;
  std::size_t with_scenario = 0;
  std::size_t proven = 0;
  std::size_t excused = 0;
  for (const auto& row : rows) {
    if (row.requirement->version != version || !row.state) continue;
    ++observable;
    if (!row.scenarios.empty()) ++with_scenario;
    if (*row.state == runner::ProofState::proven) ++proven;
    if (*row.state == runner::ProofState::excused) ++excused;
  }
  if (observable == 0) return "";
  return fmt::format("{}: {} observable, {} with a scenario, {} proven, {} excused\n", version, observable,
                     with_scenario, proven, excused);
}

}  // namespace

std::vector<RequirementRow> requirement_rows(std::span<const script::CaseInfo> cases,
                                             const runner::Proof& proof) {
  ScenariosById scenarios = scenarios_by_id(cases, proof);
  std::map<std::string_view, const runner::RequirementProof*> proofs;
  for (const auto& each : proof.requirements) proofs.emplace(each.id, &each);
  std::vector<RequirementRow> rows;
  for (const Requirement& requirement : requirements::catalogue().all()) {
    RequirementRow row;
    row.requirement = &requirement;
    row.reason = requirement.reason;
    row.scenarios = std::move(scenarios[requirement.id]);
    if (const auto found = proofs.find(requirement.id); found != proofs.end()) {
      row.faults = found->second->faults;
      row.state = found->second->state;
      row.reason = found->second->reason;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string requirement_list(std::span<const RequirementRow> rows) {
  std::size_t width = 2;
  for (const auto& row : rows) width = std::max(width, row.requirement->id.size());
  std::string out =
      fmt::format("{:<{}}  {:<10}  scenarios  faults  {:<10}  sentence\n", "id", width, "grade", "proof");
  const auto count = [](std::size_t number) {
    return number == 0 ? std::string("-") : std::to_string(number);
  };
  for (const auto& row : rows) {
    out += fmt::format("{:<{}}  {:<10}  {:>9}  {:>6}  {:<10}  {}\n", row.requirement->id, width,
                       requirements::name(row.requirement->grade), count(row.scenarios.size()),
                       count(row.faults.size()), state_word(row), row.requirement->sentence);
  }
  return out + "\n" + sums_of(rows, "3.1.1") + sums_of(rows, "5.0");
}

std::string requirement_list_to_json(std::span<const RequirementRow> rows) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    const Requirement& requirement = *row.requirement;
    json.push_back({{"id", requirement.id},
                    {"section", requirement.section},
                    {"kind", requirements::name(requirement.kind)},
                    {"grade", requirements::name(requirement.grade)},
                    {"binds", requirement.binds},
                    {"sentence", requirement.sentence},
                    {"observable", requirement.observable},
                    {"reason", escape_invalid(row.reason)},
                    {"scenarios", row.scenarios},
                    {"faults", row.faults},
                    {"proven", row.state == runner::ProofState::proven},
                    {"state", state_word(row)}});
  }
  return json.dump(1) + "\n";
}

}  // namespace reports
