// Virtual time: whatever is due first happens next, and the clock stands where it happened.
#include "net/simulated_loop.h"

#include <algorithm>
#include <utility>

#include "net/channels.h"
#include "net/simulated_wire.h"

namespace net {
namespace {

/// What is due always, such as a timer that is set to the past each time it fires, must not stop the clock.
constexpr Time least_step = std::chrono::microseconds(1);

/// A client's end, with the time at which it acts.
struct ClientNow {
  SimulatedClient& client;
  Agenda& agenda;
  std::size_t wire;
  Time now;

  void write(std::string_view bytes, const script::Delivery& delivery, bool) {
    client.write(bytes, delivery, now);
  }
  void half_close() { client.half_close(now); }
  void close() {
    client.close(now);
    go_on_reading();
  }
  void reset() { client.reset(now); }
  void drop() { client.drop(now); }
  void stop_reading() { client.stop_reading(); }
  void go_on_reading() {
    for (std::size_t i = client.go_on_reading(); i > 0; --i) agenda.add(now, wire, Due::What::reaches_client);
  }
};

}  // namespace

WireWeather calm() {
  return {};
}

WireWeather rough() {
  WireWeather weather;
  weather.longest_delay = std::chrono::milliseconds(2);
  weather.cut = true;
  weather.abrupt_ends = true;
  return weather;
}

struct SimulatedLoop::State {
  explicit State(const SimulationOptions& options)
      : host{broker::Broker(options.broker, options.faults, options.seed),
             options.faults,
             options.weather,
             {},
             false},
        ports(options.certificates, options.seed, agenda, host) {
    host.settle = [this] { settle(); };
  }

  Time clock{};
  SimulatedBroker host;
  std::optional<Time> broker_due;
  Time broker_ticked{-1};
  bool settling = false;
  Agenda agenda;
  SimulatedPorts ports;
  std::vector<std::unique_ptr<SimulatedWire>> wires;  ///< the broker calls the n-th n + 1
  Channels<std::size_t> channels;                     ///< each connection is the number of its wire
  Time timers_fired{-1};
  Time handshake_time = std::chrono::seconds(10);

  /// A call to the broker from within is carried out by the outermost.
  void settle() {
    if (std::exchange(settling, true)) return;
    for (auto actions = host.broker.take_actions(); !actions.empty(); actions = host.broker.take_actions()) {
      for (auto& action : actions) {
        const auto id = std::visit([](const auto& each) { return each.connection; }, action);
        SimulatedWire* wire = id == 0 || id > wires.size() ? nullptr : wires[id - 1].get();
        if (wire == nullptr) continue;
        if (auto* write = std::get_if<broker::Write>(&action)) {
          wire->server.write(std::move(write->bytes), clock);
        } else {
          wire->server.close(clock);
        }
      }
    }
    settling = false;
    broker_due = host.down ? std::nullopt : host.broker.deadline();
    // A deadline that tick() did not move is not asked for again at the same time.
    if (broker_due && *broker_due <= broker_ticked) broker_due = broker_ticked + least_step;
  }

