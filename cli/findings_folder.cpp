// See the header.
#include "cli/findings_folder.h"

#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "campaign/handover.h"
#include "campaign/play_list.h"
#include "cli/target_options.h"
#include "reports/campaign.h"
#include "reports/text.h"
#include "reports/write_file.h"

namespace cli {
namespace {

constexpr const char* summary = "/campaign.json";
constexpr const char* pool_file = "/pool.plays";
constexpr std::size_t issue_bytes = 50'000;

}  // namespace

std::expected<void, std::string> FindingsFolder::begin_in() {
  std::error_code error;
  if (std::filesystem::exists(path_ + summary, error))
    return std::unexpected(
        fmt::format("{} holds a campaign already. Go on with it: --resume {}; or name another folder: --out",
                    path_, reports::shell_word(path_)));
  std::filesystem::create_directories(path_, error);
  if (error) return std::unexpected(fmt::format("cannot create the folder {}: {}", path_, error.message()));
  return reports::check_writable(path_ + summary);
}

std::expected<void, std::string> FindingsFolder::go_on_in() {
  std::error_code error;
  if (!std::filesystem::exists(path_ + summary, error))
    return std::unexpected(fmt::format("{} holds no campaign: there is no campaign.json in it", path_));
  return reports::check_writable(path_ + summary);
}

bool FindingsFolder::write(const std::string& name, std::string_view text) {
  const auto written = reports::write_file(path_ + "/" + name, text);
  if (written) return true;
  console_.complain(written.error());
  ++failed_;
  return false;
}

void FindingsFolder::write_finding(const campaign::Finding& finding, std::string_view target) {
  const std::string name = campaign::name_of(finding);
  const std::string scenario = campaign::scenario_of(finding, name, target);
  const std::string script = campaign::script_of(finding, name, target);
  // One that is not written is lost with the screen, unless it is on it.
  if (!write(name + ".scenario", scenario)) console_.out(scenario);
  if (!write(name + ".py", script)) console_.out(script);
  write(name + ".plays", campaign::plays_of(finding));
  write(name + ".md", reports::finding_to_markdown(finding, target, issue_bytes));
  if (!finding.log.empty()) write(name + ".log", finding.log);
}

void FindingsFolder::write_result(const campaign::CampaignResult& result, bool pages) {
  write("campaign.json", reports::campaign_to_json(result));
  if (!pages) return;
  write("campaign.md", reports::campaign_to_markdown(result));
  write("campaign.html", reports::campaign_to_html(result));
}

void FindingsFolder::write_pool(std::span<const campaign::Play> pool) {
  write("pool.plays", campaign::text_of(pool));
}

std::expected<KeptCampaign, std::string> read_campaign(const std::string& folder) {
  const auto text = read_named_file(folder + summary, "campaign");
  if (!text) return std::unexpected(text.error());
  auto result = reports::campaign_from_json(*text);
  if (!result) return std::unexpected(fmt::format("{}{}: {}", folder, summary, result.error()));
  KeptCampaign kept{std::move(*result), {}};
  std::error_code error;
  if (!std::filesystem::exists(folder + pool_file, error)) return kept;
  const auto plays = read_named_file(folder + pool_file, "pool");
  if (!plays) return std::unexpected(plays.error());
  auto pool = campaign::plays_from(*plays);
  if (!pool) return std::unexpected(fmt::format("{}{}: {}", folder, pool_file, pool.error()));
  kept.pool = std::move(*pool);
  return kept;
}

}  // namespace cli
