// A client's connection to the broker on a real port: a socket, the layers above it, and what is still to be
// sent. Internal to broker_server.cpp.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "broker/broker.h"
#include "net/server_layers.h"

namespace net {

/// What a connection needs of the server.
class ServerHost {
 public:
  virtual ~ServerHost() = default;
  virtual broker::Broker& broker() = 0;
  virtual broker::Time now() const = 0;
  /// Carries out what the broker wants; to be called after each call to the broker.
  virtual void settle() = 0;
  /// The connection is over and forgotten.
  virtual void gone(broker::ConnectionId id) = 0;
  /// Beyond so many unsent bytes nothing is read from the client.
  virtual std::size_t unsent_limit() const = 0;
};

class ServerConnection : public std::enable_shared_from_this<ServerConnection> {
 public:
  ServerConnection(boost::asio::ip::tcp::socket socket, broker::ConnectionId id, std::string listener,
                   ServerLayers layers, ServerHost& host);

  void start();

  /// What the broker wrote; goes out with flush().
  void write(std::string_view bytes);
  void flush();
  /// The end, behind what was written; the client has two seconds to take it.
  void close();
  /// The end, now.
  void abort();

 private:
  void wait_for_input();
  void on_readable(const boost::system::error_code& error);
  void on_data(std::string_view bytes);
  void opened();
  void ended();
  void finish();
  void send(std::string bytes, std::size_t application);
  void on_sent(const boost::system::error_code& error);
  void limit(std::chrono::steady_clock::duration time);

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer limit_;  ///< of the handshakes, then of the end
  broker::ConnectionId id_;
  std::string listener_;
  std::string address_;
  ServerLayers layers_;
  ServerHost& host_;
  std::string unsent_;
  std::size_t unsent_application_ = 0;  ///< bytes of the broker's in it
  std::string sending_;
  std::size_t sending_application_ = 0;
  bool busy_ = false;     ///< sending_ is on its way
  bool waiting_ = false;  ///< for input
  bool known_ = false;    ///< the broker was told of it and did not close it
  bool closing_ = false;
  bool shut_ = false;  ///< FIN was sent
  bool gone_ = false;
};

}  // namespace net
