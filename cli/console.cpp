// The two streams.
#include "cli/console.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

namespace cli {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool terminal_is_dumb() {
  const char* term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) == "dumb";
}

}  // namespace

Console::Console()
    : out_is_terminal_(::isatty(STDOUT_FILENO) == 1), err_is_terminal_(::isatty(STDERR_FILENO) == 1) {
  const bool colour = !is_set("NO_COLOR") && !terminal_is_dumb();
  out_has_colour_ = out_is_terminal_ && colour;
  err_has_colour_ = err_is_terminal_ && colour;
  winsize size{};
  const int stream = out_is_terminal_ ? STDOUT_FILENO : STDERR_FILENO;
  if ((out_is_terminal_ || err_is_terminal_) && ::ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
    width_ = std::clamp<std::size_t>(size.ws_col, 60, 160);
}

void Console::out(std::string_view text) {
  std::FILE* stream = stdout_is_taken_ ? stderr : stdout;
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

void Console::err(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void Console::complain(std::string_view message) {
  std::string line = "conformance: ";
  line += message;
  if (!line.ends_with('\n')) line += '\n';
  err(line);
}

}  // namespace cli
