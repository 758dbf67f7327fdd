// `conformance explain`: one requirement in full.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/suites.h"
#include "cli/verbs.h"
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

std::vector<std::string> scenarios_of(const std::vector<script::CaseInfo>& cases, const std::string& id) {
  std::vector<std::string> names;
  for (const auto& info : cases) {
    const std::string name = info.suite + "/" + info.scenario;
    const bool covers = std::ranges::find(info.covers, id) != info.covers.end();
    if (covers && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

nlohmann::ordered_json to_json(const Requirement& requirement, const std::vector<std::string>& scenarios) {
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
          {"scenarios", scenarios}};
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
    text += requirements::explain(*requirement, scenarios);
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
