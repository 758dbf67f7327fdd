// `conformance check`: what a compiler says of scenario files.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/suites.h"
#include "cli/verbs.h"
#include "reports/text.h"
#include "reports/write_file.h"

namespace cli {
namespace {

using runner::Exit;

std::string to_json(const std::vector<script::Diagnostic>& diagnostics) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& diagnostic : diagnostics) {
    const bool error = diagnostic.severity == script::Diagnostic::Severity::error;
    list.push_back({{"severity", error ? "error" : "warning"},
                    {"file", reports::escape_invalid(diagnostic.file)},
                    {"line", diagnostic.where.line},
                    {"column", diagnostic.where.column},
                    {"length", diagnostic.where.length},
                    {"message", reports::escape_invalid(diagnostic.message)},
                    {"suggestion", reports::escape_invalid(diagnostic.suggestion)}});
  }
  return list.dump(1) + "\n";
}

}  // namespace

Exit check(const Arguments& arguments, Console& console) {
  CLI::App app("Checks scenario files without a broker; without a name, the suites that are built in.",
               "check");
  std::vector<std::string> paths;
  std::string json;
  app.add_option("FILE", paths, "Scenario files and folders of them; - is standard input");
  add_json(app, json);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();

  const Suites suites = paths.empty() ? built_in_suites() : suites_of(paths);
  for (const auto& complaint : suites.unreadable) console.complain(complaint);
  console.err(render(suites.diagnostics));
  if (!json.empty()) {
    if (const auto written = reports::write_file(json, to_json(suites.diagnostics)); !written) {
      console.complain(written.error());
      return Exit::usage;
    }
  }
  if (suites.has_errors()) return Exit::invalid_scenario;
  if (!suites.unreadable.empty()) return Exit::usage;
  if (json.empty())
    console.out(fmt::format("{}, {}: no error\n", reports::counted(suites.files.size(), "suite"),
                            reports::counted(suites.cases().size(), "case")));
  return Exit::as_expected;
}

}  // namespace cli
