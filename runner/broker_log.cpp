// See the header.
#include "runner/broker_log.h"

#include <algorithm>

namespace runner {

std::vector<std::string> kept_lines(std::string_view output) {
  constexpr std::size_t most_lines = 60;
  constexpr std::size_t most_bytes = 6000;
  constexpr std::size_t longest_line = 500;
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  while (output.ends_with('\n')) output.remove_suffix(1);
  while (!output.empty() && lines.size() < most_lines) {
    const auto begin = output.rfind('\n') + 1;  // 0 where there is none
    auto line = output.substr(begin, longest_line);
    if (line.ends_with('\r')) line.remove_suffix(1);
    bytes += line.size();
    if (bytes > most_bytes) break;
    lines.emplace_back(line);
    output.remove_suffix(output.size() - begin + (begin == 0 ? 0 : 1));
  }
  std::ranges::reverse(lines);
  return lines;
}

}  // namespace runner
