// Brokers that are wrong on purpose, for one end only: a suite that they pass proves nothing. Each serves on
// a loopback port of its own, on a thread of its own, until it is destroyed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>

namespace stubs {

/// What a stub knows of one connection.
struct Client {
  std::uint8_t version = 4;  ///< the protocol version byte of its CONNECT
  std::string unread;        ///< bytes that are no whole packet yet
};

/// Answers one packet (first byte, body behind the Remaining Length); what it returns is sent back.
/// It sets `close` to end the connection behind the answer.
using Answer = std::function<std::string(Client&, std::uint8_t first, std::string_view body, bool& close)>;

/// Says yes to everything, and does nothing: each packet gets the acknowledgement that its sender hopes for.
std::string acknowledge_everything(Client& client, std::uint8_t first, std::string_view body, bool& close);

/// Lets clients in, and ends the connection at whatever comes next.
std::string close_on_everything(Client& client, std::uint8_t first, std::string_view body, bool& close);

/// Says yes to everything, and gives each PUBLISH back to its sender, whoever subscribed to what.
std::string echo_to_the_sender(Client& client, std::uint8_t first, std::string_view body, bool& close);

class StubBroker {
 public:
  explicit StubBroker(Answer answer);
  ~StubBroker();
  StubBroker(const StubBroker&) = delete;
  StubBroker& operator=(const StubBroker&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void serve();
  bool read_from(int socket, Client& client);

  Answer answer_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  std::uint16_t port_ = 0;
  std::map<int, Client> clients_;
  std::thread thread_;
};

}  // namespace stubs
