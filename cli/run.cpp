// `conformance run`, the default verb: from arguments to a verdict on a broker.
#include "runner/run.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>

#include "cli/baseline_option.h"
#include "cli/progress_printer.h"
#include "cli/run_options.h"
#include "cli/surroundings.h"
#include "cli/verbs.h"
#include "cli/watch.h"
#include "reports/summary.h"
#include "reports/text.h"
#include "reports/write_file.h"
#include "runner/secrets.h"

namespace cli {
namespace {

using runner::Exit;

/// The graver of two exit codes (DESIGN section 7).
Exit graver(Exit one, Exit other) {
  constexpr std::array order{Exit::interrupted, Exit::internal,    Exit::invalid_scenario,
                             Exit::usage,       Exit::unreachable, Exit::nothing_selected,
                             Exit::incomplete,  Exit::unexpected,  Exit::as_expected};
  return std::ranges::find(order, one) < std::ranges::find(order, other) ? one : other;
}

/// What a rerun of one case needs besides its name and the seed.
std::string rerun_arguments_of(const RunOptions& options) {
  std::string line;
  for (const auto& file : files_among(options.selection.words)) line += reports::shell_word(file) + " ";
  if (options.simulate) line += "--simulate ";
  line += rerun_arguments(options.target);
  if (line.ends_with(' ')) line.pop_back();
  if (!options.timeout.empty()) line += " --timeout " + reports::shell_word(options.timeout);
  if (options.time_scale != 1) line += fmt::format(" --time-scale {}", options.time_scale);
  // In virtual time a further play is as quick as the first, and has names and weather of its own.
  if (options.simulate && options.repeat > 1) line += fmt::format(" --repeat {}", options.repeat);
  if (!options.baseline.empty()) line += " --baseline " + reports::shell_word(options.baseline);
  if (options.level() == runner::Level::should) line += " --level should";
  if (options.no_baseline && !options.target.launch.empty()) line += " --no-baseline";
  return line;
}

runner::Options options_of_runner(const RunOptions& options) {
  runner::Options result;
  result.seed = options.seed;
  result.jobs = options.jobs;
  result.repeat = options.repeat;
  result.retries = options.retries;
  result.replay = !options.no_replay;
  result.tool_version = CONFORMANCE_VERSION;
  result.fail_fast = options.fail_fast;
  result.timeout_s = options.timeout_s;
  result.deadline_s = options.deadline_s;
  result.show_secrets = options.show_secrets;
  result.time_scale = options.time_scale;
  result.topic_prefix = options.target.topic_prefix;
  result.client_id_prefix = options.target.client_id_prefix;
  const auto& request = options.selection.request;
  result.selection.seed = options.seed;
  result.selection.patterns = request.patterns;
  result.selection.covers = request.covers;
  result.selection.tags = request.tags;
  result.selection.shard = request.shard;
  result.selection.safe = request.safe;
  result.selection.level = options.level();
  result.selection.rerun_arguments = rerun_arguments_of(options);
  return result;
}

/// The end of what a launched broker printed, for the reader who wonders why it died.
std::string last_lines(const std::string& log, std::size_t count) {
  std::size_t begin = log.size();
  for (std::size_t lines = 0; begin > 0; --begin)
    if (log[begin - 1] == '\n' && begin != log.size() && ++lines == count) break;
  std::string text;
  for (std::size_t at = begin; at < log.size();) {
    const auto end = std::min(log.find('\n', at), log.size());
    text += "  | " + reports::printable(std::string_view(log).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return text;
}

/// What the broker printed while a case was played that did not pass.
std::string output_by_case(const runner::RunResult& result) {
  std::string text;
  for (const auto& entry : result.cases) {
    if (entry.outcome.broker_log.empty()) continue;
    text += fmt::format("== {} {}\n", client::name_of(entry.verdict), entry.id);
    for (const auto& line : entry.outcome.broker_log) text += line + "\n";
  }
  return text;
}

/// --keep: a copy of the launched broker's folder, since the folder itself goes with the broker.
/// Beside it what the broker printed, as a whole and by case.
void keep_folder(const runner::LaunchedBroker& broker, const runner::RunResult& result,
                 const runner::Secrets& secrets, Console& console) {
  namespace fs = std::filesystem;
  const std::string kept = broker.folder() + "-kept";
  std::error_code error;
  fs::copy(broker.folder(), kept, fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
  if (error) {
    console.complain(fmt::format("cannot keep the broker's folder {}: {}", kept, error.message()));
    return;
  }
  const auto write = [&](const char* name, const std::string& text) {
    if (const auto written = reports::write_file(kept + name, text); !written)
      console.complain(written.error());
  };
  write("/output.log", secrets.redacted(broker.log()));
  write("/output-by-case.log", output_by_case(result));
  console.err(fmt::format("The broker's folder and what it printed were kept in {}\n", kept));
}

/// From the selection of cases, which leaves its marks in the options, to the last file that is written.
Exit run_once(RunOptions options, Console& console) {
  const auto selected = select_cases(options.selection, console);
  if (!selected) return selected.error();
  if (options.seed.empty()) {
    const auto& earlier = selected->earlier_seed;
    options.seed = earlier.empty() || !is_seed(earlier) ? drawn_seed() : earlier;
  }
  auto runner_options = options_of_runner(options);
  const auto held = known_failures(options, selected->all, console);
  if (!held) return held.error();
  if (*held) runner_options.known = (*held)->known;

  // A reader of our output that goes away must not take a launched broker's clean-up with it.
  std::signal(SIGPIPE, SIG_IGN);
  auto around = surroundings_of(options, console);
  if (!around) return around.error();
  auto& target = around->target;
  runner::LaunchedBroker* launched = target.launched ? &*target.launched : nullptr;

  ProgressPrinter progress(console, options.loudness.verbosity());
  auto result =
      runner::run(*around->loop, runner_options, target.target, selected->cases, progress, launched);
  progress.ends();
  if (!result) {
    console.complain(result.error().message);
    return result.error().exit;
  }
  const runner::Secrets secrets = options.show_secrets ? runner::Secrets() : runner::Secrets(target.target);
  const auto style = style_of_results(console, options.loudness);
  if (style.verbosity != reports::Verbosity::quiet) console.out("\n");
  console.out(reports::final_screen(*result, style));
  if (result->summary.broker_died && launched != nullptr) {
    const std::string lines = last_lines(secrets.redacted(launched->log()), 20);
    if (!lines.empty()) console.err("The broker's last words:\n" + lines);
  }
  const bool written = write_outputs(*result, options.outputs, console);
  if (options.keep && launched != nullptr) keep_folder(*launched, *result, secrets, console);
  const auto exit = options.update_baseline ? update_baseline(options, **held, *result, console)
                                            : static_cast<Exit>(result->summary.exit_code);
  return written ? exit : graver(exit, Exit::usage);
}

}  // namespace

Exit run(const Arguments& arguments, Console& console) {
  CLI::App app("Tests a broker. Without PATTERN, all cases that are built in.", "run");
  RunOptions options;
  add_run_options(app, options);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  if (const auto completed = complete(options); !completed) {
    console.complain(completed.error());
    return Exit::usage;
  }
  if (!check_outputs(options.outputs, console)) return Exit::usage;
  if (options.update_baseline) {
    if (const auto writable = reports::check_writable(options.baseline); !writable) {
      console.complain(writable.error());
      return Exit::usage;
    }
  }
  if (!options.watch) return run_once(options, console);
  const auto files = files_among(options.selection.words);
  for (;;) {
    const Snapshot before = snapshot_of(files);
    const Exit exit = run_once(options, console);
    if (exit == Exit::interrupted || exit == Exit::internal) return exit;
    console.err("\nwaiting until a scenario is saved; Ctrl-C ends\n");
    wait_for_change(files, before);
  }
}

}  // namespace cli
