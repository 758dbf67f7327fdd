// fork and exec by hand: a library for it would neither set the group and the death signal nor start a
// watcher.
#include "net/child_process.h"

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <mutex>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

#ifdef __linux__
#include <linux/close_range.h>
#include <sys/prctl.h>
#endif

namespace net {
namespace {

constexpr std::size_t kept_log = 65536;

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{ends[0], ends[1]};
}

void close_end(int& end) {
  if (end >= 0) ::close(end);
  end = -1;
}

std::string last_error() {
  return std::strerror(errno);
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> result;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string entry = *each;
    if (!added.contains(entry.substr(0, entry.find('=')))) result.push_back(entry);
  }
  for (const auto& [name, value] : added) result.push_back(fmt::format("{}={}", name, value));
  return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// Everything that the child needs between fork and exec, where nothing may be allocated.
struct Launch {
  std::string program;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::vector<char*> argument_pointers;
  std::vector<char*> environment_pointers;
  std::string directory;
  int input = -1;   ///< becomes standard input; -1: /dev/null
  int output = -1;  ///< becomes standard output and error; -1: /dev/null
  int error = -1;   ///< errno is written here when exec fails; closed by a successful exec
  bool watcher{};   ///< a session of its own, and not killed with us
};

/// A connection that the child held open as well would not end where we end it: the broker would see neither
/// a close nor a reset, and would be blamed for that.
void keep_descriptors_to_ourselves() {
#ifdef CLOSE_RANGE_CLOEXEC
  if (::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
#endif
  const long limit = ::sysconf(_SC_OPEN_MAX);
  for (int number = STDERR_FILENO + 1; number < limit; ++number) ::fcntl(number, F_SETFD, FD_CLOEXEC);
}

[[noreturn]] void become(const Launch& launch, pid_t parent) {
  const auto give_up = [&launch] {
    const int number = errno;
    static_cast<void>(!::write(launch.error, &number, sizeof number));
    ::_exit(127);
  };
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) ::signal(number, SIG_DFL);
  if (launch.watcher) {
    ::setsid();
  } else {
    ::setpgid(0, 0);
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
#endif
  }
  static_cast<void>(parent);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(launch.input >= 0 ? launch.input : null, STDIN_FILENO);
  ::dup2(launch.output >= 0 ? launch.output : null, STDOUT_FILENO);
  ::dup2(launch.output >= 0 ? launch.output : null, STDERR_FILENO);
  keep_descriptors_to_ourselves();
  if (!launch.directory.empty() && ::chdir(launch.directory.c_str()) != 0) give_up();
  ::execve(launch.program.c_str(), launch.argument_pointers.data(), launch.environment_pointers.data());
  give_up();
  ::_exit(127);
}

/// The child's pid, or errno as a negative number.
std::expected<pid_t, std::string> start(Launch& launch) {
  launch.argument_pointers = pointers_to(launch.arguments);
  launch.environment_pointers = pointers_to(launch.environment);
  auto errors = make_pipe();
  if (!errors) return std::unexpected("no pipe: " + last_error());
  launch.error = errors->write_end;
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(launch, parent);
  close_end(errors->write_end);
  int number = 0;
  const bool failed = pid < 0 || ::read(errors->read_end, &number, sizeof number) == sizeof number;
  close_end(errors->read_end);
  if (!failed) return pid;
  if (pid > 0) ::waitpid(pid, nullptr, 0);
  return std::unexpected(
      fmt::format("cannot start {}: {}", launch.program, std::strerror(pid < 0 ? errno : number)));
}

/// A shell that waits for a line; if the pipe closes without one we are dead, and it cleans up after us.
std::expected<pid_t, std::string> start_watcher(pid_t group, const std::string& folder, int input) {
  Launch launch;
  launch.program = "/bin/sh";
  launch.arguments = {"sh",
                      "-c",
                      "read -r line || { kill -s KILL -- \"-$1\"; [ -z \"$2\" ] || rm -rf -- \"$2\"; }",
                      "watcher",
                      std::to_string(group),
                      folder};
  launch.environment = environment_with({});
  launch.input = input;
  launch.watcher = true;
  return start(launch);
}

}  // namespace

std::string describe(const ExitStatus& status) {
  if (!status.signalled) return fmt::format("ended with exit code {}", status.number);
  const char* name = ::sigabbrev_np(status.number);
  return fmt::format("was killed by signal {} (SIG{})", status.number, name == nullptr ? "?" : name);
}

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? name : std::string();
  const char* path = ::getenv("PATH");
  std::string folders = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  folders += ":/usr/local/sbin:/usr/sbin:/sbin";
  for (std::size_t at = 0; at <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    const std::string candidate = folders.substr(at, end - at) + "/" + name;
    if (end > at && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    at = end + 1;
  }
  return {};
}

struct ChildProcess::State {
  pid_t pid = -1;
  pid_t watcher = -1;
  int watcher_input = -1;
  int output = -1;
  std::optional<ExitStatus> status;
  mutable std::mutex mutex;
  std::condition_variable all_read;
  bool output_over = false;  ///< under the mutex, like the log
  std::string log;
  std::uint64_t printed = 0;
  std::function<void(std::string_view)> on_output;
  std::jthread reader;

