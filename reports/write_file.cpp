// POSIX files, because a rename must follow a sync and errors must be told by name.
#include "reports/write_file.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace reports {
namespace {

/// 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// A new file whose name begins with `prefix`. Its name goes into `name`; -1 and errno when there is none.
int create_beside(const std::string& prefix, std::string& name) {
  name = prefix + ".XXXXXX";
  return ::mkostemp(name.data(), O_CLOEXEC);
}

/// 0, or the errno of the step that failed; the temporary file is gone then.
int write_and_rename(const std::string& path, std::string_view text) {
  std::string temporary;
  const int descriptor = create_beside(path, temporary);
  if (descriptor < 0) return errno;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  int error = write_all(descriptor, text);
  if (error == 0 && ::fchmod(descriptor, 0666 & ~mask) != 0) error = errno;
  if (error == 0 && ::fsync(descriptor) != 0) error = errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary.c_str());
  return error;
}

/// A pipe, a terminal, /dev/null: cannot be replaced by a rename.
bool is_special(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

int write_special(const std::string& path, std::string_view text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = write_all(descriptor, text);
  ::close(descriptor);
  return error;
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string advice_for(const std::string& path, int error) {
  if (error == ENOENT || error == ENOTDIR) return "create the folder " + folder_of(path);
  if (error == EACCES || error == EPERM || error == EROFS) return "choose a folder that you may write to";
  if (error == ENOSPC || error == EDQUOT) return "make room on the disk";
  if (error == EISDIR) return "it is a folder: name a file in it";
  return "choose another file";
}

/// Where the text was kept, or nothing when that failed, too.
std::string keep_in(const std::string& folder, std::string_view text) {
  std::string name;
  const int descriptor = create_beside(folder + "/conformance", name);
  if (descriptor < 0) return {};
  const int error = write_all(descriptor, text);
  ::close(descriptor);
  if (error == 0) return name;
  ::unlink(name.c_str());
  return {};
}

/// In the first folder that takes it. The last one is memory: it has room when the disk has none.
std::string keep_elsewhere(std::string_view text) {
  const char* wanted = std::getenv("TMPDIR");
  for (const char* folder : {wanted == nullptr ? "/tmp" : wanted, "/tmp", "/var/tmp", "/dev/shm"})
    if (std::string kept = keep_in(folder, text); !kept.empty()) return kept;
  return {};
}

std::string complaint(const std::string& path, int error) {
  return fmt::format("cannot write {}: {}; {}", path, std::strerror(error), advice_for(path, error));
}

}  // namespace

std::expected<void, std::string> write_file(const std::string& path, std::string_view text) {
  int error = 0;
  if (path == "-") {
    std::fflush(stdout);
    error = write_all(STDOUT_FILENO, text);
    if (error == 0) return {};
  } else {
    error = is_special(path) ? write_special(path, text) : write_and_rename(path, text);
    if (error == 0) return {};
  }
  const std::string name = path == "-" ? "standard output" : path;
  const std::string kept = keep_elsewhere(text);
  if (kept.empty()) return std::unexpected(complaint(name, error) + ". The text is lost.");
  return std::unexpected(fmt::format("{}. The text was kept in {}", complaint(name, error), kept));
}

std::expected<void, std::string> check_writable(const std::string& path) {
  if (path == "-" || is_special(path)) return {};
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return std::unexpected(complaint(path, EISDIR));
  std::string temporary;
  const int descriptor = create_beside(path, temporary);
  if (descriptor < 0) return std::unexpected(complaint(path, errno));
  ::close(descriptor);
  ::unlink(temporary.c_str());
  return {};
}

}  // namespace reports
