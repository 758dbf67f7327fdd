// One connection: a TCP socket and the layers above it. Internal to the event loop; the only other place that
// knows Asio.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/player.h"
#include "net/client_layers.h"
#include "net/endpoint.h"

namespace net {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Address = boost::asio::ip::tcp::endpoint;
  /// Told in handlers of the io_context, never from inside a call to the connection.
  using Tell = std::function<void(const client::Event&)>;

  Connection(boost::asio::io_context& io, client::ConnectionId id, Endpoint where, std::uint64_t nonce,
             Tell tell, std::function<void()> settled);

  /// Tries the addresses in turn; the layers' handshakes follow. `context` is needed where `where.tls` is.
  void connect(std::vector<Address> addresses, const std::optional<TlsContext>& context,
               std::chrono::nanoseconds limit);
  /// OpenFailed with this sentence, told later.
  void fail(std::string why);

  /// `end_follows`: the kernel keeps the bytes until the FIN that comes next, so that both share a segment.
  void write(std::string_view bytes, const script::Delivery& delivery, bool end_follows);
  void half_close();
  void close();
  void reset();
  void drop();
  void stop_reading();
  void go_on_reading();

  bool gone() const { return phase_ == Phase::gone; }

 private:
  enum class Phase { resolving, connecting, handshaking, open, gone };
  enum class Afterwards { nothing, half_close, reset };

  void try_next(std::string last_error);
  void on_connected();
  void on_transport_open(client::TransportBreach breach = client::TransportBreach::none);
  void wait_for_input();
  void on_readable(const boost::system::error_code& error);
  void on_input(std::string_view bytes);
  void on_input_end(client::Ended::How how, std::string detail);
  void take(Upward layer);
  void enqueue(std::string bytes);
  void write_next();
  void finish_after_writes();
  void settle();
  void leave();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer limit_timer_;
  client::ConnectionId id_;
  Endpoint where_;
  std::uint64_t nonce_;
  Tell tell_;
  std::function<void()> settled_;  ///< called once, when the handshake is over one way or the other
  std::vector<Address> addresses_;
  std::size_t next_address_ = 0;
  std::optional<ClientLayers> layers_;  ///< from connect() on
  Phase phase_ = Phase::resolving;
  Afterwards afterwards_ = Afterwards::nothing;
  std::deque<std::string> output_;
  bool writing_ = false;
  bool half_closed_ = false;
  bool reading_ = true;
  bool waiting_ = false;
};

}  // namespace net
