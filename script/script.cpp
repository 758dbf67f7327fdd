// The door of the room: parse, compile, list.
#include "script/script.h"

#include <fmt/format.h>
#include <set>

#include "script/ast.h"
#include "script/builder.h"
#include "script/case_rows.h"
#include "script/checker.h"
#include "script/diagnostic.h"
#include "script/parser.h"
#include "script/text.h"
#include "script/walk.h"

namespace script {

ParseResult parse(std::string_view file, std::string_view text, const requirements::Catalogue& catalogue) {
  auto suite = std::make_shared<Suite>();
  suite->file = file;
  for (const SourceLine& line : split_lines(text)) suite->lines.emplace_back(line.text);
  Diagnostics diagnostics(file, suite->lines);
  parse_into(*suite, text, diagnostics);
  check(*suite, catalogue, diagnostics);
  const bool failed = diagnostics.has_errors();
  return ParseResult{failed ? nullptr : std::move(suite), diagnostics.take()};
}

std::vector<Diagnostic> check_together(std::span<const SuitePtr> suites) {
  std::vector<Diagnostic> found;
  std::set<std::string> names;
  std::set<std::string> scenarios;
  const auto tell = [&](const SuitePtr& suite, const Location& where, std::string message) {
    Diagnostics one(suite->file, suite->lines);
    one.error(where, std::move(message));
    for (Diagnostic& diagnostic : one.take()) found.push_back(std::move(diagnostic));
  };
  for (const SuitePtr& suite : suites) {
    if (suite == nullptr) continue;
    if (!names.insert(suite->name.text).second) {
      tell(suite, suite->name.where,
           fmt::format("another file holds a suite `{}` already", suite->name.text));
    }
    for (const ScenarioNode& scenario : suite->scenarios) {
      const std::string name = suite->name.text + "/" + scenario.name.text;
      if (!scenarios.insert(name).second) {
        tell(suite, scenario.name.where, fmt::format("another file holds a scenario `{}` already", name));
      }
    }
  }
  // Each name means one scenario, whenever it was given: else a baseline would tell of another one.
  for (const SuitePtr& suite : suites) {
    if (suite == nullptr) continue;
    for (const ScenarioNode& scenario : suite->scenarios) {
      for (const std::string& name : former_names_of(suite->name.text, scenario)) {
        if (!scenarios.insert(name).second)
          tell(suite, scenario.name.where,
               fmt::format("`{}` is the name of a scenario, or was the one of another, already", name));
      }
    }
  }
  return found;
}

std::vector<CaseInfo> cases_of(const SuitePtr& suite) {
  std::vector<CaseInfo> cases;
  if (suite == nullptr) return cases;
  for (std::size_t index = 0; index < suite->scenarios.size(); ++index) {
    const ScenarioNode& scenario = suite->scenarios[index];
    for (const codec::Version version : versions_of(scenario)) {
      const std::size_t rows = row_count(scenario, version);
      for (std::size_t index_of_row = 0; index_of_row < rows; ++index_of_row) {
        const CaseRow row = row_at(scenario, version, index_of_row);
        CaseInfo info;
        info.suite = suite->name.text;
        info.scenario = scenario.name.text;
        info.row = row.label;
        info.of_matrix = !row.variants.empty();
        info.id = case_id(info.suite, info.scenario, info.row, version);
        info.sentence = unescape(scenario.sentence);
        info.file = suite->file;
        info.where = scenario.where;
        info.version = version;
        info.covers = case_covers(scenario, version, row);
        info.tags = tags_of(scenario);
        for (const std::string& name : former_names_of(info.suite, scenario))
          info.formerly.push_back(case_id(name, info.row, version));
        info.controls_broker = controls_broker(scenario);
        info.source = suite;
        info.scenario_index = index;
        info.row_index = index_of_row;
        cases.push_back(std::move(info));
      }
    }
  }
  return cases;
}

namespace {

BuildInput input_of(const CaseInfo& info, const Environment& environment) {
  return {info.source.get(), &info.source->scenarios.at(info.scenario_index),
          info.version,      info.row_index,
          &environment,      false};
}

}  // namespace

std::vector<Need> needs_of(const CaseInfo& info, const Environment& environment) {
  return Builder(input_of(info, environment), nullptr).needs();
}

std::expected<CasePlan, Missing> compile(const CaseInfo& info, const Environment& environment) {
  Builder builder(input_of(info, environment), nullptr);
  std::optional<CasePlan> plan = builder.build();
  if (!plan) return std::unexpected(builder.missing());
  return std::move(*plan);
}

std::vector<std::string> source_lines(const CaseInfo& info) {
  const ScenarioNode& scenario = info.source->scenarios.at(info.scenario_index);
  const std::vector<std::string>& lines = info.source->lines;
  std::vector<std::string> text;
  for (std::uint32_t line = scenario.where.line; line <= scenario.last_line && line <= lines.size(); ++line) {
    text.push_back(lines[line - 1]);
  }
  return text;
}

}  // namespace script
