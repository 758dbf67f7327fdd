// `conformance fmt`: scenario files in the usual form.
#include <fmt/format.h>

#include "cli/suites.h"
#include "cli/verbs.h"
#include "reports/write_file.h"

namespace cli {

using runner::Exit;

Exit format(const Arguments& arguments, Console& console) {
  CLI::App app("Prints scenario files in the usual form: indentation and spaces.", "fmt");
  std::vector<std::string> paths;
  bool write = false;
  bool check_only = false;
  app.add_option("FILE", paths, "Scenario files and folders of them; - is standard input")->required();
  auto* write_flag = app.add_flag("--write", write, "Rewrite the files that differ");
  app.add_flag("--check", check_only, "Only name the files that differ, and exit with 1 if there are any")
      ->excludes(write_flag);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();

  const Suites suites = suites_of(paths);
  for (const auto& complaint : suites.unreadable) console.complain(complaint);
  if (suites.has_errors()) {
    console.err(render(suites.diagnostics));
    return Exit::invalid_scenario;
  }
  bool differs = false;
  bool failed = !suites.unreadable.empty();
  for (const auto& file : suites.files) {
    const std::string printed = script::print(*file.suite);
    if (!write && !check_only) console.out(printed);
    if (printed == file.text) continue;
    differs = true;
    if (check_only) console.out(file.name + "\n");
    if (!write) continue;
    if (const auto written = reports::write_file(file.name, printed); !written) {
      console.complain(written.error());
      failed = true;
    }
  }
  if (failed) return Exit::usage;
  return check_only && differs ? Exit::unexpected : Exit::as_expected;
}

}  // namespace cli