  void read_output() {
    std::array<char, 8192> buffer{};
    for (;;) {
      const ssize_t count = ::read(output, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count > 0 && on_output) on_output({buffer.data(), static_cast<std::size_t>(count)});
      const std::scoped_lock lock(mutex);
      if (count <= 0) {
        output_over = true;
        all_read.notify_all();
        return;
      }
      printed += static_cast<std::uint64_t>(count);
      log.append(buffer.data(), static_cast<std::size_t>(count));
      if (log.size() > 2 * kept_log) log.erase(0, log.size() - kept_log);
    }
  }

  bool collect(int options) {
    if (status) return true;
    int raw = 0;
    pid_t ended = 0;
    do ended = ::waitpid(pid, &raw, options);
    while (ended < 0 && errno == EINTR);
    if (ended == 0) return false;
    status = WIFSIGNALED(raw) ? ExitStatus{true, WTERMSIG(raw)} : ExitStatus{false, WEXITSTATUS(raw)};
    return true;
  }

  void dismiss_watcher() {
    if (watcher < 0) return;
    static_cast<void>(!::write(watcher_input, "done\n", 5));
    close_end(watcher_input);
    ::waitpid(watcher, nullptr, 0);
    watcher = -1;
  }
};

ChildProcess::ChildProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    if (state_) stop(std::chrono::seconds(1));
    state_ = std::move(other.state_);
  }
  return *this;
}

ChildProcess::~ChildProcess() {
  if (state_) stop(std::chrono::seconds(1));
}

std::expected<ChildProcess, std::string> ChildProcess::spawn(const Command& command,
                                                             const std::string& remove_after) {
  Launch launch;
  launch.program = command.arguments.empty() ? std::string() : find_program(command.arguments.front());
  if (launch.program.empty()) {
    return std::unexpected(fmt::format("there is no program `{}` on this machine",
                                       command.arguments.empty() ? "" : command.arguments.front()));
  }
  launch.arguments = command.arguments;
  launch.environment = environment_with(command.environment);
  launch.directory = command.directory;
  auto log = make_pipe();
  auto life = make_pipe();
  if (!log || !life) return std::unexpected("no pipe: " + last_error());
  launch.output = log->write_end;
  const auto pid = start(launch);
  close_end(log->write_end);
  if (!pid) {
    for (int* end : {&log->read_end, &life->read_end, &life->write_end}) close_end(*end);
    return std::unexpected(pid.error());
  }
  auto state = std::make_unique<State>();
  state->pid = *pid;
  state->output = log->read_end;
  state->on_output = command.on_output;
  ::setpgid(*pid, *pid);  // both sides do it, so that it holds whoever is first
  if (const auto watcher = start_watcher(*pid, remove_after, life->read_end)) {
    state->watcher = *watcher;
    state->watcher_input = life->write_end;
  } else {
    close_end(life->write_end);
  }
  close_end(life->read_end);
  state->reader = std::jthread([raw = state.get()] { raw->read_output(); });
  return ChildProcess(std::move(state));
}

int ChildProcess::pid() const {
  return state_->pid;
}

std::optional<ExitStatus> ChildProcess::poll() {
  state_->collect(WNOHANG);
  return state_->status;
}

std::optional<ExitStatus> ChildProcess::wait(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!state_->collect(WNOHANG) && std::chrono::steady_clock::now() < deadline) {
    ::poll(nullptr, 0, 2);
  }
  return state_->status;
}

void ChildProcess::signal(int number) {
  if (!state_->status) ::kill(-state_->pid, number);
}

ExitStatus ChildProcess::stop(std::chrono::milliseconds patience) {
  if (!state_->status) ::kill(-state_->pid, SIGTERM);
  wait(patience);
  // The leader may be gone and others of its group not; the group's number is not given anew while one lives.
  ::kill(-state_->pid, SIGKILL);
  state_->collect(0);
  state_->dismiss_watcher();
  if (state_->reader.joinable()) state_->reader.join();
  close_end(state_->output);
  return *state_->status;
}

std::string ChildProcess::log() const {
  std::unique_lock lock(state_->mutex);
  // What it said last may still be in the pipe; something that it started may hold that open for ever.
  if (state_->status) {
    state_->all_read.wait_for(lock, std::chrono::seconds(1), [this] { return state_->output_over; });
  }
  const std::size_t size = std::min(state_->log.size(), kept_log);
  return state_->log.substr(state_->log.size() - size);
}

std::uint64_t ChildProcess::printed() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->printed;
}

std::string ChildProcess::log_since(std::uint64_t place) const {
  std::string text = log();
  const std::uint64_t now = printed();
  const std::uint64_t wanted = now - std::min(place, now);
  if (wanted < text.size()) text.erase(0, text.size() - static_cast<std::size_t>(wanted));
  return text;
}

std::expected<Finished, std::string> run_to_end(const Command& command, std::chrono::milliseconds patience) {
  auto child = ChildProcess::spawn(command);
  if (!child) return std::unexpected(child.error());
  const bool ended = child->wait(patience).has_value();
  const ExitStatus status = child->stop(std::chrono::milliseconds(0));
  if (!ended) {
    return std::unexpected(fmt::format("{} was not through within {:.3g} s", command.arguments.front(),
                                       std::chrono::duration<double>(patience).count()));
  }
  return Finished{status, child->log()};
}

}  // namespace net
