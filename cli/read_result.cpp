// See the header.
#include "cli/read_result.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>

#include "reports/json.h"

namespace cli {

std::expected<runner::RunResult, std::string> read_result(const std::string& path) {
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::unexpected(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  auto result = reports::from_json(text);
  if (!result)
    return std::unexpected(
        fmt::format("{}: {}. Name a file that `conformance --json=FILE` wrote.", path, result.error()));
  return result;
}

}  // namespace cli
