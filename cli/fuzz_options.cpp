// See the header.
#include "cli/fuzz_options.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "cli/run_options.h"
#include "reports/text.h"

namespace cli {

void add_fuzz_options(CLI::App& app, FuzzOptions& options) {
  app.add_option("merge", options.words,
                 "`merge OUT DIR…` attacks nobody: it joins the folders of several machines into OUT")
      ->type_name("");
  add_target_options(app, options.target);
  // A campaign attacks the whole broker; it keeps to no corner of it.
  for (const char* other : {"--topic-prefix", "--client-id-prefix"}) app.remove_option(app.get_option(other));
  app.add_option("--command", options.command,
                 "Start the broker with this shell command, in which {port} is the port to listen on; it is "
                 "watched, and started again when it ends. {remote} is the port to which its bridge is to "
                 "connect, if that is to be attacked as well")
      ->type_name("COMMAND")
      ->group("Broker");
  app.add_option("--name", options.name, "What reports call the broker, best with its release: 'mine 1.4'")
      ->type_name("TEXT")
      ->group("Broker");
  app.add_flag("--i-own-this-broker", options.own, "Attack one that is not on this machine")->group("Broker");
  const std::string group = "Campaign";
  app.add_option("--time", options.time, "How long: 90s, 10m, 8h")
      ->type_name("TIME")
      ->capture_default_str()
      ->group(group);
  app.add_option("--out", options.out, "New folder for what is found; otherwise findings")
      ->type_name("FOLDER")
      ->group(group);
  app.add_option("--resume", options.resume, "Go on with the campaign in this folder")
      ->type_name("FOLDER")
      ->group(group);
  app.add_option("--seed", options.seed, "In hex; the same one begins the same campaign")
      ->type_name("HEX")
      ->group(group);
  app.add_option("--shard", options.shard, "This machine's part of the campaign: the first of eight: 1/8")
      ->type_name("I/N")
      ->group(group);
  app.add_option("-j,--jobs", options.jobs, "Plays at once")
      ->check(CLI::Range(1, 200).description(""))
      ->capture_default_str()
      ->type_name("N")
      ->group(group);
  app.add_option("--rate", options.rate, "At most so many plays a second; otherwise as many as can be")
      ->type_name("N")
      ->group(group);
  app.add_flag("-q,--quiet", options.loudness.quiet, "Findings, and the end")->group(group);
}

std::expected<void, std::string> complete(FuzzOptions& options) {
  const bool in_hours = options.time.ends_with('h');
  const auto time = parse_seconds(in_hours ? options.time.substr(0, options.time.size() - 1) : options.time);
  const bool has_unit =
      !options.time.empty() && std::isdigit(static_cast<unsigned char>(options.time.back())) == 0;
  options.time_s = time ? *time * (in_hours ? 3600 : 1) : 0;
  if (!time || options.time_s > 1e7 || (in_hours && options.time.find_first_of("sm") != std::string::npos))
    return std::unexpected(fmt::format("--time: `{}` is no duration; write 90s, 10m or 8h", options.time));
  if (options.time_s <= 0) return std::unexpected("--time: it must be longer than nothing");
  if (!has_unit) options.time += "s";
  if (!std::isfinite(options.rate) || options.rate < 0 || options.rate > 1e6)
    return std::unexpected("--rate: a number of plays a second, from 0 (no limit) to 1000000");
  if (!options.resume.empty()) {
    const auto refuse = [](const char* option, const char* why) {
      return std::unexpected(fmt::format("{} does not go with --resume: {}", option, why));
    };
    if (!options.out.empty()) return refuse("--out", "findings go on in the same folder");
    if (!options.seed.empty()) return refuse("--seed", "a campaign keeps its seed");
    if (!options.shard.empty()) return refuse("--shard", "a campaign keeps its part");
    options.out = options.resume;
  }
  if (options.out.empty()) options.out = default_findings;
  while (options.out.size() > 1 && options.out.ends_with('/')) options.out.pop_back();
  if (!is_seed(options.seed))
    return std::unexpected(
        fmt::format("--seed: `{}` is no hexadecimal number of up to 16 digits", options.seed));
  if (!options.shard.empty()) {
    const auto part = campaign::shard_from(options.shard);
    if (!part)
      return std::unexpected(
          fmt::format("--shard: `{}` is none; write 1/8 for the first of eight", options.shard));
    options.part = *part;
    if (options.seed.empty() && part->count > 1)
      return std::unexpected("--shard needs --seed: all machines take their parts of one campaign");
  }
  if (options.seed.empty()) options.seed = drawn_seed();
  return {};
}

std::string command_of(const FuzzOptions& options) {
  std::string line = "conformance fuzz";
  if (const std::string broker = rerun_arguments(options.target); !broker.empty()) line += " " + broker;
  if (!options.command.empty()) line += " --command " + reports::shell_word(options.command);
  if (!options.name.empty()) line += " --name " + reports::shell_word(options.name);
  if (options.own) line += " --i-own-this-broker";
  line += " --time " + options.time;
  if (options.jobs != FuzzOptions{}.jobs) line += fmt::format(" -j {}", options.jobs);
  if (options.rate > 0) line += fmt::format(" --rate {}", options.rate);
  if (!options.shard.empty()) line += " --shard " + options.shard;
  return line + " --seed " + options.seed;
}

}  // namespace cli
