// `conformance explain`: one requirement in full.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "broker/faults.h"
#include "cli/suites.h"
#include "cli/verbs.h"
#include "reports/text.h"
#include "reports/write_file.h"
#include "requirements/render.h"

namespace cli {
namespace {

using requirements::Requirement;
using runner::Exit;

/// The requirement, or those of both versions when the id names none.
std::vector<const Requirement*> found(const std::string& id) {
  const auto& catalogue = requirements::catalogue();
  if (const auto* requirement = catalogue.find(id)) return {requirement};
  std::vector<const Requirement*> both;
  for (const char* version : {"3.1.1/", "5.0/"})
    if (const auto* requirement = catalogue.find(version + id)) both.push_back(requirement);
  return both;
}

struct Covering {
  std::string scenario;
  std::size_t cases{};
};

std::vector<Covering> scenarios_of(const std::vector<script::CaseInfo>& cases, const std::string& id) {
  std::vector<Covering> scenarios;
  for (const auto& info : cases) {
    if (std::ranges::find(info.covers, id) == info.covers.end()) continue;
    const std::string name = info.suite + "/" + info.scenario;
    auto found = std::ranges::find(scenarios, name, &Covering::scenario);
    if (found == scenarios.end()) found = scenarios.insert(found, {name, 0});
    ++found->cases;
  }
  return scenarios;
}

std::vector<const broker::FaultRow*> faults_of(std::string_view id) {
  std::vector<const broker::FaultRow*> faults;
  for (const auto& row : broker::fault_table) {
    std::string_view ids = row.requirements;
    while (!ids.empty()) {
      const auto end = std::min(ids.find(' '), ids.size());
      if (ids.substr(0, end) == id) faults.push_back(&row);
      ids.remove_prefix(std::min(end + 1, ids.size()));
    }
  }
  return faults;
}

nlohmann::ordered_json to_json(const Requirement& requirement, const std::vector<Covering>& covering) {
  auto scenarios = nlohmann::ordered_json::array();
  for (const auto& each : covering) scenarios.push_back(each.scenario);
  auto faults = nlohmann::ordered_json::array();
  for (const auto* row : faults_of(requirement.id)) faults.push_back(row->name);
  return {{"id", requirement.id},
          {"section", requirement.section},
          {"level", requirement.level},
          {"binds", requirement.binds},
          {"grade", requirements::name(requirement.grade)},
          {"sentence", requirement.sentence},
          {"observable", requirement.observable},
          {"how", requirement.how},
          {"reason", requirement.reason},
          {"reaction", requirements::name(requirement.reaction.kind)},
          {"accept", requirement.accept},
          {"forbid", requirement.forbid},
          {"lenient", requirement.lenient},
          {"condition", requirement.condition},
          {"no_fault", requirement.no_fault},
          {"scenarios", std::move(scenarios)},
          {"faults", std::move(faults)}};
}

}  // namespace

Exit explain(const Arguments& arguments, Console& console) {
  CLI::App app("Tells what a requirement asks, what proves a violation, and how it is tested.", "explain");
  std::vector<std::string> ids;
  std::string json;
  app.add_option("ID", ids, "5.0/MQTT-3.3.1-5, 5.0/U-042, 5.0/T-acl; without a version, both")->required();
  add_json(app, json);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();

  std::vector<const Requirement*> wanted;
  for (const auto& id : ids) {
    const auto matching = found(id);
    if (matching.empty()) {
      std::string text = fmt::format("there is no requirement `{}`", id);
      const auto near = requirements::catalogue().suggest(id);
      if (!near.empty()) text += fmt::format(", did you mean `{}`?", fmt::join(near, "` or `"));
      console.complain(text + " `conformance list --requirements` names them all");
      return Exit::usage;
    }
    wanted.insert(wanted.end(), matching.begin(), matching.end());
  }
  const auto cases = built_in_suites().cases();
  auto list = nlohmann::ordered_json::array();
  std::string text;
  for (const auto* requirement : wanted) {
    const auto scenarios = scenarios_of(cases, requirement->id);
    if (!text.empty()) text += "\n";
    std::vector<std::string> covering;
    covering.reserve(scenarios.size());
    for (const auto& each : scenarios)
      covering.push_back(fmt::format("{}, {}", each.scenario, reports::counted(each.cases, "case")));
    std::vector<std::string> faults;
    for (const auto* row : faults_of(requirement->id))
      faults.push_back(fmt::format("{}: {}", row->name, row->explanation));
    text += requirements::explain(*requirement, covering, faults);
    list.push_back(to_json(*requirement, scenarios));
  }
  if (json.empty()) {
    console.out(text);
    return Exit::as_expected;
  }
  if (const auto written = reports::write_file(json, list.dump(1) + "\n"); !written) {
    console.complain(written.error());
    return Exit::usage;
  }
  return Exit::as_expected;
}

}  // namespace cli
