// See the header: Linux's /proc.
#include "campaign/process.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace campaign {
namespace {

std::string first_line_of(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

std::string folder_of(int pid) {
  return fmt::format("/proc/{}", pid);
}

/// The process and all below it, parents first.
void for_each_below(int pid, const std::function<void(int)>& done) {
  done(pid);
  std::istringstream children(first_line_of(fmt::format("{}/task/{}/children", folder_of(pid), pid)));
  for (int child = 0; children >> child;) for_each_below(child, done);
}

template <typename Visit>
void for_each_entry(const std::string& folder, Visit visit) {
  std::error_code error;
  for (auto each = std::filesystem::directory_iterator(folder, error);
       !error && each != std::filesystem::directory_iterator(); each.increment(error))
    visit(each->path());
}

/// schedstat counts nanoseconds, where stat has hundredths of a second.
net::Time processor_of(const std::string& folder) {
  std::int64_t sum = 0;
  for_each_entry(folder + "/task", [&](const std::filesystem::path& thread) {
    std::int64_t time = 0;
    std::istringstream(first_line_of(thread.string() + "/schedstat")) >> time;
    sum += time;
  });
  return std::chrono::nanoseconds(sum);
}

std::uint64_t peak_of(const std::string& folder) {
  std::ifstream in(folder + "/status");
  constexpr std::string_view label = "VmHWM:";
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(label)) return std::stoull(line.substr(label.size())) * 1024;
  return 0;
}

void add(int pid, Usage& usage) {
  const std::string folder = folder_of(pid);
  std::istringstream memory(first_line_of(folder + "/statm"));
  std::uint64_t pages = 0;
  memory >> pages >> pages;
  usage.resident_bytes += pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  usage.peak_bytes += peak_of(folder);
  for_each_entry(folder + "/fd", [&](const auto&) { ++usage.descriptors; });
  usage.processor += processor_of(folder);
}

}  // namespace

std::optional<Usage> usage_of(int pid) {
  std::error_code error;
  if (pid <= 0 || !std::filesystem::exists(folder_of(pid), error)) return std::nullopt;
  Usage usage;
  for_each_below(pid, [&](int each) { add(each, usage); });
  return usage;
}

void forget_peak(int pid) {
  if (pid <= 0) return;
  for_each_below(pid, [](int each) { std::ofstream(folder_of(each) + "/clear_refs") << "5"; });
}

bool collects_garbage(int pid) {
  constexpr std::array<std::string_view, 6> collectors{"java",    "beam.smp", "node",
                                                       "python3", "dotnet",   "mono"};
  bool found = false;
  if (pid <= 0) return found;
  for_each_below(pid, [&](int each) {
    const std::string name = first_line_of(folder_of(each) + "/comm");
    found = found || std::ranges::find(collectors, name) != collectors.end();
  });
  return found;
}

}  // namespace campaign
