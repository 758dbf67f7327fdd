// `conformance report`: a result that was written as JSON, shown again or in another format.
#include "cli/outputs.h"
#include "cli/read_result.h"
#include "cli/verbs.h"
#include "reports/html.h"
#include "reports/summary.h"
#include "reports/terminal.h"
#include "reports/write_file.h"

namespace cli {

using runner::Exit;

namespace {

/// The one format for several results.
Exit write_matrix(const std::vector<std::string>& paths, const Outputs& outputs, Console& console) {
  std::vector<runner::RunResult> results;
  results.reserve(paths.size());
  for (const auto& path : paths) {
    auto result = read_result(path);
    if (!result) {
      console.complain(result.error());
      return Exit::usage;
    }
    results.push_back(std::move(*result));
  }
  const auto written = reports::write_file(outputs.html, reports::to_html_matrix(results));
  if (!written) console.complain(written.error());
  return written ? Exit::as_expected : Exit::usage;
}

}  // namespace

Exit report(const Arguments& arguments, Console& console) {
  CLI::App app("Shows results of earlier runs, or writes them in other formats.", "report");
  std::vector<std::string> paths;
  Outputs outputs;
  Loudness loudness;
  app.add_option("R.json", paths, "Results that --json wrote; - is standard input")->required();
  add_outputs(app, outputs);
  add_loudness(app, loudness);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();

  bool writes = outputs.annotations == "github";
  bool only_page = !outputs.html.empty() && outputs.since.empty();
  for (const auto& [option, path] : outputs.files()) {
    writes = writes || !path->empty();
    only_page = only_page && (path->empty() || path == &outputs.html);
  }
  const bool several = paths.size() > 1;
  if (several && writes && !only_page) {
    console.complain("several results go into one page, --html; the other files hold one result each");
    return Exit::usage;
  }
  if (!check_outputs(outputs, console)) return Exit::usage;
  if (several && writes) return write_matrix(paths, outputs, console);
  const auto style = style_of_results(console, loudness);
  bool first = true;
  for (const auto& path : paths) {
    const auto result = read_result(path);
    if (!result) {
      console.complain(result.error());
      return Exit::usage;
    }
    if (writes) return write_outputs(*result, outputs, console) ? Exit::as_expected : Exit::usage;
    if (!first) console.out("\n");
    first = false;
    if (style.verbosity != reports::Verbosity::quiet)
      console.out(reports::header_line(*result, result->cases.size(), style) + "\n" +
                  reports::probe_lines(*result, style) + "\n");
    console.out(reports::final_screen(*result, style));
  }
  return Exit::as_expected;
}

}  // namespace cli
