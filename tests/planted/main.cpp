// The reference broker with one planted defect, on a port of this machine: `planted_broker PORT [DEFECT]`;
// without arguments it lists them. `planted_broker PORT bridge REMOTE_PORT` has a bridge to that port, and
// a PUBREL from there that nobody expects is a crash. One thread, TCP alone.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "broker/broker.h"
#include "tests/planted/defects.h"

namespace {

volatile std::sig_atomic_t asked_to_end = 0;

struct Peer {
  int socket{};
  std::string unsent{};
  bool closes{};
};

sockaddr_in loopback(const char* port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// Says hello to another broker, and listens to what that says.
class Bridge {
 public:
  explicit Bridge(const char* port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_in address = loopback(port);
    constexpr std::string_view hello("\x10\x12\0\4MQTT\4\2\0\0\0\6bridge\x82\6\0\1\0\1#\2", 28);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::send(socket_, hello.data(), hello.size(), MSG_NOSIGNAL) < 0)
      std::perror("the bridge cannot connect");
  }
  int socket() const { return socket_; }
  void read() {
    unsigned char bytes[65536];
    const ssize_t size = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
    constexpr unsigned pubrel = 6;
    if (size > 0 && bytes[0] >> 4U == pubrel) std::raise(SIGSEGV);
    if (size == 0) {
      ::close(socket_);
      socket_ = -1;
    }
  }

 private:
  int socket_;
};

class Server {
 public:
  Server(int listener, std::string_view defect) : listener_(listener), plant_(defect) {}
  void add(Bridge bridge) { bridge_ = bridge; }

  void serve() {
    while (asked_to_end == 0) {
      std::vector<pollfd> waits{{listener_, POLLIN, 0}};
      std::vector<std::uint64_t> ids{0};
      for (const auto& [id, peer] : peers_) {
        waits.push_back({peer.socket, static_cast<short>(POLLIN | (peer.unsent.empty() ? 0 : POLLOUT)), 0});
        ids.push_back(id);
      }
      if (bridge_) waits.push_back({bridge_->socket(), POLLIN, 0});
      ::poll(waits.data(), waits.size(), timeout());
      if (bridge_ && (waits.back().revents & POLLIN) != 0) bridge_->read();
      if (bridge_) waits.pop_back();
      broker_.tick(now());
      carry_out();
      if ((waits[0].revents & POLLIN) != 0) accept_one();
      for (std::size_t i = 1; i < waits.size(); ++i) {
        if ((waits[i].revents & POLLOUT) != 0) flush(ids[i]);
        if ((waits[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) read(ids[i]);
      }
    }
  }

 private:
  broker::Time now() const { return std::chrono::steady_clock::now() - began_; }
  std::uint64_t milliseconds() const {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now()).count());
  }

  int timeout() const {
    const auto due = broker_.deadline();
    if (!due) return 1000;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*due - now()).count() + 1;
    return static_cast<int>(std::clamp<std::int64_t>(left, 1, 1000));
  }

  void accept_one() {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::uint64_t id = ++last_;
    peers_[id] = {.socket = socket};
    plant_.opened(id);
    broker_.opened(id, {.listener = "tcp", .address = "127.0.0.1", .transport_user = {}}, now());
    carry_out();
  }

  void read(std::uint64_t id) {
    const auto peer = peers_.find(id);
    if (peer == peers_.end()) return;
    char bytes[65536];
    const ssize_t size = ::recv(peer->second.socket, bytes, sizeof bytes, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) return end(id, size < 0);
    if (peer->second.closes) return;
    const std::string_view text(bytes, static_cast<std::size_t>(size));
    plant_.received(id, text, milliseconds());
    broker_.received(id, text, now());
    carry_out();
  }

  void end(std::uint64_t id, bool abruptly) {
    const auto peer = peers_.find(id);
    if (peer == peers_.end()) return;
    ::close(peer->second.socket);
    peers_.erase(peer);
    plant_.ended(id, abruptly, milliseconds());
    broker_.ended(id, now());
    carry_out();
  }

  void flush(std::uint64_t id) {
    const auto found = peers_.find(id);
    if (found == peers_.end()) return;
    Peer& peer = found->second;
    if (!peer.unsent.empty()) {
      const ssize_t size = ::send(peer.socket, peer.unsent.data(), peer.unsent.size(), MSG_NOSIGNAL);
      if (size > 0) {
        peer.unsent.erase(0, static_cast<std::size_t>(size));
        broker_.written(id, static_cast<std::size_t>(size), now());
      } else if (size < 0 && errno != EAGAIN && errno != EINTR) {
        return end(id, true);
      }
    }
    if (peer.unsent.empty() && peer.closes) end(id, false);
  }

  void carry_out() {
    for (broker::Action& action : broker_.take_actions()) {
      if (auto* write = std::get_if<broker::Write>(&action)) {
        const auto peer = peers_.find(write->connection);
        if (peer == peers_.end()) continue;
        peer->second.unsent += plant_.sending(write->connection, std::move(write->bytes));
        touched_.push_back(write->connection);
      } else {
        const auto id = std::get<broker::Close>(action).connection;
        const auto peer = peers_.find(id);
        if (peer != peers_.end()) peer->second.closes = true;
        touched_.push_back(id);
      }
    }
    for (const std::uint64_t id : std::exchange(touched_, {})) flush(id);
  }

  int listener_;
  planted::Plant plant_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  broker::Broker broker_{broker::Settings{}, broker::Faults{}, 1};
  std::optional<Bridge> bridge_;
  std::map<std::uint64_t, Peer> peers_;
  std::uint64_t last_ = 0;
  std::vector<std::uint64_t> touched_;
};

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    for (const planted::Defect& each : planted::defects())
      fmt::print("{:<22} {:<30} {}\n", each.name, each.group, each.explanation);
    return 0;
  }
  const bool has_bridge = count == 4 && std::string_view(words[2]) == "bridge";
  const std::string_view defect = count > 2 && !has_bridge ? words[2] : "";
  const bool known = defect.empty() || std::ranges::find(planted::defects(), defect,
                                                         &planted::Defect::name) != planted::defects().end();
  if (!known) {
    fmt::print(stderr, "there is no defect `{}`\n", defect);
    return 2;
  }
  std::signal(SIGTERM, [](int) { asked_to_end = 1; });
  std::signal(SIGINT, [](int) { asked_to_end = 1; });
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address = loopback(words[1]);
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 1024) != 0) {
    std::perror("cannot listen");
    return 1;
  }
  Server server(listener, defect);
  if (has_bridge) server.add(Bridge(words[3]));
  server.serve();
  return 0;
}
