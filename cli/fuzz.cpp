// `conformance fuzz`: a campaign against a live broker, from arguments to what was found.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <optional>

#include "campaign/campaign.h"
#include "campaign/seeds.h"
#include "cli/findings_folder.h"
#include "cli/fuzz_merge.h"
#include "cli/fuzz_options.h"
#include "cli/fuzz_screen.h"
#include "cli/suites.h"
#include "cli/verbs.h"
#include "net/socket_loop.h"
#include "reports/campaign.h"
#include "reports/campaign_words.h"
#include "reports/text.h"

namespace cli {
namespace {

using campaign::CampaignResult;
using campaign::Play;
using runner::Exit;

/// What the attack does, before it does it.
void announce(const FuzzOptions& options, const Attacked& attacked,
              const std::optional<KeptCampaign>& earlier, std::size_t scenarios, Console& console) {
  console.err(fmt::format(
      "conformance {}   campaign   {}   seed {}{}   {} at once{}\n"
      "  {}.\n"
      "  It gets malformed packets, floods, takeovers and cut connections; it may crash, hang, lose what it "
      "keeps\n"
      "  or fill memory and disk. Nothing else on this machine is touched.\n",
      CONFORMANCE_VERSION, options.time, options.seed,
      options.shard.empty() ? "" : "   shard " + options.shard, reports::counted(options.jobs, "play"),
      options.rate > 0 ? fmt::format(", {:g} a second at most", options.rate) : "",
      reports::printable(attacked.how_it_runs)));
  if (earlier)
    console.err(fmt::format("  Goes on from {} plays and {} kept ones; known: {}.\n",
                            reports::grouped(earlier->result.statistics.plays),
                            reports::grouped(earlier->pool.size()),
                            reports::in_words(reports::by_severity(earlier->result.findings))));
  console.err(
      fmt::format("  Begins with {} of the scenarios. Findings go to {}/ as they come. Ctrl-C ends it, and "
                  "all is written.\n",
                  reports::grouped(scenarios), reports::printable(options.out)));
}

/// One that is gone on with has its seed, its part and its broker.
std::expected<std::optional<KeptCampaign>, std::string> earlier_campaign(FuzzOptions& options) {
  if (options.resume.empty()) return std::nullopt;
  auto kept = read_campaign(options.out);
  if (!kept) return std::unexpected(kept.error());
  options.seed = kept->result.seed;
  options.shard = kept->result.shard;
  options.part = campaign::shard_from(options.shard).value_or(campaign::Shard{});
  return std::move(*kept);
}

campaign::Options how(const FuzzOptions& options, std::size_t run) {
  campaign::Options how;
  how.time = std::chrono::nanoseconds(static_cast<std::int64_t>(options.time_s * 1e9));
  how.seed = campaign::seed_of_part(std::stoull(options.seed, nullptr, 16), options.part, run);
  how.lanes = options.jobs;
  how.shrink_for = std::clamp<net::Time>(how.time / 4, std::chrono::seconds(2), how.shrink_for);
  how.plays_per_s = options.rate;
  return how;
}

/// From the campaign's own account of this run to that of all of them.
class Account {
 public:
  Account(const FuzzOptions& options, const std::optional<KeptCampaign>& earlier, std::size_t scenarios)
      : options_(options), earlier_(earlier), scenarios_(scenarios) {}

  CampaignResult whole(CampaignResult result, const campaign::Campaign& campaign,
                       const FuzzScreen& screen) const {
    result.tool_version = CONFORMANCE_VERSION;
    result.target = screen.target();
    result.seed = options_.seed;
    result.shard = options_.shard;
    result.command = command_of(options_);
    // Behind the scenarios stand those plays of the pool that were not played again yet.
    result.scenarios_left = std::min(campaign.seeds_left().size(), scenarios_);
    result.statistics.pool = pool(campaign).size();
    std::size_t known = 0;
    for (const auto& each : earlier_ ? earlier_->result.findings : std::vector<campaign::Finding>{})
      known = std::max(known, each.number);
    for (auto& finding : result.findings) {
      finding = screen.told(std::move(finding));
      if (earlier_ && finding.number > known) finding.found_after_s += earlier_->result.statistics.elapsed_s;
    }
    if (!earlier_) return result;
    result.runs = earlier_->result.runs + 1;
    result.statistics = campaign::one_after_the_other(earlier_->result.statistics, result.statistics);
    return result;
  }

  std::vector<Play> pool(const campaign::Campaign& campaign) const {
    std::vector<Play> pool(campaign.pool().begin(), campaign.pool().end());
    const auto& left = campaign.seeds_left();
    for (std::size_t i = scenarios_; i < left.size(); ++i) pool.push_back(left[i]);
    return pool;
  }

