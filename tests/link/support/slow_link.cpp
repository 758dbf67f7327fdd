// The relay: one thread, poll, and for each direction of each connection a queue of what is under way.
#include "tests/link/support/slow_link.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <deque>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <random>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace slow_link {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// More than this is not under way in one direction: the sender meets a full window, as on a real link.
constexpr std::size_t window = 256 * 1024;

struct Item {
  enum class What : std::uint8_t { open, bytes, fin, rst };
  Clock::time_point due;
  What what = What::bytes;
  std::string bytes;
};

/// One end of a connection: the client's socket, or the one to the broker, which is opened a delay later.
struct End {
  int fd = -1;
  bool opening{};   ///< connect() has not answered yet
  bool read_all{};  ///< its FIN, its RST or an error was read
  bool gone{};      ///< closed by us

  void close(bool reset) {
    if (gone) return;
    gone = true;
    if (fd < 0) return;
    if (reset) {
      const linger at_once{.l_onoff = 1, .l_linger = 0};
      ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    ::close(fd);
    fd = -1;
  }
};

/// What is under way from one end to the other.
struct Lane {
  std::deque<Item> queue;
  std::size_t bytes{};
  Clock::time_point last_due{};
  bool ended{};    ///< a FIN or RST was delivered
  bool blocked{};  ///< the receiver takes no more at present
};

struct Relay {
  std::array<End, 2> ends;   ///< client, broker
  std::array<Lane, 2> from;  ///< from[0]: what the client sent
};

void no_delay(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

struct Link::State {
  sockaddr_in upstream{};
  Weather weather;
  std::mt19937_64 random;
  int listening = -1;
  int ending = -1;
  std::uint16_t port{};
  std::vector<std::unique_ptr<Relay>> relays;
  std::thread thread;

  State(const std::string& host, std::uint16_t to, const Weather& how) : weather(how), random(how.seed) {
    upstream.sin_family = AF_INET;
    upstream.sin_port = htons(to);
    if (::inet_pton(AF_INET, host.c_str(), &upstream.sin_addr) != 1)
      throw std::runtime_error("no IPv4 address: " + host);
    listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listening, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listening, 256) != 0 ||
        ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no loopback port");
    port = ntohs(address.sin_port);
    ending = ::eventfd(0, EFD_CLOEXEC);
    thread = std::thread([this] { run(); });
  }

  ~State() {
    const std::uint64_t one = 1;
    if (::write(ending, &one, sizeof one) == sizeof one) thread.join();
    for (const auto& relay : relays)
      for (End& end : relay->ends) end.close(true);
    ::close(listening);
    ::close(ending);
  }

  // ---- the weather

  Clock::duration up_to(Clock::duration most) {
    return Clock::duration(std::uniform_int_distribution<Clock::rep>(0, most.count())(random));
  }

  /// What was put on the link before comes out before.
  void put(Lane& lane, Item::What what, std::string bytes = {}) {
    auto due = Clock::now() + weather.delay - weather.jitter + up_to(2 * weather.jitter);
    if (std::uniform_real_distribution<>(0, 1)(random) < weather.stall_chance) due += weather.stall;
    due = std::max<Clock::time_point>(due, lane.last_due + weather.gap);
    lane.last_due = due;
    lane.bytes += bytes.size();
    lane.queue.push_back({due, what, std::move(bytes)});
  }

  void put_bytes(Lane& lane, std::string_view bytes) {
    while (!bytes.empty()) {
      std::size_t size = bytes.size();
      if (weather.largest_segment != 0)
        size = std::min(size, std::uniform_int_distribution<std::size_t>(1, weather.largest_segment)(random));
      put(lane, Item::What::bytes, std::string(bytes.substr(0, size)));
      bytes.remove_prefix(size);
    }
  }

  // ---- in at one end

  void accept_all() {
    for (;;) {
      const int fd = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd < 0) return;
      no_delay(fd);
      relays.push_back(std::make_unique<Relay>());
      relays.back()->ends[0].fd = fd;
      put(relays.back()->from[0], Item::What::open);
    }
  }

  void ended(Relay& relay, std::size_t side, Item::What how) {
    relay.ends[side].read_all = true;
    put(relay.from[side], how);
  }

  /// `at_end` is how the connection ended when nothing more comes: asking for its error once takes that away.
  void read_from(Relay& relay, std::size_t side, Item::What at_end = Item::What::fin) {
    End& end = relay.ends[side];
    std::array<char, 16384> buffer;
    while (!end.read_all && relay.from[side].bytes < window) {
      const ssize_t got = ::recv(end.fd, buffer.data(), buffer.size(), 0);
      if (got > 0) {
        put_bytes(relay.from[side], {buffer.data(), static_cast<std::size_t>(got)});
      } else if (got == 0) {
        ended(relay, side, at_end);
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return;
      } else if (errno != EINTR) {
        ended(relay, side, Item::What::rst);
        end.close(true);
      }
    }
  }

  /// An RST may also come behind a FIN; it shows as an error alone.
  void look_for_reset(Relay& relay, std::size_t side) {
    End& end = relay.ends[side];
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(end.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0) return;
    put(relay.from[side], Item::What::rst);
    end.read_all = true;
    end.close(true);
  }

  // ---- out at the other

  void open(Relay& relay) {
    End& end = relay.ends[1];
    end.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    no_delay(end.fd);
    end.opening = ::connect(end.fd, reinterpret_cast<const sockaddr*>(&upstream), sizeof upstream) != 0;
    if (end.opening && errno != EINPROGRESS) refused(relay);
  }

