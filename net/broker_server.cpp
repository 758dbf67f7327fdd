// Listeners, the broker's clock and the end of it all, over one io_context.
#include "net/broker_server.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <unordered_map>
#include <utility>

#include "net/server_connection.h"

namespace net {
namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

constexpr auto accept_pause = std::chrono::milliseconds(100);
constexpr auto time_to_end = std::chrono::seconds(2);
/// A deadline that tick() leaves in the past must not keep the processor busy.
constexpr auto least_step = std::chrono::milliseconds(1);

struct Listening {
  ServerListener listener;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::optional<TlsServerContext> context;
};

std::expected<tcp::acceptor, std::string> bind(asio::io_context& io, const ServerListener& listener) {
  const auto fail = [&listener](std::string_view why) {
    return std::unexpected(
        fmt::format("cannot listen on {}:{} ({}): {}", listener.host, listener.port, listener.name, why));
  };
  Error error;
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(listener.host, std::to_string(listener.port),
                                      tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) return fail("the host is no address and no name that is known here");
  const tcp::endpoint endpoint = *found.begin();
  tcp::acceptor acceptor(io);
  error = acceptor.open(endpoint.protocol(), error);
  if (!error) error = acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) error = acceptor.bind(endpoint, error);
  if (!error) error = acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    return fail("the port is taken; choose another or stop the server that has it");
  }
  if (error == asio::error::access_denied) {
    return fail("permission denied; ports below 1024 are for the administrator");
  }
  if (error) return fail(error.message());
  return acceptor;
}

}  // namespace

struct BrokerServer::State final : ServerHost {
  State(ServerOptions given, std::function<void(const broker::LogLine&)> log)
      : options(std::move(given)), machine(options.broker, options.faults, options.seed, std::move(log)) {}

  asio::io_context io{1};
  ServerOptions options;
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  broker::Broker machine;
  std::vector<std::unique_ptr<Listening>> listening;
  std::vector<ServerListener> told;
  std::unordered_map<broker::ConnectionId, std::shared_ptr<ServerConnection>> connections;
  broker::ConnectionId last_connection = 0;
  asio::steady_timer clock{io};
  std::optional<broker::Time> clock_set;
  broker::Time ticked{};
  asio::steady_timer end{io};
  asio::signal_set signals{io};
  int signal_number = 0;
  bool ending = false;
  bool settling = false;

  broker::Broker& broker() override { return machine; }
  broker::Time now() const override { return std::chrono::steady_clock::now() - begin; }
  std::size_t unsent_limit() const override { return 2 * options.broker.maximum_unsent_bytes; }
  void settle() override;
  void gone(broker::ConnectionId id) override;

  std::expected<void, std::string> listen(const ServerListener& listener);
  void accept(Listening& on);
  void on_accept(Listening& on, const Error& error, tcp::socket socket);
  void set_clock();
  void wait_for_signal();
  void finish();
  void abort_all();
  void check_end();
};

std::expected<void, std::string> BrokerServer::State::listen(const ServerListener& listener) {
  std::optional<TlsServerContext> context;
  if (listener.tls) {
    TlsServerOptions files{options.certificate, options.key, {}};
    if (listener.client_certificate) files.client_ca = options.ca;
    if (files.certificate.empty() || files.key.empty() ||
        (listener.client_certificate && files.client_ca.empty())) {
      return std::unexpected(fmt::format("the listener {} needs a certificate and its key{}", listener.name,
                                         listener.client_certificate ? ", and a CA for its clients" : ""));
    }
    auto created = TlsServerContext::create(files);
    if (!created) return std::unexpected(created.error());
    context = std::move(*created);
  }
  auto acceptor = bind(io, listener);
  if (!acceptor) return std::unexpected(acceptor.error());
  Error ignored;
  told.push_back(listener);
  told.back().port = acceptor->local_endpoint(ignored).port();
  listening.push_back(std::make_unique<Listening>(
      Listening{told.back(), std::move(*acceptor), asio::steady_timer(io), std::move(context)}));
  return {};
}

void BrokerServer::State::accept(Listening& on) {
  on.acceptor.async_accept(
      [this, &on](const Error& error, tcp::socket socket) { on_accept(on, error, std::move(socket)); });
}

