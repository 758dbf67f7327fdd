// The reference broker on real ports: TCP, TLS, WebSocket and both, one thread, until a signal comes.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/broker.h"

namespace net {

struct ServerListener {
  std::string name;  ///< of Settings::listeners: "tcp", "tls", "acl", …
  std::string host = "127.0.0.1";
  std::uint16_t port{};  ///< 0: any free one
  bool tls{};
  bool websocket{};
  std::string path = "/mqtt";  ///< WebSocket; another path is answered with 404
  bool client_certificate{};   ///< demanded, signed by `ca`
};

struct ServerOptions {
  std::vector<ServerListener> listeners;
  std::string ca;  ///< PEM files; certificate and key are needed for TLS, ca for client certificates
  std::string certificate;
  std::string key;
  broker::Settings broker;
  broker::Faults faults;
  std::uint64_t seed{};
};

class BrokerServer {
 public:
  /// Binds all listeners and listens. Fails with a sentence that says which address or file, and what to do.
  static std::expected<BrokerServer, std::string> create(ServerOptions options,
                                                         std::function<void(const broker::LogLine&)> log);
  ~BrokerServer();
  BrokerServer(BrokerServer&&) noexcept;
  BrokerServer& operator=(BrokerServer&&) noexcept;

  /// With the ports that were really taken.
  const std::vector<ServerListener>& listeners() const;

  /// Serves until SIGINT or SIGTERM, or stop() from another thread; then tells the clients, closes what is
  /// open within two seconds and returns. Returns the number of the signal, 0 after stop().
  int serve();
  /// May be called from any thread, also before serve().
  void stop();

 private:
  struct State;
  explicit BrokerServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace net
