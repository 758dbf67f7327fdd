// A campaign with findings of several kinds, for the reports' tests.
#pragma once

#include "campaign/finding.h"

namespace sample {

campaign::CampaignResult campaign_result();
/// Texts of the broker's as hostile as they come.
campaign::CampaignResult hostile_campaign();

}  // namespace sample