  void refused(Relay& relay) {
    relay.ends[1].opening = false;
    relay.ends[1].close(true);
    if (!relay.ends[1].read_all) ended(relay, 1, Item::What::rst);
  }

  void answered(Relay& relay) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(relay.ends[1].fd, SOL_SOCKET, SO_ERROR, &error, &size);
    relay.ends[1].opening = false;
    if (error == 0) return;
    // Who was let in and reset before this was looked at may have been sent something first.
    if (error == ECONNRESET) read_from(relay, 1, Item::What::rst);
    refused(relay);
  }

  /// Hands over what is due. What comes for an end that is gone is dropped, as a network does.
  void deliver(Relay& relay, std::size_t side, Clock::time_point now) {
    Lane& lane = relay.from[side];
    End& to = relay.ends[1 - side];
    lane.blocked = false;
    while (!lane.queue.empty() && lane.queue.front().due <= now && !to.opening) {
      Item& item = lane.queue.front();
      if (item.what == Item::What::open) {
        open(relay);
      } else if (to.gone) {
        lane.ended = lane.ended || item.what != Item::What::bytes;
      } else if (item.what == Item::What::bytes) {
        const ssize_t sent = ::send(to.fd, item.bytes.data(), item.bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
          lane.blocked = true;
          return;
        }
        if (sent < 0) {
          read_from(relay, 1 - side);  // what it had said before its RST still counts
          if (!to.gone) {
            put(relay.from[1 - side], Item::What::rst);
            to.read_all = true;
            to.close(true);
          }
        } else if (static_cast<std::size_t>(sent) < item.bytes.size()) {
          lane.bytes -= static_cast<std::size_t>(sent);
          item.bytes.erase(0, static_cast<std::size_t>(sent));
          lane.blocked = true;
          return;
        }
      } else if (item.what == Item::What::fin) {
        ::shutdown(to.fd, SHUT_WR);
        lane.ended = true;
      } else {
        // An RST throws away what the kernel has not sent yet; the bytes before it must be out.
        int unsent = 0;
        if (::ioctl(to.fd, SIOCOUTQNSD, &unsent) == 0 && unsent > 0) {
          item.due = now + milliseconds(1);
          return;
        }
        to.close(true);
        lane.ended = true;
      }
      lane.bytes -= item.bytes.size();
      lane.queue.pop_front();
    }
  }

  /// Both directions have ended and everything was handed over.
  static bool over(Relay& relay) {
    for (std::size_t side = 0; side < 2; ++side) {
      End& end = relay.ends[side];
      if (end.read_all && relay.from[1 - side].ended) end.close(false);
    }
    return relay.from[0].queue.empty() && relay.from[1].queue.empty() && relay.ends[0].gone &&
           relay.ends[1].gone;
  }

  // ---- the loop

  static short wanted(const Relay& relay, std::size_t side) {
    const End& end = relay.ends[side];
    int events = 0;
    if (!end.read_all && !end.opening && relay.from[side].bytes < window) events |= POLLIN;
    if (end.opening || relay.from[1 - side].blocked) events |= POLLOUT;
    return static_cast<short>(events);
  }

  std::optional<Clock::time_point> next_due() const {
    std::optional<Clock::time_point> next;
    for (const auto& relay : relays)
      for (std::size_t side = 0; side < 2; ++side) {
        const Lane& lane = relay->from[side];
        if (lane.queue.empty() || lane.blocked || relay->ends[1 - side].opening) continue;
        next = std::min(next.value_or(lane.queue.front().due), lane.queue.front().due);
      }
    return next;
  }

  void run() {
    std::vector<pollfd> watched;
    for (;;) {
      watched.assign({{ending, POLLIN, 0}, {listening, POLLIN, 0}});
      for (const auto& relay : relays)
        for (std::size_t side = 0; side < 2; ++side)
          watched.push_back({relay->ends[side].fd, wanted(*relay, side), 0});
      timespec wait{};
      const auto due = next_due();
      if (due) {
        const auto left = std::max(Clock::duration::zero(), *due - Clock::now());
        wait.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(left).count();
        wait.tv_nsec = (left % std::chrono::seconds(1)).count();
      }
      ::ppoll(watched.data(), watched.size(), due ? &wait : nullptr, nullptr);
      if (watched[0].revents != 0) return;
      for (std::size_t i = 2; i < watched.size(); ++i) {
        Relay& relay = *relays[(i - 2) / 2];
        const std::size_t side = i % 2;
        const int told = watched[i].revents;
        if (told == 0 || relay.ends[side].gone) continue;
        if (relay.ends[side].opening) {
          answered(relay);
          continue;
        }
        if (!relay.ends[side].read_all) read_from(relay, side);
        if ((told & POLLERR) != 0 && !relay.ends[side].gone) look_for_reset(relay, side);
      }
      if (watched[1].revents != 0) accept_all();
      const auto now = Clock::now();
      for (const auto& relay : relays)
        for (std::size_t side = 0; side < 2; ++side) deliver(*relay, side, now);
      std::erase_if(relays, [](const auto& relay) { return over(*relay); });
    }
  }
};

Link::Link(const std::string& host, std::uint16_t port, Weather weather)
    : state_(std::make_unique<State>(host, port, weather)) {}

Link::~Link() = default;

std::uint16_t Link::port() const {
  return state_->port;
}

}  // namespace slow_link
