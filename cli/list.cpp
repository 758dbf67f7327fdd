// `conformance list`: the cases, or the requirements that they answer for.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/selection_options.h"
#include "cli/verbs.h"
#include "reports/text.h"
#include "reports/write_file.h"
#include "requirements/render.h"

namespace cli {
namespace {

using nlohmann::ordered_json;
using runner::Exit;

std::string cases_as_text(const std::vector<script::CaseInfo>& cases) {
  std::size_t width = 0;
  for (const auto& info : cases)
    width = std::max(width, std::min<std::size_t>(reports::columns(info.id), 60));
  std::string text;
  for (const auto& info : cases)
    text += fmt::format("{}  {}\n", reports::padded(info.id, width), fmt::join(info.covers, " "));
  return text;
}

std::string cases_as_json(const std::vector<script::CaseInfo>& cases) {
  auto list = ordered_json::array();
  for (const auto& info : cases)
    list.push_back({{"id", info.id},
                    {"suite", info.suite},
                    {"scenario", info.scenario},
                    {"version", codec::name_of(info.version)},
                    {"sentence", info.sentence},
                    {"requirements", info.covers},
                    {"tags", info.tags},
                    {"file", info.file},
                    {"line", info.where.line}});
  return list.dump(1) + "\n";
}

requirements::Coverage coverage_of(const std::vector<script::CaseInfo>& cases) {
  requirements::Coverage coverage;
  for (const auto& info : cases) {
    const std::string name = info.suite + "/" + info.scenario;
    for (const auto& id : info.covers) {
      auto& names = coverage[id];
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return coverage;
}

std::string requirements_as_json(std::span<const requirements::Requirement> list,
                                 const requirements::Coverage& coverage) {
  auto json = ordered_json::array();
  for (const auto& requirement : list) {
    const auto found = coverage.find(requirement.id);
    json.push_back({{"id", requirement.id},
                    {"section", requirement.section},
                    {"kind", requirements::name(requirement.kind)},
                    {"grade", requirements::name(requirement.grade)},
                    {"binds", requirement.binds},
                    {"sentence", requirement.sentence},
                    {"observable", requirement.observable},
                    {"reason", requirement.reason},
                    {"scenarios", found == coverage.end() ? std::vector<std::string>{} : found->second}});
  }
  return json.dump(1) + "\n";
}

std::string differences_as_json() {
  auto json = ordered_json::array();
  for (const auto& difference : requirements::catalogue().differences())
    json.push_back({{"id", difference.id},
                    {"ours", difference.ours},
                    {"grades", difference.grades},
                    {"reason", difference.reason}});
  return json.dump(1) + "\n";
}

Exit tell(const std::string& text, const std::string& path, Console& console) {
  if (path.empty()) {
    console.out(text);
    return Exit::as_expected;
  }
  const auto written = reports::write_file(path, text);
  if (!written) console.complain(written.error());
  return written ? Exit::as_expected : Exit::usage;
}

}  // namespace

Exit list(const Arguments& arguments, Console& console) {
  CLI::App app("Lists the cases that `run` would play, or the requirements.", "list");
  SelectionOptions options;
  bool requirements_wanted = false;
  bool differences_wanted = false;
  std::string json;
  add_selection_options(app, options);
  app.add_flag("--requirements", requirements_wanted,
               "List the requirements, and how many scenarios cover each");
  app.add_flag("--differences", differences_wanted,
               "List where we judge a requirement otherwise than its graders");
  add_json(app, json);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();

  if (differences_wanted)
    return tell(json.empty() ? requirements::render_differences(requirements::catalogue().differences())
                             : differences_as_json(),
                json, console);
  const auto selected = select_cases(options, console);
  if (!selected) return selected.error();
  if (!requirements_wanted)
    return tell(json.empty() ? cases_as_text(selected->cases) : cases_as_json(selected->cases), json,
                console);

  std::vector<requirements::Requirement> wanted;
  const auto& versions = options.request.versions;
  for (const auto& requirement : requirements::catalogue().all())
    if (versions.empty() || std::ranges::find(versions, requirement.version) != versions.end())
      wanted.push_back(requirement);
  const auto coverage = coverage_of(selected->cases);
  return tell(
      json.empty() ? requirements::render_list(wanted, coverage) : requirements_as_json(wanted, coverage),
      json, console);
}

}  // namespace cli
