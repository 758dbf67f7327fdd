// Programs that we start: a broker, or a tool that prepares it. Whatever happens to us, none of them outlives
// us: each has a process group of its own, and a small watcher kills that group when our end of a pipe
// closes, which the kernel does for us even after SIGKILL.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace net {

struct Command {
  std::vector<std::string> arguments;              ///< the program first; looked for in PATH
  std::string directory;                           ///< to run in; empty: ours
  std::map<std::string, std::string> environment;  ///< beside ours
  /// Told what it prints as it comes, on a thread of the child's; nothing after stop().
  std::function<void(std::string_view)> on_output = {};
};

struct ExitStatus {
  bool signalled{};
  int number{};  ///< of the signal, or the exit code

  bool success() const { return !signalled && number == 0; }
};
/// "ended with exit code 3", "was killed by signal 11 (SIGSEGV)".
std::string describe(const ExitStatus& status);

/// The file that PATH names, looking also into the sbin folders where Debian puts brokers; empty: none.
std::string find_program(const std::string& name);

class ChildProcess {
 public:
  /// Starts it with standard output and error going into log(). `remove_after` is a folder that goes, too,
  /// if we die before stop(). Fails with a sentence when there is no such program or it cannot be started.
  /// To be called on a thread that lives as long as the program.
  static std::expected<ChildProcess, std::string> spawn(const Command& command,
                                                        const std::string& remove_after = {});
  ~ChildProcess();  ///< stops it with a patience of 1 s
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;

  int pid() const;
  /// How it ended, or nothing as long as it runs. Does not wait.
  std::optional<ExitStatus> poll();
  /// Waits so long for it to end.
  std::optional<ExitStatus> wait(std::chrono::milliseconds patience);
  /// Asks it (SIGTERM) or makes it (SIGKILL, with all that it started) end, and does not wait.
  void signal(int number);
  /// SIGTERM, then after `patience` SIGKILL; in the end whatever it started is killed, too.
  ExitStatus stop(std::chrono::milliseconds patience);
  /// The last 64 KiB of what it printed; once it ended, all of that.
  std::string log() const;
  /// How many bytes it printed so far: a place in the log.
  std::uint64_t printed() const;
  /// What it printed from that place on, of its last 64 KiB.
  std::string log_since(std::uint64_t place) const;

 private:
  struct State;
  explicit ChildProcess(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct Finished {
  ExitStatus status;
  std::string output;
};
/// Runs a tool to its end. Fails when it cannot be started, or is not through in time (and is then killed).
std::expected<Finished, std::string> run_to_end(const Command& command, std::chrono::milliseconds patience);

}  // namespace net
