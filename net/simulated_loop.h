// The simulated wire: the reference broker behind an event loop without sockets, in virtual time. What a
// player sends reaches the broker in the same process and the answer comes back, over the same layers of TLS
// and WebSocket as on a real port; waiting costs nothing. The same seed gives the same bytes at the same
// times. TLS is the exception: its records hold random bytes of OpenSSL's, and a signature may be a byte
// longer or shorter; what it carries, and when, is the same all the same.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "broker/broker.h"
#include "net/event_loop.h"

namespace net {

/// What the wire does to what it carries. All that is random follows from the seed of the loop.
struct WireWeather {
  Time shortest_delay = std::chrono::microseconds(20);  ///< one way
  Time longest_delay =
      std::chrono::microseconds(20);  ///< different for each segment: connections overtake each other
  bool cut = false;                   ///< segments arrive in pieces of random sizes, or glued together
  bool abrupt_ends = false;  ///< the broker's close is seen as FIN or, sometimes, as RST behind its last byte
};

/// Everything still: the same short delay for all.
WireWeather calm();
/// All of it.
WireWeather rough();

struct SimulationOptions {
  broker::Settings broker;
  broker::Faults faults;
  std::uint64_t seed = 0;
  WireWeather weather;
  std::string
      certificates;  ///< folder with what write_certificates() makes; empty: listeners with TLS refuse
};

/// A listener is told by the port of the Endpoint: see simulated_listeners(). One thread; run_until() runs
/// virtual time as far as something is due, and to the deadline when nothing is.
class SimulatedLoop final : public EventLoop {
 public:
  explicit SimulatedLoop(const SimulationOptions& options);
  ~SimulatedLoop() override;

  Time now() const override;
  Channel open_channel(Hooks hooks) override;
  void close_channel(Channel channel) override;
  void carry_out(Channel channel, const client::Action& action, const Endpoint* where = nullptr) override;
  void set_timer(Channel channel, std::optional<Time> due) override;
  void limit_handshakes(std::size_t count) override;
  void limit_handshake_time(Time limit) override;
  void on_signal(std::function<void(int signal_number)> handler) override;
  bool control_broker(client::ControlBroker::What what) override;
  bool run_until(const std::function<bool()>& finished, Time deadline) override;
  std::size_t connections() const override;
  Time worst_lag() const override;

  /// Which of the watched faults were asked about, in the broker and in the layers below it.
  broker::FaultSet asked() const;
  const broker::Broker& broker() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The ports of the wire: any host name will do.
namespace simulated_ports {
inline constexpr std::uint16_t tcp = 1883;
inline constexpr std::uint16_t tls = 8883;
inline constexpr std::uint16_t mutual_tls = 8884;  ///< a client certificate is demanded
inline constexpr std::uint16_t websocket = 80;
inline constexpr std::uint16_t websocket_tls = 443;
inline constexpr std::uint16_t access = 1884;   ///< where users and access rules hold
inline constexpr std::uint16_t limited = 1885;  ///< where lower limits are announced
}  // namespace simulated_ports

}  // namespace net
