// See the header. The broker runs on a thread of its own, as the line does: a campaign is busy.
#include "campaign/remote_end.h"

#include <optional>
#include <thread>
#include <utility>

#include "net/broker_link.h"
#include "net/broker_server.h"
#include "net/free_port.h"

namespace campaign {

struct RemoteEnd::State {
  net::BrokerServer server;
  std::optional<net::BrokerLink> link;
  std::uint16_t port{};
  std::thread thread{};

  ~State() {
    link.reset();
    server.stop();
    if (thread.joinable()) thread.join();
  }
};

std::expected<RemoteEnd, std::string> RemoteEnd::open() {
  net::ServerOptions options;
  options.listeners.push_back({.name = "tcp"});
  auto server = net::BrokerServer::create(std::move(options), {});
  if (!server) return std::unexpected(server.error());
  const auto port = net::free_ports(1);
  if (!port) return std::unexpected(port.error());
  const std::uint16_t behind = server->listeners().front().port;
  auto link = net::BrokerLink::open(port->front(), behind);
  if (!link) return std::unexpected(link.error());
  auto state = std::make_unique<State>(std::move(*server), std::move(*link), port->front());
  state->thread = std::thread([serves = &state->server] { serves->serve(); });
  return RemoteEnd(std::move(state));
}

RemoteEnd::RemoteEnd(std::unique_ptr<State> state) : state_(std::move(state)) {}
RemoteEnd::~RemoteEnd() = default;
RemoteEnd::RemoteEnd(RemoteEnd&&) noexcept = default;
RemoteEnd& RemoteEnd::operator=(RemoteEnd&&) noexcept = default;

std::uint16_t RemoteEnd::port() const {
  return state_->port;
}

void RemoteEnd::say(const std::string& bytes) {
  state_->link->say(bytes);
}

}  // namespace campaign
