// The edge of the program: many connections on one thread, carrying what a player wants done to sockets and
// what sockets say back. Everything else is pure; here alone are the clock, the network and the signals. A
// "channel" is one user of the loop, such as a case: its connections, its timer, its hooks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

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
};

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Since the loop was made; monotonic.
  Time now() const;

  Channel open_channel(Hooks hooks);
  /// Drops all that the channel has open; its hooks are not called any more. Unknown channels are ignored.
  void close_channel(Channel channel);

  /// Does what a player asked for. `where` is needed for OpenConnection alone. Actions on connections that
  /// are gone are ignored.
  void carry_out(Channel channel, const client::Action& action, const Endpoint* where = nullptr);
  /// When the channel's timer hook is due; nothing switches it off.
  void set_timer(Channel channel, std::optional<Time> due);

  /// At most so many connections are in their TCP, TLS or WebSocket handshake at once, others wait. From 1;
  /// 50 at first: more overflow the listen backlog of common brokers and cost a second each.
  void limit_handshakes(std::size_t count);
  /// How long a transport may take to come up before OpenFailed or Refused is told. 10 s at first.
  void limit_handshake_time(Time limit);

  /// From now on SIGINT and SIGTERM do not end the program but call this, once each time; an empty function
  /// gives them their usual effect back.
  void on_signal(std::function<void(int signal_number)> handler);

  /// Runs until `finished` says true (asked after every event) or the time has come; says whether it was the
  /// former.
  bool run_until(const std::function<bool()>& finished, Time deadline);

  /// Connections that are open or coming up.
  std::size_t connections() const;
  /// The greatest lateness so far.
  Time worst_lag() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
