// Waiting for the author of a scenario to save it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cli {

/// When each scenario file below some paths was written, and its size; what is not there is left out.
using Snapshot = std::map<std::string, std::pair<std::filesystem::file_time_type, std::uintmax_t>>;

/// `paths` are files, and folders of them.
Snapshot snapshot_of(const std::vector<std::string>& paths);

/// Until the files are otherwise than before, looking five times a second. Ends by a signal only besides.
void wait_for_change(const std::vector<std::string>& paths, const Snapshot& before);

}  // namespace cli
