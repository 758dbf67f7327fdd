// What a campaign found, for people and for machines.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "campaign/finding.h"
#include "reports/style.h"

namespace reports {

/// The name of the format, and the part of it that changes only when a reader must.
inline constexpr std::string_view campaign_schema = "conformance-campaign/1";

/// docs/schema/campaign.schema.json; ends with a line feed.
std::string campaign_to_json(const campaign::CampaignResult& result);
/// Reads what that wrote. The error is a sentence that says where and what.
std::expected<campaign::CampaignResult, std::string> campaign_from_json(std::string_view text);

/// For a job's summary and for an issue tracker: the verdict first, then each finding with its packets in
/// their order.
std::string campaign_to_markdown(const campaign::CampaignResult& result);
/// One finding, in so many bytes at most.
std::string finding_to_markdown(const campaign::Finding& finding, std::string_view target,
                                std::size_t bytes_at_most);
/// One offline page.
std::string campaign_to_html(const campaign::CampaignResult& result);

/// For the terminal, at the end.
std::string campaign_screen(const campaign::CampaignResult& result, const Style& style);
/// One finding as it is announced, a few lines.
std::string finding_lines(const campaign::Finding& finding, const Style& style);

/// What the live screen shows.
struct CampaignStanding {
  campaign::Statistics now;  ///< of this run
  std::map<campaign::Severity, std::size_t> findings;
  double left_s{};
};
/// One line without a line feed.
std::string campaign_standing_line(const CampaignStanding& standing);

}  // namespace reports