 private:
  const FuzzOptions& options_;
  const std::optional<KeptCampaign>& earlier_;
  std::size_t scenarios_;
};

/// The gravest of what there is to say (DESIGN section 7).
Exit end_of(const CampaignResult& result, const FindingsFolder& folder) {
  if (result.ended_because == "interrupted") return Exit::interrupted;
  if (folder.failed() > 0) return Exit::usage;
  if (result.no_broker) return Exit::incomplete;
  return result.findings.empty() ? Exit::as_expected : Exit::unexpected;
}

Exit attack(FuzzOptions& options, Console& console) {
  net::SocketLoop loop;
  auto attacked_one = attacked(options, loop, console);
  if (!attacked_one) return attacked_one.error();
  const auto refuse = [&](const std::string& why) {
    console.complain(why);
    return Exit::usage;
  };
  FindingsFolder folder(options.out, console);
  if (const auto ready = options.resume.empty() ? folder.begin_in() : folder.go_on_in(); !ready)
    return refuse(ready.error());
  const auto earlier = earlier_campaign(options);
  if (!earlier) return refuse(earlier.error());

  auto scenarios = campaign::seeds_of(built_in_suites().cases());
  if (!scenarios) {
    console.complain(scenarios.error());
    return Exit::internal;
  }
  std::vector<Play> seeds =
      campaign::in_order(std::move(*scenarios), std::stoull(options.seed, nullptr, 16), options.part);
  FuzzScreen::Setting setting{.style = style_of_results(console, options.loudness),
                              .target = attacked_one->name};
  if (*earlier) {
    const auto& kept = **earlier;
    seeds.resize(std::min(seeds.size(), kept.result.scenarios_left));
    setting.elapsed_s = kept.result.statistics.elapsed_s;
    setting.known = reports::by_severity(kept.result.findings);
  }
  const std::size_t count = seeds.size();
  if (*earlier) seeds.insert(seeds.end(), (*earlier)->pool.begin(), (*earlier)->pool.end());
  if (setting.style.verbosity != reports::Verbosity::quiet)
    announce(options, *attacked_one, *earlier, count, console);

  const Account account(options, *earlier, count);
  const campaign::Campaign* running = nullptr;
  const FuzzScreen* shown = nullptr;
  setting.save = [&](const campaign::Statistics& statistics) {
    CampaignResult so_far;
    so_far.statistics = statistics;
    so_far.ended_because = "it has not ended yet";
    so_far.findings = running->findings();
    folder.write_result(account.whole(std::move(so_far), *running, *shown), false);
    folder.write_pool(account.pool(*running));
  };
  FuzzScreen screen(console, folder, *attacked_one->host, setting);
  campaign::Campaign campaign(loop, *attacked_one->host, how(options, *earlier ? (*earlier)->result.runs : 0),
                              std::move(seeds), screen);
  running = &campaign;
  shown = &screen;
  if (*earlier) campaign.know((*earlier)->result.findings);
  loop.on_signal([&](int) { campaign.stop(); });
  auto result = campaign.run();
  loop.on_signal({});
  screen.clear();
  if (!result) {
    console.complain(result.error());
    return Exit::unreachable;
  }
  const CampaignResult whole = account.whole(std::move(*result), campaign, screen);
  folder.write_result(whole, true);
  folder.write_pool(account.pool(campaign));
  console.out(reports::campaign_screen(whole, setting.style));
  if (folder.failed() > 0)
    console.complain(fmt::format("{} of {} could not be written; findings among them stand above",
                                 reports::counted(folder.failed(), "file"), folder.path()));
  return end_of(whole, folder);
}

}  // namespace

Exit fuzz(const Arguments& arguments, Console& console) {
  CLI::App app(
      "Attacks a broker with mutated scenarios, several clients at once, and writes down what breaks it: "
      "each "
      "finding as a scenario and as a program that show it again.",
      "fuzz");
  FuzzOptions options;
  add_fuzz_options(app, options);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  if (!options.words.empty() && options.words.front() == "merge")
    return merge_campaigns(std::span(options.words).subspan(1), style_of_results(console, options.loudness),
                           console);
  if (!options.words.empty()) {
    console.complain(
        fmt::format("`{}` is one argument too many; `merge` is the only word here", options.words.front()));
    return Exit::usage;
  }
  if (const auto completed = complete(options); !completed) {
    console.complain(completed.error());
    return Exit::usage;
  }
  // A reader of our output that goes away must not take the broker's clean-up with it.
  std::signal(SIGPIPE, SIG_IGN);
  return attack(options, console);
}

}  // namespace cli
