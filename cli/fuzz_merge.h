// `conformance fuzz merge OUT DIR…`: the folders of several machines as one.
#pragma once

#include <span>
#include <string>

#include "cli/console.h"
#include "reports/style.h"
#include "runner/result.h"

namespace cli {

/// `words`: OUT, and the folders to join, which are left as they are. Returns 1 where anything was found.
runner::Exit merge_campaigns(std::span<const std::string> words, const reports::Style& style,
                             Console& console);

}  // namespace cli
