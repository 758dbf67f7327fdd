// Options and writing of result files.
#include "cli/outputs.h"

#include <algorithm>
#include <array>

#include "cli/read_result.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/write_file.h"

namespace cli {
namespace {

bool write_one(const std::string& path, const std::string& text, Console& console) {
  const auto written = reports::write_file(path, text);
  if (!written) console.complain(written.error());
  return written.has_value();
}

}  // namespace

void add_outputs(CLI::App& app, Outputs& outputs) {
  add_json(app, outputs.json);
  app.add_option("--junit", outputs.junit, "Result as JUnit XML, to a file or (`-`) to standard output")
      ->type_name("FILE");
  auto* html = app.add_option("--html", outputs.html,
                              "Result as one offline page, to a file or (`-`) to standard output")
                   ->type_name("FILE");
  app.add_option("--since", outputs.since, "An earlier result (JSON); the page tells what changed since")
      ->type_name("R.json")
      ->needs(html);
}

bool check_outputs(const Outputs& outputs, Console& console) {
  const std::array paths{&outputs.json, &outputs.junit, &outputs.html};
  const auto to_stdout = std::ranges::count_if(paths, [](const std::string* path) { return *path == "-"; });
  if (to_stdout > 1) {
    console.complain(
        "only one of --json, --junit and --html can go to standard output; give the others files");
    return false;
  }
  for (const auto* path : paths) {
    if (path->empty()) continue;
    if (const auto writable = reports::check_writable(*path); !writable) {
      console.complain(writable.error());
      return false;
    }
  }
  if (!outputs.since.empty()) {
    if (const auto before = read_result(outputs.since); !before) {
      console.complain(before.error());
      return false;
    }
  }
  if (to_stdout == 1) console.give_stdout_away();
  return true;
}

bool writes_files(const Outputs& outputs) {
  return !outputs.json.empty() || !outputs.junit.empty() || !outputs.html.empty();
}

bool write_outputs(const runner::RunResult& result, const Outputs& outputs, Console& console) {
  bool well = true;
  if (!outputs.json.empty()) well = write_one(outputs.json, reports::to_json(result), console) && well;
  if (!outputs.junit.empty()) well = write_one(outputs.junit, reports::to_junit(result), console) && well;
  if (outputs.html.empty()) return well;
  if (outputs.since.empty()) return write_one(outputs.html, reports::to_html(result), console) && well;
  const auto before = read_result(outputs.since);
  if (!before) console.complain(before.error());
  return write_one(outputs.html, reports::to_html(result, before ? &*before : nullptr), console) && well &&
         before.has_value();
}

reports::Verbosity Loudness::verbosity() const {
  if (quiet) return reports::Verbosity::quiet;
  if (verbose == 0) return reports::Verbosity::normal;
  return verbose == 1 ? reports::Verbosity::verbose : reports::Verbosity::everything;
}

void add_loudness(CLI::App& app, Loudness& loudness) {
  auto* quiet = app.add_flag("-q,--quiet", loudness.quiet, "Failures in one line each, and the counts");
  app.add_flag("-v,--verbose", loudness.verbose,
               "Name more; -vv: every case, whole wire logs, nothing shortened")
      ->excludes(quiet);
}

reports::Style style_of_results(const Console& console, const Loudness& loudness) {
  reports::Style style;
  style.colour = console.stdout_is_taken() ? console.err_has_colour() : console.out_has_colour();
  style.width = console.width();
  style.verbosity = loudness.verbosity();
  return style;
}

}  // namespace cli
