// Channels, timers, lateness and signals over one io_context.
#include "net/socket_loop.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <random>

#include "net/channels.h"
#include "net/connection.h"

namespace net {
namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

constexpr Time heartbeat = std::chrono::milliseconds(10);
constexpr Time tolerated_lag = std::chrono::milliseconds(50);

}  // namespace

struct SocketLoop::State {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tcp::resolver resolver{io};
  asio::signal_set signals{io};
  std::function<void(int)> signal_handler;
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  Channels<std::shared_ptr<Connection>> channels;
  std::map<std::string, std::vector<asio::ip::address>> resolved;
  std::map<TlsOptions, TlsContext> contexts;
  std::mt19937_64 random{std::random_device{}()};
  Time next_beat{};
  Time worst_lag{};
  std::size_t handshake_limit = 50;
  Time handshake_time = std::chrono::seconds(10);
  std::size_t handshakes = 0;
  std::deque<std::function<void()>> waiting;  ///< connections that wait for their turn

  Time now() const { return std::chrono::steady_clock::now() - begin; }

  void beat(Time at) {
    const Time late = at - next_beat;
    if (late < Time{}) return;
    next_beat = at + heartbeat;
    worst_lag = std::max(worst_lag, late);
    if (late <= tolerated_lag) return;
    for (const auto& [channel, user] : channels.all()) {
      if (user->hooks.lag) user->hooks.lag(late, at);
    }
  }

  /// Lateness is told before the event, so that a stamp that came out too late is known to be one.
  void deliver(Channel channel, const client::Event& event) {
    const Time at = now();
    beat(at);
    channels.deliver(channel, event, at);
  }

  void start_waiting() {
    while (!waiting.empty() && handshakes < handshake_limit) {
      const auto start = std::move(waiting.front());
      waiting.pop_front();
      ++handshakes;
      start();
    }
  }

  void open(Channel channel, client::ConnectionId id, const Endpoint& where);
  void resolve(const std::shared_ptr<Connection>& connection, const Endpoint& where);
  void connect(const std::shared_ptr<Connection>& connection, const Endpoint& where);
  void wait_for_signal();
};

void SocketLoop::State::open(Channel channel, client::ConnectionId id, const Endpoint& where) {
  const auto started = std::make_shared<bool>(false);
  auto connection = std::make_shared<Connection>(
      io, id, where, random(), [this, channel](const client::Event& event) { deliver(channel, event); },
      [this, started] {
        if (!*started) return;
        --handshakes;
        start_waiting();
      });
  channels.find(channel)->connections[id] = connection;
  waiting.push_back([this, connection, where, started] {
    *started = true;
    if (connection->gone()) {  // dropped while it waited
      --handshakes;
      return;
    }
    resolve(connection, where);
  });
  start_waiting();
}

void SocketLoop::State::resolve(const std::shared_ptr<Connection>& connection, const Endpoint& where) {
  Error error;
  const auto literal = asio::ip::make_address(where.host, error);
  if (!error) resolved[where.host] = {literal};
  if (resolved.contains(where.host)) return connect(connection, where);
  resolver.async_resolve(
      where.host, "", [this, connection, where](const Error& failure, const auto& results) {
        if (failure || results.empty()) {
          return connection->fail(
              fmt::format("the host name `{}` cannot be resolved: {}", where.host, failure.message()));
        }
        auto& addresses = resolved[where.host];
        addresses.clear();
        for (const auto& result : results) {
          const auto address = result.endpoint().address();
          if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
        }
        connect(connection, where);
      });
}

void SocketLoop::State::connect(const std::shared_ptr<Connection>& connection, const Endpoint& where) {
  std::optional<TlsContext> context;
  if (where.tls) {
    auto known = contexts.find(where.tls_options);
    if (known == contexts.end()) {
      auto created = TlsContext::create(where.tls_options);
      if (!created) return connection->fail(created.error());
      known = contexts.emplace(where.tls_options, *created).first;
    }
    context = known->second;
  }
  std::vector<Connection::Address> addresses;
  for (const auto& address : resolved.at(where.host)) addresses.emplace_back(address, where.port);
  connection->connect(std::move(addresses), context, handshake_time);
}

void SocketLoop::State::wait_for_signal() {
  signals.async_wait([this](const Error& error, int number) {
    if (error) return;  // the handler was taken away or replaced
    wait_for_signal();
    if (signal_handler) signal_handler(number);
  });
}

SocketLoop::SocketLoop() : state_(std::make_unique<State>()) {}

SocketLoop::~SocketLoop() {
  state_->waiting.clear();
  for (const auto& [channel, user] : state_->channels.all()) SocketLoop::close_channel(channel);
}

Time SocketLoop::now() const {
  return state_->now();
}

Channel SocketLoop::open_channel(Hooks hooks) {
  return state_->channels.open(std::move(hooks));
}

void SocketLoop::close_channel(Channel channel) {
  const auto user = state_->channels.close(channel);
  if (user == nullptr) return;
  for (const auto& [id, connection] : user->connections) connection->drop();
  // The hooks may be running just now: they are freed when the loop comes round.
  asio::post(state_->io, [user] {});
}

void SocketLoop::set_timer(Channel channel, std::optional<Time> due) {
  state_->channels.set_timer(channel, due);
}

void SocketLoop::carry_out(Channel channel, const client::Action& action, const Endpoint* where) {
  const auto user = state_->channels.find(channel);
  if (user == nullptr) return;
  const auto id = connection_of(action);
  if (std::holds_alternative<client::OpenConnection>(action)) {
    if (where != nullptr) state_->open(channel, id, *where);
    return;
  }
  const auto at = user->connections.find(id);
  if (at == user->connections.end()) return;
  const std::shared_ptr<Connection> connection = at->second;
  net::carry_out(action, *connection);
  if (connection->gone()) user->connections.erase(id);
}

void SocketLoop::limit_handshakes(std::size_t count) {
  state_->handshake_limit = std::max<std::size_t>(count, 1);
  state_->start_waiting();
}

void SocketLoop::limit_handshake_time(Time limit) {
  state_->handshake_time = limit;
}

void SocketLoop::on_signal(std::function<void(int)> handler) {
  state_->signal_handler = std::move(handler);
  state_->signals.clear();
  if (!state_->signal_handler) return;
  state_->signals.add(SIGINT);
  state_->signals.add(SIGTERM);
  state_->wait_for_signal();
}

bool SocketLoop::run_until(const std::function<bool()>& finished, Time deadline) {
  State& state = *state_;
  state.next_beat = state.now() + heartbeat;
  while (!finished()) {
    if (state.now() >= deadline) return false;
    Time wake = std::min(deadline, state.next_beat);
    if (const auto timer = state.channels.next_timer()) wake = std::min(wake, *timer);
    if (wake <= state.now()) {
      state.io.poll_one();
    } else {
      state.io.run_one_until(state.begin + wake);
    }
    state.beat(state.now());
    state.channels.fire_timers(state.now());
  }
  return true;
}

std::size_t SocketLoop::connections() const {
  std::size_t count = 0;
  for (const auto& [channel, user] : state_->channels.all()) {
    count += static_cast<std::size_t>(
        std::ranges::count_if(user->connections, [](const auto& each) { return !each.second->gone(); }));
  }
  return count;
}

Time SocketLoop::worst_lag() const {
  return state_->worst_lag;
}

}  // namespace net
