// The edge of the program: many connections on one thread, carrying what a player wants done to the network
// and what the network says back. Everything above is pure. A "channel" is one user of the loop, such as a
// case: its connections, its timer, its hooks. An interface, because the same runner works over sockets
// (socket_loop.h) and in virtual time without them (simulated_loop.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "client/player.h"
#include "net/endpoint.h"

namespace net {

using client::Time;
using Channel = std::uint64_t;

/// Called on the loop's thread, never from inside a call to the loop. An exception leaves run_until().
struct Hooks {
  std::function<void(const client::Event& event, Time now)> event;
  std::function<void(Time now)> timer;
  /// The loop was late by so much (only told above 50 ms): nothing that happened meanwhile was stamped in
  /// time.
  std::function<void(Time amount, Time now)> lag;
  /// A simulated wire draws the weather of the channel's connections from its seed and this: a channel of the
  /// same lot meets the same weather whatever runs beside it. Empty: from the order of all connections.
  std::string lot{};
};

class EventLoop {
 public:
  EventLoop() = default;
  virtual ~EventLoop() = default;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Since the loop was made; monotonic.
  virtual Time now() const = 0;

  virtual Channel open_channel(Hooks hooks) = 0;
  /// Drops all that the channel has open; its hooks are not called any more. Unknown channels are ignored.
  virtual void close_channel(Channel channel) = 0;

  /// Does what a player asked for. `where` is needed for OpenConnection alone. Actions on connections that
  /// are gone are ignored.
  virtual void carry_out(Channel channel, const client::Action& action, const Endpoint* where = nullptr) = 0;
  /// When the channel's timer hook is due; nothing switches it off.
  virtual void set_timer(Channel channel, std::optional<Time> due) = 0;

  /// At most so many connections are in their TCP, TLS or WebSocket handshake at once, others wait. From 1;
  /// 50 at first: more overflow the listen backlog of common brokers and cost a second each.
  virtual void limit_handshakes(std::size_t count) = 0;
  /// How long a transport may take to come up before OpenFailed or Refused is told. 10 s at first.
  virtual void limit_handshake_time(Time limit) = 0;

  /// From now on SIGINT and SIGTERM do not end the program but call this, once each time; an empty function
  /// gives them their usual effect back.
  virtual void on_signal(std::function<void(int signal_number)> handler) = 0;

  /// Runs until `finished` says true (asked after every event) or the time has come; says whether it was the
  /// former.
  virtual bool run_until(const std::function<bool()>& finished, Time deadline) = 0;

  /// Stops, kills or starts the broker of a simulated wire, at once; false where the loop has no broker.
  virtual bool control_broker(client::ControlBroker::What) { return false; }

  /// Connections that are open or coming up.
  virtual std::size_t connections() const = 0;
  /// The greatest lateness so far.
  virtual Time worst_lag() const = 0;
};

}  // namespace net
