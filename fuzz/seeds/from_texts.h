// Inputs that are text: the scenarios for `language`, and what a hostile broker might write into a report.
#pragma once

#include <string_view>

#include "fuzz/seeds/seed_folder.h"

namespace fuzz::seeds {

/// A whole file, and each of its scenarios on its own.
void add_scenarios(SeedFolder& seeds, std::string_view text);

/// Results whose strings are the ones that break formats.
void add_reports(SeedFolder& seeds);

}  // namespace fuzz::seeds
