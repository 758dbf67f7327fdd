// The checks in turn. What is wrong early hides what would follow from it, so that each mistake is told once.
#include "script/checker.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "codec/field_table.h"
#include "script/builder.h"
#include "script/checks.h"
#include "script/standing_rule_ids.h"

namespace script {
namespace {

/// What servers announce is not known yet: the least and the most that the scenario bears.
constexpr codec::Number least_announced = 1;
constexpr codec::Number most_announced = 65'535;

Environment announcing(codec::Number value, const ScenarioNode& scenario) {
  Environment environment;
  for (const codec::FieldDescription& row : codec::fields_of(codec::PacketType::connack)) {
    if (row.property == 0) continue;
    environment.server[row.field] =
        std::clamp<codec::Number>(value, row.lowest, std::max(row.lowest, row.highest));
  }
  const auto literal = [](const std::optional<Atom>& atom) -> std::optional<codec::Number> {
    if (!atom || atom->kind != Atom::Kind::number || atom->text.size() > 9 || atom->text.starts_with("0x"))
      return {};
    codec::Number number = 0;
    for (const char digit : atom->text) number = number * 10 + static_cast<codec::Number>(digit - '0');
    return number;
  };
  for (const Header& header : scenario.headers) {
    const NeedsNode* node = std::get_if<NeedsNode>(&header.what);
    codec::Field field{};
    if (node == nullptr || !node->range || !codec::field_named(node->words.front().text.substr(7), field))
      continue;
    codec::Number& announced = environment.server[field];
    const ValueNode& range = *node->range;
    const bool exact = range.kind == ValueNode::Kind::alternatives && range.atoms.size() == 1;
    const auto atom = exact ? std::optional(range.atoms.front()) : std::nullopt;
    if (const auto lowest = literal(exact ? atom : range.lowest)) announced = std::max(announced, *lowest);
    if (const auto highest = literal(exact ? atom : range.highest)) announced = std::min(announced, *highest);
  }
  return environment;
}

bool mentions_server(const Suite& suite, const ScenarioNode& scenario) {
  for (std::uint32_t line = scenario.where.line; line <= scenario.last_line && line <= suite.lines.size();
       ++line) {
    if (suite.lines[line - 1].find("server.") != std::string::npos) return true;
  }
  return false;
}

void check_cases(const Suite& suite, const ScenarioNode& scenario, const requirements::Catalogue& catalogue,
                 Diagnostics& diagnostics) {
  std::vector<Environment> environments = {announcing(least_announced, scenario)};
  if (mentions_server(suite, scenario)) environments.push_back(announcing(most_announced, scenario));
  const std::size_t before = diagnostics.errors();
  for (const codec::Version version : versions_of(scenario)) {
    const std::size_t rows = row_count(scenario, version);
    bool asserting = false;
    for (std::size_t row = 0; row < rows; ++row) {
      for (const Environment& environment : environments) {
        Builder builder(BuildInput{&suite, &scenario, version, row, &environment, true}, &diagnostics);
        const std::optional<CasePlan> plan = builder.build();
        if (!plan || diagnostics.errors() != before) continue;
        check_flow(*plan, diagnostics);
        check_detection(*plan, catalogue, diagnostics);
        asserting |= asserts(plan->steps);
      }
    }
    if (!asserting && diagnostics.errors() == before) {
      diagnostics.error(scenario.name.where,
                        fmt::format("the scenario asserts nothing in {}", codec::name_of(version)),
                        "verbs are means; `bob <- PUBLISH …`, `is closed` and `never` assert");
    }
  }
}

}  // namespace

void check(const Suite& suite, const requirements::Catalogue& catalogue, Diagnostics& diagnostics) {
  std::set<std::string> names;
  for (const ScenarioNode& scenario : suite.scenarios) {
    if (!scenario.name.text.empty() && !names.insert(scenario.name.text).second) {
      diagnostics.error(scenario.name.where,
                        fmt::format("another scenario is called `{}`", scenario.name.text));
    }
    check_headers(scenario, catalogue, diagnostics);
    if (diagnostics.errors_between(scenario.where.line, scenario.last_line)) continue;
    check_cases(suite, scenario, catalogue, diagnostics);
  }
  if (diagnostics.has_errors()) return;
  for (const Diagnostic& warning : unchargeable(suite, catalogue, standing_rule_ids())) {
    diagnostics.warning(warning.where, warning.message, warning.suggestion);
  }
}

}  // namespace script
