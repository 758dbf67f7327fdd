// See the header. The files are looked at again and again: what an editor does when it saves (write, or make
// anew and rename) differs, and five looks a second at a few files cost nothing.
#include "cli/watch.h"

#include <chrono>
#include <system_error>
#include <thread>

namespace cli {
namespace {

namespace fs = std::filesystem;

void add(Snapshot& snapshot, const fs::path& file) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  if (error) return;
  const auto size = fs::file_size(file, error);
  if (!error) snapshot[file.string()] = {time, size};
}

}  // namespace

Snapshot snapshot_of(const std::vector<std::string>& paths) {
  Snapshot snapshot;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      add(snapshot, path);
      continue;
    }
    for (auto entry = fs::recursive_directory_iterator(path, error); !error && entry != fs::end(entry);
         entry.increment(error))
      if (entry->path().extension() == ".scenario") add(snapshot, entry->path());
  }
  return snapshot;
}

void wait_for_change(const std::vector<std::string>& paths, const Snapshot& before) {
  while (snapshot_of(paths) == before) std::this_thread::sleep_for(std::chrono::milliseconds(200));
}

}  // namespace cli
