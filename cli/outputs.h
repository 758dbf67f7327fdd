// The files that a result is written to besides the screen.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/console.h"
#include "reports/style.h"
#include "runner/result.h"

namespace cli {

struct Outputs {
  std::string json;   ///< a file, "-", or empty for none
  std::string junit;  ///< likewise
  std::string html;   ///< likewise
  std::string since;  ///< an earlier result, with which the page compares; empty for none
  std::string markdown;
  std::string tap;
  std::string pcap;
  bool pcap_all = false;
  std::string annotations = "auto";  ///< github, none; auto: github where GITHUB_ACTIONS is true

  /// Every place that is written to, with the option that names it.
  struct File {
    const char* option;
    const std::string* path;
  };
  std::vector<File> files() const;
};

/// Adds --json, --junit, --html, --since, --markdown, --tap, --pcap, --pcap-all and --annotations.
void add_outputs(CLI::App& app, Outputs& outputs);

/// Before the run: that all can be written, at most one goes to standard output, and the earlier result can
/// be read. Complains itself.
bool check_outputs(const Outputs& outputs, Console& console);

/// Writes them, and the annotations with the results; whatever fails is told, and the text kept elsewhere.
/// Returns whether all went well.
bool write_outputs(const runner::RunResult& result, const Outputs& outputs, Console& console);

/// -q, -v and -vv.
struct Loudness {
  bool quiet = false;
  int verbose = 0;

  reports::Verbosity verbosity() const;
};
void add_loudness(CLI::App& app, Loudness& loudness);

/// How text on standard output is to look.
reports::Style style_of_results(const Console& console, const Loudness& loudness);

}  // namespace cli
