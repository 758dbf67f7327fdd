// `conformance fuzz`: a campaign against a live broker.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <random>

#include "campaign/campaign.h"
#include "campaign/handover.h"
#include "campaign/host.h"
#include "campaign/seeds.h"
#include "cli/running_target.h"
#include "cli/suites.h"
#include "cli/verbs.h"
#include "net/socket_loop.h"
#include "reports/campaign.h"
#include "reports/write_file.h"

namespace cli {
namespace {

using runner::Exit;

struct FuzzOptions {
  TargetOptions target;
  std::string command;
  std::string time = "10m";
  std::string out = "findings";
  std::string seed;
  std::size_t lanes = 16;
  double rate = 0;
  bool own = false;
};

void add_options(CLI::App& app, FuzzOptions& options) {
  add_target_options(app, options.target);
  app.add_option("--command", options.command,
                 "Start the broker with this shell command, in which {port} is the port to listen on; it is "
                 "watched, and started again when it ends")
      ->type_name("COMMAND");
  app.add_option("--time", options.time, "How long: 90s, 10m")->type_name("TIME")->capture_default_str();
  app.add_option("--out", options.out, "Folder for findings")->type_name("FOLDER")->capture_default_str();
  app.add_option("--seed", options.seed, "Hexadecimal; the same seed begins the same campaign")
      ->type_name("HEX");
  app.add_option("--jobs", options.lanes, "Plays at once")->check(CLI::Range(1, 200))->capture_default_str();
  app.add_option("--rate", options.rate, "At most so many plays a second; 0: no limit")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--i-own-this-broker", options.own, "Attack a broker that is not on this machine");
}

/// Writes each finding when it comes, so that it is there whatever happens next.
class Announcer final : public campaign::Audience {
 public:
  Announcer(Console& console, const FuzzOptions& options, std::string target)
      : console_(console), out_(options.out), target_(std::move(target)) {}
  ~Announcer() override { clear(); }
  Announcer(const Announcer&) = delete;
  Announcer& operator=(const Announcer&) = delete;

  void standing(const campaign::Statistics& statistics, std::size_t findings, net::Time left) override {
    const std::string line =
        reports::campaign_standing(statistics, findings, std::chrono::duration<double>(left).count());
    if (console_.err_is_terminal()) {
      console_.err("\r\x1b[K" + line.substr(0, console_.width() - 1));
      drawn_ = true;
    } else if (statistics.elapsed_s - told_at_ >= 30) {
      told_at_ = statistics.elapsed_s;
      console_.err(line + "\n");
    }
  }
  void found(const campaign::Finding& finding) override {
    ++number_;
    clear();
    console_.out(reports::finding_as_text(finding, number_));
    const std::string name = campaign::name_of(finding, number_);
    write(name + ".scenario", campaign::scenario_of(finding, name, target_));
    write(name + ".py", campaign::script_of(finding, name, target_));
    write(name + ".plays", campaign::plays_of(finding));
    if (!finding.log.empty()) write(name + ".log", finding.log);
  }
  void note(const std::string& line) override {
    clear();
    console_.err(line + "\n");
  }
  void write(const std::string& name, std::string_view text) {
    if (const auto written = reports::write_file(out_ + "/" + name, text); !written) {
      clear();
      console_.complain(written.error());
      failed_ = true;
    }
  }
  bool failed() const { return failed_; }

 private:
  void clear() {
    if (std::exchange(drawn_, false)) console_.err("\r\x1b[K");
  }

