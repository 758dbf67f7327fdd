// `conformance compare`: did a broker become worse between two runs?
#include "reports/compare.h"

#include "cli/outputs.h"
#include "cli/read_result.h"
#include "cli/verbs.h"
#include "reports/write_file.h"

namespace cli {

using runner::Exit;

Exit compare(const Arguments& arguments, Console& console) {
  CLI::App app(
      "Compares two results. Ends with 0 when nothing is worse, with 1 when something is, and with 6 when\n"
      "something could not be judged any more and nothing is worse.",
      "compare");
  std::string before_file;
  std::string after_file;
  std::string json;
  Loudness loudness;
  app.add_option("OLD.json", before_file, "Result that --json wrote; - is standard input")->required();
  app.add_option("NEW.json", after_file, "The one to be judged")->required();
  add_json(app, json);
  add_loudness(app, loudness);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  const auto before = read_result(before_file);
  if (!before) {
    console.complain(before.error());
    return Exit::usage;
  }
  const auto after = read_result(after_file);
  if (!after) {
    console.complain(after.error());
    return Exit::usage;
  }
  const auto comparison = reports::compare(*before, *after);
  if (json == "-") console.give_stdout_away();
  console.out(reports::comparison_text(comparison, *before, *after, before_file, after_file,
                                       style_of_results(console, loudness)));
  if (json.empty()) return comparison.exit;
  const auto written = reports::write_file(
      json, reports::comparison_json(comparison, *before, *after, before_file, after_file));
  if (!written) console.complain(written.error());
  return written ? comparison.exit : Exit::usage;
}

}  // namespace cli