void BrokerServer::State::on_accept(Listening& on, const Error& error, tcp::socket socket) {
  if (ending || error == asio::error::operation_aborted) return;
  if (error == asio::error::no_descriptors || error.value() == ENFILE || error == asio::error::no_memory ||
      error == asio::error::no_buffer_space) {
    // Clients wait in the backlog until somebody else has left.
    on.pause.expires_after(accept_pause);
    on.pause.async_wait([this, &on](const Error& stopped) {
      if (!stopped) accept(on);
    });
    return;
  }
  if (!error) {
    const broker::ConnectionId id = ++last_connection;
    const auto path = on.listener.websocket ? std::optional(on.listener.path) : std::nullopt;
    auto connection = std::make_shared<ServerConnection>(
        std::move(socket), id, on.listener.name, ServerLayers(on.context, path, options.faults), *this);
    connections.emplace(id, connection);
    connection->start();
  }
  accept(on);
}

void BrokerServer::State::settle() {
  if (std::exchange(settling, true)) return;
  std::vector<std::shared_ptr<ServerConnection>> touched;
  for (auto actions = machine.take_actions(); !actions.empty(); actions = machine.take_actions()) {
    for (const auto& action : actions) {
      const auto id = std::visit([](const auto& each) { return each.connection; }, action);
      const auto found = connections.find(id);
      if (found == connections.end()) continue;
      if (const auto* write = std::get_if<broker::Write>(&action)) {
        found->second->write(write->bytes);
      } else {
        found->second->close();
      }
      if (touched.empty() || touched.back() != found->second) touched.push_back(found->second);
    }
  }
  settling = false;
  for (const auto& connection : touched) connection->flush();
  set_clock();
}

void BrokerServer::State::set_clock() {
  const auto due = machine.deadline();
  if (due == clock_set) return;
  clock_set = due;
  if (!due) {
    clock.cancel();
    return;
  }
  const auto at = std::max<broker::Time>(*due, ticked + least_step);
  clock.expires_at(begin + std::chrono::duration_cast<std::chrono::steady_clock::duration>(at));
  clock.async_wait([this](const Error& error) {
    if (error) return;
    clock_set.reset();
    ticked = now();
    machine.tick(ticked);
    settle();
  });
}

void BrokerServer::State::gone(broker::ConnectionId id) {
  connections.erase(id);
  check_end();
}

void BrokerServer::State::wait_for_signal() {
  signals.async_wait([this](const Error& error, int number) {
    if (error) return;
    if (ending) return abort_all();  // whoever asks twice does not want to wait
    signal_number = number;
    wait_for_signal();
    finish();
  });
}

void BrokerServer::State::finish() {
  if (std::exchange(ending, true)) return;
  Error ignored;
  for (const auto& each : listening) {
    ignored = each->acceptor.close(ignored);
    each->pause.cancel();
  }
  machine.shut_down(now());
  settle();
  // Those that the broker does not know yet are still in their handshakes.
  const auto all = connections;
  for (const auto& [id, connection] : all) {
    connection->close();
    connection->flush();
  }
  end.expires_after(time_to_end);
  end.async_wait([this](const Error& error) {
    if (!error) abort_all();
  });
  check_end();
}

void BrokerServer::State::abort_all() {
  const auto all = connections;
  for (const auto& [id, connection] : all) connection->abort();
}

void BrokerServer::State::check_end() {
  if (!ending || !connections.empty()) return;
  end.cancel();
  clock.cancel();
  signals.cancel();
  io.stop();
}

BrokerServer::BrokerServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
BrokerServer::~BrokerServer() = default;
BrokerServer::BrokerServer(BrokerServer&&) noexcept = default;
BrokerServer& BrokerServer::operator=(BrokerServer&&) noexcept = default;

std::expected<BrokerServer, std::string> BrokerServer::create(
    ServerOptions options, std::function<void(const broker::LogLine&)> log) {
  auto state = std::make_unique<State>(std::move(options), std::move(log));
  for (const ServerListener& listener : state->options.listeners) {
    if (const auto done = state->listen(listener); !done) return std::unexpected(done.error());
  }
  // From here on, not from serve() on: who sees that it listens may signal at once.
  state->signals.add(SIGINT);
  state->signals.add(SIGTERM);
  return BrokerServer(std::move(state));
}

const std::vector<ServerListener>& BrokerServer::listeners() const {
  return state_->told;
}

int BrokerServer::serve() {
  State& state = *state_;
  state.wait_for_signal();
  for (const auto& each : state.listening) state.accept(*each);
  state.io.run();
  return state.signal_number;
}

void BrokerServer::stop() {
  asio::post(state_->io, [state = state_.get()] { state->finish(); });
}

}  // namespace net
