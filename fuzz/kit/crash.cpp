// See the header. A signal handler can be told nothing but by what is global, so this file has the kit's only
// mutable globals.
#include "fuzz/kit/crash.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "fuzz/support/options.h"

// NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizers' name for it
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace kit {
namespace {

std::atomic<const Question*> current{nullptr};
char path[4096];
unsigned patience = 0;  ///< seconds; 0: no watching
std::chrono::steady_clock::time_point alarm_set;

// All of what follows runs in a signal handler: write(2), and nothing that allocates.
void put(int to, const void* data, std::size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = ::write(to, at, size);
    if (written <= 0) return;
    at += written;
    size -= static_cast<std::size_t>(written);
  }
}
void say(const char* text) {
  put(2, text, std::strlen(text));
}

void tell(const char* what) {
  const Question* question = current.exchange(nullptr);
  if (question == nullptr) return;
  static constexpr char digits[] = "0123456789abcdef";
  say("\nCRASH  ");
  say(what);
  say(question->version == codec::Version::v5_0 ? "   5.0" : "   3.1.1");
  say(question->from == codec::Direction::client_to_server ? ", from a client\n  hex    "
                                                           : ", from a server\n  hex    ");
  for (const char each : question->packet) {
    const auto byte = static_cast<std::uint8_t>(each);
    const char hex[2] = {digits[byte >> 4], digits[byte & 15]};
    put(2, hex, 2);
  }
  const int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0) {
    const char options =
        static_cast<char>((question->version == codec::Version::v5_0 ? fuzz::version_5_bit : 0) |
                          (question->from == codec::Direction::server_to_client ? fuzz::from_server_bit : 0));
    put(file, &options, 1);
    put(file, question->packet.data(), question->packet.size());
    ::close(file);
    say("\n  input  ");
    say(path);
  }
  say("\n");
}

void on_signal(int number) {
  tell(number == SIGALRM ? "the parser does not come back" : ::strsignal(number));
  ::_exit(1);
}

}  // namespace

Watch::Watch(const Question& question) {
  current = &question;
  if (patience == 0) return;
  // The clock is read for each packet, the alarm set only twice a second.
  const auto now = std::chrono::steady_clock::now();
  if (now - alarm_set < std::chrono::milliseconds(500)) return;
  alarm_set = now;
  ::alarm(patience);
}
Watch::~Watch() {
  current = nullptr;
}

void catch_crashes(const std::string& directory, unsigned seconds) {
  const std::string file = directory + "/crash";
  std::strncpy(path, file.c_str(), sizeof path - 1);
  patience = seconds;
  // A sanitizer reports by itself and then asks here.
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback([] { tell("a sanitizer ended the process"); });
  } else {
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(number, on_signal);
  }
  std::signal(SIGALRM, on_signal);
}

}  // namespace kit
