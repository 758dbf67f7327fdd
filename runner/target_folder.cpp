// See the header.
#include "runner/target_folder.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "targets/targets.h"

namespace runner {

std::string fill(std::string_view text, const Placeholders& values) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    const std::size_t close = text.find('}', open);
    out += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    const auto found = close == std::string_view::npos
                           ? values.end()
                           : values.find(std::string(text.substr(1, close - open - 1)));
    if (found == values.end()) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += found->second;
      text.remove_prefix(close - open + 1);
    }
  }
  return out;
}

std::vector<std::string> fill(std::vector<std::string> texts, const Placeholders& values) {
  for (std::string& text : texts) text = fill(text, values);
  return texts;
}

std::string_view file_of(std::string_view target, std::string_view name) {
  const std::string path = (std::filesystem::path(target) / name).lexically_normal().string();
  for (const embedded::File& file : targets::files()) {
    if (file.name == path) return file.text;
  }
  return {};
}

}  // namespace runner
