// What is kept of a broker's own output beside a case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// The end of a broker's output in lines: at most 60 of them and 6,000 bytes, a line of at most 500 bytes.
/// Enough to see what it made of a case, and no more than a report of hundreds of failures bears.
std::vector<std::string> kept_lines(std::string_view output);

}  // namespace runner
