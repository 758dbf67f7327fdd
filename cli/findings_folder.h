// The folder of a campaign: a summary in every format, the pool, and the files of each finding. What it holds
// is enough to go on with the campaign, here or joined with that of other machines.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/finding.h"
#include "cli/console.h"

namespace cli {

class FindingsFolder {
 public:
  /// The console outlives it.
  FindingsFolder(std::string path, Console& console) : path_(std::move(path)), console_(console) {}

  /// Creates it. Fails where it cannot be written, and where it holds a campaign already; the sentence says
  /// what to do instead.
  std::expected<void, std::string> begin_in();
  /// Likewise, and wants one there.
  std::expected<void, std::string> go_on_in();

  /// NAME.scenario, .py, .md, .plays and .log. What cannot be written is complained of and printed.
  void write_finding(const campaign::Finding& finding, std::string_view target);
  /// campaign.json; with `pages` also .md and .html.
  void write_result(const campaign::CampaignResult& result, bool pages);
  /// pool.plays
  void write_pool(std::span<const campaign::Play> pool);
  /// So many files could not be written.
  std::size_t failed() const { return failed_; }
  const std::string& path() const { return path_; }

 private:
  bool write(const std::string& name, std::string_view text);

  std::string path_;
  Console& console_;
  std::size_t failed_ = 0;
};

/// What a folder holds.
struct KeptCampaign {
  campaign::CampaignResult result;
  std::vector<campaign::Play> pool;
};
/// The error is a sentence that names the file.
std::expected<KeptCampaign, std::string> read_campaign(const std::string& folder);

}  // namespace cli
