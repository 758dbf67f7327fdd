// A server for one test: listens on a free port of 127.0.0.1, handles each connection on a thread of its own
// with plain blocking calls, and is gone with its threads when the test ends.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace net::testing {

class LoopbackServer {
 public:
  /// Owns nothing: the server closes the socket afterwards, unless the behaviour did and says false.
  using Behaviour = std::function<void(int socket)>;

  explicit LoopbackServer(Behaviour behaviour);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void accept_all();

  Behaviour behaviour_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// Reads once; empty at the end or on an error.
std::string read_some(int socket);
/// Reads until so many bytes came or the end.
std::string read_bytes(int socket, std::size_t count);
void write_all(int socket, const std::string& bytes);
/// Makes the coming close a reset.
void close_with_reset(int socket);
/// Sends back all that comes until the end.
void echo(int socket);

}  // namespace net::testing
