// See the header.
#include "campaign/play_list.h"

#include <algorithm>
#include <fmt/format.h>

namespace campaign {
namespace {

constexpr std::string_view border = "# the next play\n";

}  // namespace

std::string text_of(std::span<const Play> plays) {
  std::string text;
  for (const Play& play : plays) {
    if (!text.empty()) text += border;
    text += text_of(play);
  }
  return text;
}

std::expected<std::vector<Play>, std::string> plays_from(std::string_view text) {
  std::vector<Play> plays;
  std::size_t lines = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(border, at), text.size());
    const std::string_view part = text.substr(at, end - at);
    auto play = play_from(part);
    if (!play) return std::unexpected(fmt::format("behind line {}: {}", lines, play.error()));
    if (!play->steps.empty()) plays.push_back(std::move(*play));
    lines += static_cast<std::size_t>(std::ranges::count(part, '\n')) + 1;
    at = end + border.size();
  }
  return plays;
}

}  // namespace campaign
