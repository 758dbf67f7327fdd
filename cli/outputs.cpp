// Options and writing of result files.
#include "cli/outputs.h"

#include <cstdlib>
#include <fmt/format.h>
#include <string_view>

#include "cli/read_result.h"
#include "reports/annotations.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/pcap.h"
#include "reports/tap.h"
#include "reports/write_file.h"

namespace cli {
namespace {

bool write_one(const std::string& path, const std::string& text, Console& console) {
  const auto written = reports::write_file(path, text);
  if (!written) console.complain(written.error());
  return written.has_value();
}

/// The result as a page, beside the earlier one if there is one; --since was read once by check_outputs.
bool write_page(const runner::RunResult& result, const Outputs& outputs, Console& console) {
  if (outputs.since.empty()) return write_one(outputs.html, reports::to_html(result), console);
  const auto before = read_result(outputs.since);
  if (!before) console.complain(before.error());
  return write_one(outputs.html, reports::to_html(result, before ? &*before : nullptr), console) &&
         before.has_value();
}

bool wants_annotations(const Outputs& outputs) {
  if (outputs.annotations != "auto") return outputs.annotations == "github";
  const char* actions = std::getenv("GITHUB_ACTIONS");
  return actions != nullptr && std::string_view(actions) == "true";
}

}  // namespace

std::vector<Outputs::File> Outputs::files() const {
  return {{"--json", &json},         {"--junit", &junit}, {"--html", &html},
          {"--markdown", &markdown}, {"--tap", &tap},     {"--pcap", &pcap}};
}

void add_outputs(CLI::App& app, Outputs& outputs) {
  add_json(app, outputs.json);
  app.add_option("--junit", outputs.junit, "Result as JUnit XML, to a file or (`-`) to standard output")
      ->type_name("FILE");
  auto* html =
      app.add_option("--html", outputs.html, "Result as one offline page, likewise")->type_name("FILE");
  app.add_option("--since", outputs.since, "An earlier result (JSON); the page tells what changed since")
      ->type_name("R.json")
      ->needs(html);
  app.add_option("--markdown", outputs.markdown, "Result as Markdown for a job summary, likewise")
      ->type_name("FILE");
  app.add_option("--tap", outputs.tap, "Result in the Test Anything Protocol, likewise")->type_name("FILE");
  app.add_option("--pcap", outputs.pcap, "Traffic of what failed as a capture for Wireshark")
      ->type_name("FILE");
  app.add_flag("--pcap-all", outputs.pcap_all, "Traffic of every case in that capture");
  app.add_option("--annotations", outputs.annotations,
                 "github: what failed as workflow commands; auto: where GITHUB_ACTIONS is true")
      ->check(CLI::IsMember({"auto", "github", "none"}).description(""))
      ->capture_default_str()
      ->type_name("auto|github|none");
}

bool check_outputs(const Outputs& outputs, Console& console) {
  const char* taken_by = nullptr;
  for (const auto& [option, path] : outputs.files()) {
    if (*path != "-") continue;
    if (taken_by != nullptr) {
      console.complain(fmt::format("only one of {} and {} can go to standard output; give the other a file",
                                   taken_by, option));
      return false;
    }
    taken_by = option;
  }
  for (const auto& [option, path] : outputs.files()) {
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
  if (taken_by != nullptr) console.give_stdout_away();
  return true;
}

bool write_outputs(const runner::RunResult& result, const Outputs& outputs, Console& console) {
  bool well = true;
  if (!outputs.json.empty()) well = write_one(outputs.json, reports::to_json(result), console) && well;
  if (!outputs.junit.empty()) well = write_one(outputs.junit, reports::to_junit(result), console) && well;
  if (!outputs.html.empty()) well = write_page(result, outputs, console) && well;
  if (!outputs.markdown.empty())
    well = write_one(outputs.markdown, reports::to_markdown(result), console) && well;
  if (!outputs.tap.empty()) well = write_one(outputs.tap, reports::to_tap(result), console) && well;
  if (!outputs.pcap.empty())
    well = write_one(outputs.pcap, reports::to_pcap(result, outputs.pcap_all), console) && well;
  if (wants_annotations(outputs)) console.out(reports::to_github_annotations(result));
  return well;
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
