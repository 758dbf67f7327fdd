// The real program, started as a user starts it.
#pragma once

#include <string>
#include <vector>

namespace program {

struct Ended {
  int exit_code = -1;  ///< 128 + signal when it was killed
  std::string out;
  std::string err;
};

/// Starts `conformance` with these arguments in the source folder, NO_COLOR set, and waits. `environment` is
/// what it gets besides this process's own, "NAME=value"; GITHUB_ACTIONS it gets from there alone.
Ended run(const std::vector<std::string>& arguments, const std::string& input = "",
          const std::vector<std::string>& environment = {});

/// A file of tests/cli/data.
std::string data(const std::string& name);

/// A folder of its own, gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// A TCP server on a free loopback port that answers every connection with the same bytes after the first
/// ones came (or never, when there are none to say).
class Server {
 public:
  explicit Server(std::string answer);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  struct Threads;
  int listening_{};
  int port_{};
  Threads* threads_;
};

/// A loopback port that nobody listens on.
int refused_port();

}  // namespace program
