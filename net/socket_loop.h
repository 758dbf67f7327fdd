// The event loop over real sockets: here alone are the clock, the network and the signals.
#pragma once

#include <memory>

#include "net/event_loop.h"

namespace net {

class SocketLoop final : public EventLoop {
 public:
  SocketLoop();
  ~SocketLoop() override;

  Time now() const override;
  Channel open_channel(Hooks hooks) override;
  void close_channel(Channel channel) override;
  void carry_out(Channel channel, const client::Action& action, const Endpoint* where = nullptr) override;
  void set_timer(Channel channel, std::optional<Time> due) override;
  void limit_handshakes(std::size_t count) override;
  void limit_handshake_time(Time limit) override;
  void on_signal(std::function<void(int signal_number)> handler) override;
  bool run_until(const std::function<bool()>& finished, Time deadline) override;
  std::size_t connections() const override;
  Time worst_lag() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
