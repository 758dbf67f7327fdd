// The door: everything happens in Server, see server.h.
#include "broker/broker.h"

#include "broker/server.h"

namespace broker {

struct Broker::State {
  State(std::shared_ptr<const Settings> settings, const Faults& faults, std::uint64_t seed,
        std::function<void(const LogLine&)> log)
      : server(std::move(settings), faults, seed, std::move(log)) {}
  Server server;
};

Broker::Broker(Settings settings, const Faults& faults, std::uint64_t seed,
               std::function<void(const LogLine&)> log)
    : Broker(std::make_shared<const Settings>(std::move(settings)), faults, seed, std::move(log)) {}
Broker::Broker(std::shared_ptr<const Settings> settings, const Faults& faults, std::uint64_t seed,
               std::function<void(const LogLine&)> log)
    : state_(std::make_unique<State>(std::move(settings), faults, seed, std::move(log))) {}
Broker::~Broker() = default;
Broker::Broker(Broker&&) noexcept = default;
Broker& Broker::operator=(Broker&&) noexcept = default;

void Broker::opened(ConnectionId connection, const Peer& peer, Time now) {
  state_->server.opened(connection, peer, now);
}
void Broker::received(ConnectionId connection, std::string_view bytes, Time now) {
  state_->server.received(connection, bytes, now);
}
void Broker::written(ConnectionId connection, std::size_t bytes, Time now) {
  state_->server.written(connection, bytes, now);
}
void Broker::ended(ConnectionId connection, Time now) {
  state_->server.ended(connection, now);
}
void Broker::tick(Time now) {
  state_->server.tick(now);
}
void Broker::shut_down(Time now) {
  state_->server.shut_down(now);
}
void Broker::go_down(bool killed, Time now) {
  state_->server.go_down(killed, now);
}
void Broker::come_back(Time now) {
  state_->server.come_back(now);
}
std::vector<Action> Broker::take_actions() {
  return state_->server.take_actions();
}
void Broker::take_actions(std::vector<Action>& actions) {
  state_->server.take_actions(actions);
}
std::optional<Time> Broker::deadline() const {
  return state_->server.deadline();
}
const FaultSet& Broker::asked() const {
  return state_->server.faults().asked();
}
Broker::Statistics Broker::statistics() const {
  return state_->server.statistics();
}

}  // namespace broker
