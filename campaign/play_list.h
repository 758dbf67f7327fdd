// Many plays in one text: a finding that needs several, and the pool of a campaign.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/play.h"

namespace campaign {

/// One after the other as text_of() writes them, with a line `# the next play` between two.
std::string text_of(std::span<const Play> plays);
/// Reads that; plays without a step are left out. The error names the line of the whole text.
std::expected<std::vector<Play>, std::string> plays_from(std::string_view text);

}  // namespace campaign
