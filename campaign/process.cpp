// See the header: Linux's /proc.
#include "campaign/process.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace campaign {
namespace {

std::string first_line_of(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

net::Time processor_of(const std::string& folder) {
  const std::string line = first_line_of(folder + "/stat");
  const std::size_t behind_name = line.rfind(')');
  if (behind_name == std::string::npos) return {};
  std::istringstream fields(line.substr(behind_name + 1));
  std::string word;
  // Fields 3 to 13 of proc(5); 14 and 15 are the times.
  for (int i = 3; i < 14; ++i) fields >> word;
  std::int64_t user = 0;
  std::int64_t system = 0;
  fields >> user >> system;
  return std::chrono::nanoseconds((user + system) * (1'000'000'000 / ::sysconf(_SC_CLK_TCK)));
}

void add(int pid, Usage& usage) {
  const std::string folder = fmt::format("/proc/{}", pid);
  std::istringstream memory(first_line_of(folder + "/statm"));
  std::uint64_t pages = 0;
  memory >> pages >> pages;
  usage.resident_bytes += pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::error_code error;
  for (auto each = std::filesystem::directory_iterator(folder + "/fd", error);
       !error && each != std::filesystem::directory_iterator(); each.increment(error))
    ++usage.descriptors;
  usage.processor += processor_of(folder);
  std::istringstream children(first_line_of(fmt::format("{}/task/{}/children", folder, pid)));
  for (int child = 0; children >> child;) add(child, usage);
}

}  // namespace

std::optional<Usage> usage_of(int pid) {
  std::error_code error;
  if (pid <= 0 || !std::filesystem::exists(fmt::format("/proc/{}", pid), error)) return std::nullopt;
  Usage usage;
  add(pid, usage);
  return usage;
}

}  // namespace campaign
