// The client's end in a test: one channel of an event loop that notes down what it is told.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "net/event_loop.h"

namespace net::testing {

class Visitor {
 public:
  explicit Visitor(EventLoop& loop);
  ~Visitor();
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  void open(const Endpoint& where, client::ConnectionId connection = 1);
  void write(std::string bytes, script::Delivery delivery = {}, client::ConnectionId connection = 1);
  void act(const client::Action& action);

  /// Runs the loop until the condition holds; false after ten seconds.
  template <typename Condition>
  bool until(Condition condition) {
    return loop_.run_until(condition, loop_.now() + std::chrono::seconds(10));
  }
  bool until_open();
  bool until_over();
  bool until_received(std::size_t bytes);

  std::size_t opened = 0;
  std::string received;
  std::optional<std::string> open_failed;
  std::optional<std::string> refused;
  std::optional<client::Ended> ended;
  client::TransportBreach breach{};  ///< the last that was told
  std::size_t told = 0;              ///< events of any kind

 private:
  EventLoop& loop_;
  Channel channel_{};
};

Endpoint plain(std::uint16_t port);

}  // namespace net::testing
