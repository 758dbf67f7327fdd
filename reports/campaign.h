// What a campaign found, for people and for machines.
#pragma once

#include <string>

#include "campaign/finding.h"

namespace reports {

/// docs/schema/campaign.schema.json; ends with a line feed.
std::string campaign_as_json(const campaign::CampaignResult& result);
/// For a job's summary: the verdict first, then a table of findings with the packets of each.
std::string campaign_as_markdown(const campaign::CampaignResult& result);
/// For the terminal, at the end.
std::string campaign_as_text(const campaign::CampaignResult& result);
/// One finding as it is announced, a few lines.
std::string finding_as_text(const campaign::Finding& finding, std::size_t number);
/// The live screen: one line without a line feed.
std::string campaign_standing(const campaign::Statistics& statistics, std::size_t findings, double left_s);

}  // namespace reports
