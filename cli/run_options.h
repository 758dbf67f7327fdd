// The options of `run` beside target and selection.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>

#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/selection_options.h"
#include "cli/target_options.h"

namespace cli {

struct RunOptions {
  TargetOptions target;
  SelectionOptions selection;
  Outputs outputs;
  Loudness loudness;
  std::size_t jobs = 50;
  std::size_t repeat = 1;
  std::size_t retries = 0;
  bool no_replay = false;
  double time_scale = 1;
  std::string timeout;   ///< as typed; empty: chosen after calibration
  std::string deadline;  ///< as typed; empty: none
  std::string seed;      ///< hexadecimal; empty: drawn
  std::string baseline;  ///< a file; empty: the launched target's
  bool no_baseline = false;
  bool update_baseline = false;
  std::string level_word = "must";
  bool fail_fast = false;
  bool keep = false;
  bool simulate = false;
  bool show_secrets = false;
  bool watch = false;

  std::optional<double> timeout_s;
  std::optional<double> deadline_s;

  runner::Level level() const { return level_word == "should" ? runner::Level::should : runner::Level::must; }
};

void add_run_options(CLI::App& app, RunOptions& options);

/// Up to 16 hexadecimal digits.
bool is_seed(const std::string& text);
/// Six hex digits: short enough to be typed, and many enough.
std::string drawn_seed();

/// Reads durations, checks and draws the seed, checks how the broker is named. The error is a sentence.
std::expected<void, std::string> complete(RunOptions& options);

}  // namespace cli
