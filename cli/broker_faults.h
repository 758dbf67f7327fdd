// The faults of the reference broker as the command line sees them: by name, and as a list to read.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "broker/faults.h"

namespace cli {

/// The faults of these names, switched on. The error is a sentence with what was probably meant.
std::expected<broker::Faults, std::string> faults_named(const std::vector<std::string>& names);

/// `--list-faults`: name, requirement ids and explanation of each, by chapter of the standard.
std::string list_of_faults(std::size_t width);
/// The same as a JSON array of objects: `name`, `chapter`, `requirements`, `explanation`.
std::string list_of_faults_as_json();

}  // namespace cli
