// Options of `run`.
#include "cli/run_options.h"

#include <cctype>
#include <fmt/format.h>
#include <random>

namespace cli {
namespace {

std::expected<std::optional<double>, std::string> duration(std::string_view option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto seconds = parse_seconds(text);
  if (!seconds) return std::unexpected(fmt::format("{}: {}", option, seconds.error()));
  if (*seconds <= 0) return std::unexpected(fmt::format("{}: it must be longer than nothing", option));
  return *seconds;
}

}  // namespace

std::string drawn_seed() {
  std::random_device device;
  return fmt::format("{:06x}", device() & 0xFFFFFFU);
}

bool is_seed(const std::string& text) {
  if (text.size() > 16) return false;
  for (const char c : text)
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return false;
  return true;
}

void add_run_options(CLI::App& app, RunOptions& options) {
  add_target_options(app, options.target);
  add_selection_options(app, options.selection);
  const std::string group = "Run";
  app.add_flag("--simulate", options.simulate,
               "The built-in broker, in virtual time, on a wire that the seed makes rough")
      ->group(group);
  app.add_option("-j,--jobs", options.jobs, "Cases at a time")
      ->check(CLI::Range(1, 200).description(""))
      ->capture_default_str()
      ->type_name("N")
      ->group(group);
  app.add_option("--timeout", options.timeout,
                 "Patience with each packet; otherwise 5 s, more for a slow broker")
      ->type_name("TIME")
      ->group(group);
  app.add_option("--time-scale", options.time_scale, "Stretches every upper bound of time")
      ->check(CLI::Range(0.1, 100.0).description(""))
      ->type_name("X")
      ->group(group);
  app.add_option("--repeat", options.repeat, "Plays each case so many times")
      ->check(CLI::Range(1, 10000).description(""))
      ->type_name("N")
      ->group(group);
  app.add_option("--retries", options.retries, "Replays beyond the one that every fail gets")
      ->check(CLI::Range(0, 100).description(""))
      ->type_name("N")
      ->group(group);
  app.add_flag("--no-replay", options.no_replay,
               "Believe a fail at once: quicker on a broker with many, and less sure")
      ->group(group);
  app.add_option("--baseline", options.baseline,
                 "Known failures, a line each with its reason; only others count")
      ->type_name("FILE")
      ->group(group);
  app.add_flag("--no-baseline", options.no_baseline,
               "Count also what a target that is launched is known to fail")
      ->group(group);
  app.add_flag("--update-baseline", options.update_baseline,
               "Write --baseline FILE as this run bears it out; new lines say TODO")
      ->group(group);
  app.add_option("--level", options.level_word, "should: advice counts as failure, too")
      ->check(CLI::IsMember({"must", "should"}).description(""))
      ->capture_default_str()
      ->type_name("must|should")
      ->group(group);
  app.add_flag("--fail-fast", options.fail_fast, "Stop at the first fail")->group(group);
  app.add_option("--deadline", options.deadline, "End the whole run after this time")
      ->type_name("TIME")
      ->group(group);
  app.add_option("--seed", options.seed, "Seed of order and names, in hex, as an earlier run printed it")
      ->type_name("HEX")
      ->group(group);
  app.add_flag("--keep", options.keep,
               "Keep a copy of a launched broker's folder: configuration, certificates, log")
      ->group(group);
  app.add_flag("--watch", options.watch, "Run again whenever a scenario file that was named is saved")
      ->group(group);
  app.add_flag("--show-secrets", options.show_secrets,
               "Passwords and authentication data stand in reports, logs and captures as they are")
      ->group(group);
  add_outputs(app, options.outputs);
  add_loudness(app, options.loudness);
}

std::expected<void, std::string> complete(RunOptions& options) {
  if (const auto checked = check_target_options(options.target); !checked)
    return std::unexpected(checked.error());
  if (options.simulate && !options.target.names_none())
    return std::unexpected("--simulate is for the broker that is built in; name no other");
  if (options.no_baseline && !options.baseline.empty())
    return std::unexpected("--baseline and --no-baseline exclude each other; use one of them");
  if (options.outputs.pcap_all && options.outputs.pcap.empty())
    return std::unexpected("--pcap-all says what the capture of --pcap FILE holds; name one");
  if (options.watch && files_among(options.selection.words).empty())
    return std::unexpected("--watch is for scenario files; name one, or a folder of them");
  if (options.update_baseline && options.baseline.empty())
    return std::unexpected("--update-baseline writes the file that --baseline FILE names; name one");
  auto timeout = duration("--timeout", options.timeout);
  if (!timeout) return std::unexpected(timeout.error());
  options.timeout_s = *timeout;
  auto deadline = duration("--deadline", options.deadline);
  if (!deadline) return std::unexpected(deadline.error());
  options.deadline_s = *deadline;
  if (!is_seed(options.seed))
    return std::unexpected(
        fmt::format("--seed: `{}` is no hexadecimal number of up to 16 digits", options.seed));
  // What failed is played again as it was: with the seed of that result, which is read later.
  if (options.seed.empty() && options.selection.rerun_failed.empty()) options.seed = drawn_seed();
  return {};
}

}  // namespace cli
