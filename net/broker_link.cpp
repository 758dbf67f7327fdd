// A relay over one io_context. Every call from outside is a task of its thread, and waits for it.
#include "net/broker_link.h"

#include <array>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <functional>
#include <future>
#include <optional>
#include <set>
#include <thread>

#include "net/packet_watch.h"

namespace net {
namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

constexpr std::size_t piece = 16384;

/// Without a FIN: whoever was connected learns that the connection is lost.
void reset(tcp::socket& socket) {
  Error ignored;
  ignored = socket.set_option(asio::socket_base::linger(true, 0), ignored);
  ignored = socket.close(ignored);
}

/// What goes from one end to the other.
struct Lane {
  std::array<char, piece> buffer{};
  PacketWatch watch;
  bool ended = false;
};

struct Pair {
  Pair(tcp::socket one, asio::io_context& io) : ends{std::move(one), tcp::socket(io)} {}
  std::array<tcp::socket, 2> ends;  ///< who connected, and whom we connected to
  std::array<Lane, 2> from;
};
using SharedPair = std::shared_ptr<Pair>;

}  // namespace

struct BrokerLink::State {
  State(const tcp::endpoint& listen_on, const tcp::endpoint& carry_to)
      : acceptor(io), from(listen_on), to(carry_to) {}

  ~State() {
    io.stop();
    if (thread.joinable()) thread.join();
  }

  Error listen() {
    Error error;
    error = acceptor.open(from.protocol(), error);
    if (!error) error = acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) error = acceptor.bind(from, error);
    if (!error) error = acceptor.listen(asio::socket_base::max_listen_connections, error);
    return error;
  }

  void run() {
    accept();
    thread = std::thread([this] { io.run(); });
  }

  /// On the relay's thread; returns when that is done.
  void do_there(const std::function<void()>& task) {
    std::promise<void> done;
    asio::post(io, [&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  void accept() {
    acceptor.async_accept([this](const Error& error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) take(std::move(socket));
      accept();
    });
  }

  void take(tcp::socket socket) {
    if (is_cut) return reset(socket);
    auto pair = std::make_shared<Pair>(std::move(socket), io);
    pairs.insert(pair);
    pair->ends[1].async_connect(to, [this, pair](const Error& error) {
      if (error || !pairs.contains(pair)) return drop(pair);
      for (tcp::socket& end : pair->ends) {
        Error ignored;
        ignored = end.set_option(tcp::no_delay(true), ignored);
      }
      read(pair, 0);
      read(pair, 1);
    });
  }

  void read(const SharedPair& pair, std::size_t side) {
    pair->ends[side].async_read_some(
        asio::buffer(pair->from[side].buffer),
        [this, pair, side](const Error& error, std::size_t size) { heard(pair, side, error, size); });
  }

  void heard(const SharedPair& pair, std::size_t side, const Error& error, std::size_t size) {
    if (!pairs.contains(pair)) return;
    if (error == asio::error::eof) return end(pair, side);
    if (error) return drop(pair);
    const std::string_view bytes(pair->from[side].buffer.data(), size);
    if (const auto at = pair->from[side].watch.find(bytes, trap)) return spring(pair, side, *at);
    asio::async_write(pair->ends[1 - side], asio::buffer(bytes),
                      [this, pair, side](const Error& failed, std::size_t) {
                        if (!pairs.contains(pair)) return;
                        if (failed) return drop(pair);
                        read(pair, side);
                      });
  }

  /// What came before the packet still crosses, unless the link was cut or restored meanwhile.
  void spring(const SharedPair& pair, std::size_t side, std::size_t before) {
    asio::async_write(pair->ends[1 - side], asio::buffer(pair->from[side].buffer.data(), before),
                      [this](const Error&, std::size_t) {
                        if (trap) cut_now();
                      });
  }

  void end(const SharedPair& pair, std::size_t side) {
    Error ignored;
    ignored = pair->ends[1 - side].shutdown(tcp::socket::shutdown_send, ignored);
    pair->from[side].ended = true;
    if (pair->from[1 - side].ended) pairs.erase(pair);
  }

  void drop(const SharedPair& pair) {
    for (tcp::socket& one : pair->ends) reset(one);
    pairs.erase(pair);
  }

  void cut_now() {
    is_cut = true;
    trap.reset();
    for (const SharedPair& pair : std::set(pairs)) drop(pair);
  }

  asio::io_context io{1};
  tcp::acceptor acceptor;
  tcp::endpoint from;
  tcp::endpoint to;
  std::set<SharedPair> pairs;
  std::optional<codec::PacketType> trap;
  std::atomic<bool> is_cut = false;
  std::thread thread;
};

BrokerLink::BrokerLink(std::unique_ptr<State> state) : state_(std::move(state)) {}
BrokerLink::~BrokerLink() = default;
BrokerLink::BrokerLink(BrokerLink&&) noexcept = default;
BrokerLink& BrokerLink::operator=(BrokerLink&&) noexcept = default;

std::expected<BrokerLink, std::string> BrokerLink::open(std::uint16_t from, std::uint16_t to) {
  const auto here = asio::ip::address_v4::loopback();
  auto state = std::make_unique<State>(tcp::endpoint(here, from), tcp::endpoint(here, to));
  if (const Error error = state->listen())
    return std::unexpected(fmt::format("the link cannot listen on port {}: {}", from, error.message()));
  state->run();
  return BrokerLink(std::move(state));
}

void BrokerLink::cut() {
  state_->do_there([this] { state_->cut_now(); });
}

void BrokerLink::cut_at(codec::PacketType type) {
  state_->do_there([&] { state_->trap = type; });
}

void BrokerLink::restore() {
  state_->do_there([this] {
    state_->trap.reset();
    state_->is_cut = false;
  });
}

void BrokerLink::say(const std::string& bytes) {
  state_->do_there([&] {
    for (const SharedPair& pair : state_->pairs) {
      Error ignored;
      asio::write(pair->ends[0], asio::buffer(bytes), ignored);
    }
  });
}

bool BrokerLink::is_cut() const {
  return state_->is_cut;
}

}  // namespace net
