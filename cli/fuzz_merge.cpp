// See the header.
#include "cli/fuzz_merge.h"

#include <fmt/format.h>

#include "campaign/join.h"
#include "cli/findings_folder.h"
#include "reports/campaign.h"
#include "reports/text.h"

namespace cli {

using runner::Exit;

Exit merge_campaigns(std::span<const std::string> words, const reports::Style& style, Console& console) {
  if (words.size() < 2) {
    console.complain("write `conformance fuzz merge OUT DIR…`: the folder to make, and those to join");
    return Exit::usage;
  }
  std::vector<campaign::CampaignResult> results;
  std::vector<std::vector<campaign::Play>> pools;
  for (const std::string& folder : words.subspan(1)) {
    auto kept = read_campaign(folder);
    if (!kept) {
      console.complain(kept.error());
      return Exit::usage;
    }
    if (!results.empty() && kept->result.target != results.front().target) {
      console.complain(fmt::format(
          "{} is a campaign against {}, and {} one against {}; they cannot be joined", words[1],
          reports::printable(results.front().target), folder, reports::printable(kept->result.target)));
      return Exit::usage;
    }
    results.push_back(std::move(kept->result));
    pools.push_back(std::move(kept->pool));
  }
  FindingsFolder folder(words.front(), console);
  if (const auto begun = folder.begin_in(); !begun) {
    console.complain(begun.error());
    return Exit::usage;
  }
  campaign::CampaignResult all = campaign::joined(results);
  const auto pool = campaign::joined_pools(pools);
  all.statistics.pool = pool.size();
  all.tool_version = CONFORMANCE_VERSION;
  for (const auto& finding : all.findings) folder.write_finding(finding, all.target);
  folder.write_pool(pool);
  folder.write_result(all, true);
  console.out(reports::campaign_screen(all, style));
  if (folder.failed() > 0) {
    console.complain(fmt::format("{} of {} could not be written", reports::counted(folder.failed(), "file"),
                                 folder.path()));
    return Exit::usage;
  }
  return all.findings.empty() ? Exit::as_expected : Exit::unexpected;
}

}  // namespace cli