  void open(Channel channel, client::ConnectionId id, const Endpoint& where);
  std::optional<Time> next_due() const;
  void happen();
  void arrive();
  void fire();
};

void SimulatedLoop::State::open(Channel channel, client::ConnectionId id, const Endpoint& where) {
  const auto user = channels.find(channel);
  const std::size_t number = wires.size();
  wires.push_back(ports.open(
      SimulatedPlace{number, id, user->hooks.lot}, where,
      [this, channel](const client::Event& event) { channels.deliver(channel, event, clock); }, clock));
  user->connections[id] = number;
  if (where.tls || where.websocket) agenda.add(clock + handshake_time, number, Due::What::handshake_limit);
}

std::optional<Time> SimulatedLoop::State::next_due() const {
  std::optional<Time> due = broker_due;
  const auto consider = [&due](Time at) { due = due ? std::min(*due, at) : at; };
  if (const Due* next = agenda.next()) consider(next->at);
  if (const auto timer = channels.next_timer()) consider(*timer);
  return due;
}

/// One thing that is due by now: what arrives comes before the broker's clock, and that before the timers.
void SimulatedLoop::State::happen() {
  if (const Due* next = agenda.next(); next != nullptr && next->at <= clock) return arrive();
  if (broker_due && *broker_due <= clock) {
    broker_ticked = clock;
    host.broker.tick(clock);
    return settle();
  }
  fire();
}

void SimulatedLoop::State::arrive() {
  const Due due = agenda.take();
  SimulatedWire* wire = wires[due.wire].get();
  if (wire == nullptr) return;
  if (due.what == Due::What::reaches_server) {
    wire->server.on_arrival(clock);
  } else if (due.what == Due::What::handshake_limit) {
    wire->client.on_limit(handshake_time, clock);
  } else {
    wire->client.on_arrival(clock);
    wire->server.pump(clock);
  }
  // Nobody refers to it any more: what is still on the agenda finds nothing.
  if (wire->client.gone() && wire->server.gone()) wires[due.wire].reset();
}

void SimulatedLoop::State::fire() {
  if (const auto timer = channels.next_timer(); !timer || *timer > clock) return;
  if (timers_fired >= clock) clock = timers_fired + least_step;
  timers_fired = clock;
  channels.fire_timers(clock);
}

SimulatedLoop::SimulatedLoop(const SimulationOptions& options) : state_(std::make_unique<State>(options)) {}

SimulatedLoop::~SimulatedLoop() = default;

Time SimulatedLoop::now() const {
  return state_->clock;
}

Channel SimulatedLoop::open_channel(Hooks hooks) {
  return state_->channels.open(std::move(hooks));
}

void SimulatedLoop::close_channel(Channel channel) {
  const auto user = state_->channels.close(channel);
  if (user == nullptr) return;
  for (const auto& [id, number] : user->connections) {
    if (SimulatedWire* wire = state_->wires[number].get()) wire->client.drop(state_->clock);
  }
}

void SimulatedLoop::set_timer(Channel channel, std::optional<Time> due) {
  state_->channels.set_timer(channel, due);
}

void SimulatedLoop::carry_out(Channel channel, const client::Action& action, const Endpoint* where) {
  const auto user = state_->channels.find(channel);
  if (user == nullptr) return;
  const auto id = connection_of(action);
  if (std::holds_alternative<client::OpenConnection>(action)) {
    if (where != nullptr) state_->open(channel, id, *where);
    return;
  }
  const auto at = user->connections.find(id);
  if (at == user->connections.end()) return;
  SimulatedWire* wire = state_->wires[at->second].get();
  if (wire == nullptr || wire->client.gone()) {
    user->connections.erase(at);
    return;
  }
  ClientNow client{wire->client, state_->agenda, at->second, state_->clock};
  net::carry_out(action, client);
}

/// Nothing overflows here: all may come up at once.
void SimulatedLoop::limit_handshakes(std::size_t) {}

void SimulatedLoop::limit_handshake_time(Time limit) {
  state_->handshake_time = limit;
}

/// A run takes so little real time that signals keep their usual effect.
void SimulatedLoop::on_signal(std::function<void(int)>) {}

bool SimulatedLoop::control_broker(client::ControlBroker::What what) {
  using What = client::ControlBroker::What;
  State& state = *state_;
  if (what != What::start) {
    state.host.down = true;
    state.host.broker.go_down(what == What::kill, state.clock);
    state.settle();
  }
  if (what == What::start || what == What::restart) {
    state.host.down = false;
    state.host.broker.come_back(state.clock);
    state.settle();
  }
  return true;
}

bool SimulatedLoop::run_until(const std::function<bool()>& finished, Time deadline) {
  State& state = *state_;
  while (!finished()) {
    if (state.clock >= deadline) return false;
    const std::optional<Time> due = state.next_due();
    if (!due || *due > deadline) {
      state.clock = deadline;
      return false;
    }
    state.clock = std::max(state.clock, *due);
    state.happen();
  }
  return true;
}

std::size_t SimulatedLoop::connections() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      state_->wires, [](const auto& wire) { return wire != nullptr && !wire->client.gone(); }));
}

Time SimulatedLoop::worst_lag() const {
  return {};
}

broker::FaultSet SimulatedLoop::asked() const {
  return state_->host.broker.asked() | state_->host.faults.asked();
}

const broker::Broker& SimulatedLoop::broker() const {
  return state_->host.broker;
}

}  // namespace net