  Console& console_;
  std::string out_;
  std::string target_;
  std::size_t number_ = 0;
  double told_at_ = 0;
  bool drawn_ = false;
  bool failed_ = false;
};

/// What is attacked; has complained when there is none.
std::expected<std::unique_ptr<campaign::Host>, Exit> host_of(const FuzzOptions& options, net::EventLoop& loop,
                                                             Console& console) {
  const auto refuse = [&](std::string_view why) {
    console.complain(why);
    return std::unexpected(Exit::usage);
  };
  if (!options.command.empty()) {
    if (!options.target.names_none()) return refuse("--command names the broker; name no other");
    if (options.command.find("{port}") == std::string::npos)
      return refuse("--command must say where its broker listens: write {port} for the number of the port");
    return campaign::command_host(options.command, loop);
  }
  if (const auto checked = check_target_options(options.target); !checked) return refuse(checked.error());
  if (!options.target.launch.empty()) return campaign::launched_host(options.target.launch, loop, {});
  if (options.target.names_none())
    return campaign::launched_host(std::string(runner::reference_target), loop, {});
  auto target = target_of(options.target);
  if (!target) return refuse(target.error());
  if (const auto applied = apply_flags(options.target, *target); !applied) return refuse(applied.error());
  if (const auto far = addresses_off_loopback(*target); !far.empty() && !options.own)
    return refuse(
        fmt::format("{} is not on this machine, and a campaign may end it or fill it up. If it is "
                    "yours and nobody needs it now, say so: --i-own-this-broker",
                    far.front()));
  return campaign::foreign_host(std::move(*target));
}

}  // namespace

Exit fuzz(const Arguments& arguments, Console& console) {
  CLI::App app("Attacks a broker with mutated scenarios, and writes down what breaks it.", "fuzz");
  FuzzOptions options;
  add_options(app, options);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  const auto time = parse_seconds(options.time);
  if (!time || *time <= 0) {
    console.complain(fmt::format("--time: `{}` is no duration such as 90s or 10m", options.time));
    return Exit::usage;
  }
  if (options.seed.empty()) options.seed = fmt::format("{:x}", std::random_device{}());
  if (options.seed.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos ||
      options.seed.size() > 16) {
    console.complain("--seed takes up to 16 hexadecimal digits");
    return Exit::usage;
  }
  net::SocketLoop loop;
  auto host = host_of(options, loop, console);
  if (!host) return host.error();
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  if (const auto writable = reports::check_writable(options.out + "/campaign.json"); !writable) {
    console.complain(writable.error());
    return Exit::usage;
  }
  console.err("reading the scenarios …\n");
  auto seeds = campaign::seeds_of(built_in_suites().cases());
  if (!seeds) {
    console.complain(seeds.error());
    return Exit::internal;
  }
  campaign::Options how;
  how.time = std::chrono::nanoseconds(static_cast<std::int64_t>(*time * 1e9));
  how.seed = std::stoull(options.seed, nullptr, 16);
  how.lanes = options.lanes;
  how.plays_per_s = options.rate;
  const std::string name = !options.target.launch.empty() ? options.target.launch
                           : !options.command.empty()     ? "the broker"
                           : options.target.names_none()  ? "reference"
                                                          : options.target.broker;
  console.err(
      fmt::format("attacking {} for {} with {} seeds, {} plays at once; findings go to {}/; seed {}\n", name,
                  options.time, seeds->size(), options.lanes, options.out, options.seed));
  Announcer announcer(console, options, name);
  campaign::Campaign campaign(loop, **host, how, std::move(*seeds), announcer);
  loop.on_signal([&](int) { campaign.stop(); });
  auto result = campaign.run();
  loop.on_signal({});
  if (!result) {
    console.complain(result.error());
    return Exit::unreachable;
  }
  result->tool_version = CONFORMANCE_VERSION;
  result->seed = options.seed;
  if (result->target.empty()) result->target = name;
  announcer.write("campaign.json", reports::campaign_as_json(*result));
  announcer.write("campaign.md", reports::campaign_as_markdown(*result));
  console.out(reports::campaign_as_text(*result));
  if (result->ended_because == "interrupted") return Exit::interrupted;
  return result->findings.empty() && !announcer.failed() ? Exit::as_expected : Exit::unexpected;
}

}  // namespace cli
