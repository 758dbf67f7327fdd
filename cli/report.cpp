// `conformance report`: a result that was written as JSON, shown again or in another format.
#include "cli/outputs.h"
#include "cli/read_result.h"
#include "cli/verbs.h"
#include "reports/summary.h"
#include "reports/terminal.h"

namespace cli {

using runner::Exit;

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
  for (const auto& [option, path] : outputs.files()) writes = writes || !path->empty();
  if (writes && paths.size() > 1) {
    console.complain("a file holds one result; name one of them");
    return Exit::usage;
  }
  if (!check_outputs(outputs, console)) return Exit::usage;
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
