// A connection's life: addresses in turn, TLS, WebSocket, then bytes up and down until one side ends it.
#include "net/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace net {
namespace asio = boost::asio;
using Error = boost::system::error_code;

namespace {

constexpr std::size_t read_size = 65536;

void set_option(asio::ip::tcp::socket& socket, int level, int option, const void* value, std::size_t size) {
  ::setsockopt(socket.native_handle(), level, option, value, static_cast<socklen_t>(size));
}

/// TRIALS: a delayed acknowledgement of ours meets Nagle's algorithm in the broker and costs 40 ms. Linux
/// forgets the option, so it is set after every read.
void acknowledge_at_once(asio::ip::tcp::socket& socket) {
#ifdef TCP_QUICKACK
  const int on = 1;
  set_option(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#else
  static_cast<void>(socket);
#endif
}

/// Bytes that do not fill a segment wait for what comes next; shutdown() lets them go, with the FIN.
void hold_last_segment(asio::ip::tcp::socket& socket) {
#ifdef TCP_CORK
  const int on = 1;
  set_option(socket, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
#else
  static_cast<void>(socket);
#endif
}

/// For what may fail on a socket that is gone already: reading tells how it ended.
void disregard(const Error& error) {
  static_cast<void>(error);
}

}  // namespace

Connection::Connection(asio::io_context& io, client::ConnectionId id, Endpoint where, std::uint64_t nonce,
                       Tell tell, std::function<void()> settled)
    : socket_(io),
      limit_timer_(io),
      id_(id),
      where_(std::move(where)),
      nonce_(nonce),
      tell_(std::move(tell)),
      settled_(std::move(settled)) {}

void Connection::fail(std::string why) {
  if (phase_ == Phase::gone) return;
  leave();
  asio::post(socket_.get_executor(), [self = shared_from_this(), why = std::move(why)] {
    self->settle();
    if (self->tell_) self->tell_(client::OpenFailed{self->id_, why});
  });
}

void Connection::connect(std::vector<Address> addresses, const std::optional<TlsContext>& context,
                         std::chrono::nanoseconds limit) {
  if (phase_ != Phase::resolving) return;
  addresses_ = std::move(addresses);
  layers_.emplace(where_, context, nonce_);
  phase_ = Phase::connecting;
  limit_timer_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(limit));
  limit_timer_.async_wait([self = shared_from_this(), limit](const Error& error) {
    if (error || self->phase_ == Phase::open || self->phase_ == Phase::gone) return;
    const bool connected = self->phase_ == Phase::handshaking;
    self->leave();
    self->settle();
    if (self->tell_) self->tell_(late_event(self->id_, self->where_, connected, limit));
  });
  try_next("no address");
}

void Connection::try_next(std::string last_error) {
  if (next_address_ == addresses_.size()) {
    return fail(fmt::format("cannot connect to {}:{}: {}", where_.host, where_.port, last_error));
  }
  const Address& address = addresses_[next_address_++];
  Error ignored;
  disregard(socket_.close(ignored));
  socket_.async_connect(address, [self = shared_from_this()](const Error& error) {
    if (self->phase_ != Phase::connecting) return;
    if (error) {
      self->try_next(error == asio::error::connection_refused ? "connection refused" : error.message());
    } else {
      self->on_connected();
    }
  });
}

void Connection::on_connected() {
  Error ignored;
  disregard(socket_.non_blocking(true, ignored));
  disregard(socket_.set_option(asio::ip::tcp::no_delay(true), ignored));
  acknowledge_at_once(socket_);
  if (layers_->bare()) {
    on_transport_open();
    wait_for_input();
    return;
  }
  phase_ = Phase::handshaking;
  enqueue(layers_->start());
  wait_for_input();
}

void Connection::on_transport_open(client::TransportBreach breach) {
  phase_ = Phase::open;
  limit_timer_.cancel();
  settle();
  if (tell_) tell_(client::Opened{id_, breach});
}

void Connection::wait_for_input() {
  if (waiting_ || !reading_ || (phase_ != Phase::handshaking && phase_ != Phase::open)) return;
  waiting_ = true;
  socket_.async_wait(asio::ip::tcp::socket::wait_read,
                     [self = shared_from_this()](const Error& error) { self->on_readable(error); });
}

void Connection::on_readable(const Error& wait_error) {
  waiting_ = false;
  if (phase_ == Phase::gone || !reading_ || wait_error == asio::error::operation_aborted) return;
  std::array<char, read_size> buffer;
  Error error;
  const std::size_t count = socket_.read_some(asio::buffer(buffer), error);
  if (error == asio::error::would_block || error == asio::error::try_again) return wait_for_input();
  if (error == asio::error::eof) return on_input_end(client::Ended::How::fin, {});
  if (error == asio::error::connection_reset) return on_input_end(client::Ended::How::rst, {});
  if (error) return on_input_end(client::Ended::How::error, error.message());
  acknowledge_at_once(socket_);
  on_input({buffer.data(), count});
  wait_for_input();
}

void Connection::on_input(std::string_view bytes) {
  if (layers_->bare()) {
    if (tell_) tell_(client::Received{id_, bytes});
    return;
  }
  for (Upward& layer : layers_->receive(bytes)) {
    if (phase_ != Phase::gone) take(std::move(layer));
  }
}

void Connection::take(Upward layer) {
  if (!layer.reply.empty()) enqueue(std::move(layer.reply));
  using enum Upward::State;
  if (layer.state == opened) on_transport_open(layer.breach);
  if (!layer.bytes.empty() && phase_ == Phase::open && tell_) tell_(client::Received{id_, layer.bytes});
  if (phase_ == Phase::gone || layer.state == opened || layer.state == unchanged) return;
  const bool was_open = phase_ == Phase::open;
  leave();
  settle();
  if (tell_) tell_(ended_event(id_, was_open, layer));
}

void Connection::on_input_end(client::Ended::How how, std::string detail) {
  const bool was_open = phase_ == Phase::open;
  leave();
  settle();
  if (tell_) tell_(ended_event(id_, where_, was_open, how, std::move(detail)));
}

void Connection::write(std::string_view bytes, const script::Delivery& delivery, bool end_follows) {
  if (phase_ != Phase::open || half_closed_ || afterwards_ != Afterwards::nothing) return;
  if (end_follows && !delivery.split) hold_last_segment(socket_);
  for (std::string& piece : layers_->write(bytes, delivery)) enqueue(std::move(piece));
}

void Connection::enqueue(std::string bytes) {
  if (bytes.empty()) return;
  output_.push_back(std::move(bytes));
  write_next();
}

void Connection::write_next() {
  if (writing_ || phase_ == Phase::gone) return;
  if (output_.empty()) return finish_after_writes();
  writing_ = true;
  asio::async_write(socket_, asio::buffer(output_.front()),
                    [self = shared_from_this()](const Error& error, std::size_t) {
                      self->writing_ = false;
                      // TRIALS rule 8: after a write error keep reading to the end, which tells how it ended.
                      if (error) self->output_.clear();
                      if (!self->output_.empty()) self->output_.pop_front();
                      self->write_next();
                    });
}

void Connection::finish_after_writes() {
  if (writing_ || !output_.empty() || phase_ == Phase::gone) return;
  Error ignored;
  if (afterwards_ == Afterwards::half_close && !half_closed_) {
    half_closed_ = true;
    disregard(socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored));
  } else if (afterwards_ == Afterwards::reset) {
    const linger abort{.l_onoff = 1, .l_linger = 0};
    set_option(socket_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    leave();
    settle();
  }
}

void Connection::half_close() {
  if (phase_ != Phase::open) return drop();
  if (afterwards_ != Afterwards::nothing) return;
  enqueue(layers_->end());
  afterwards_ = Afterwards::half_close;
  finish_after_writes();
}

void Connection::close() {
  if (phase_ != Phase::open) return drop();
  if (afterwards_ != Afterwards::nothing) return;
  enqueue(layers_->close_websocket());
  go_on_reading();
  half_close();
}

void Connection::reset() {
  if (phase_ != Phase::open) return drop();
  tell_ = nullptr;
  afterwards_ = Afterwards::reset;
  finish_after_writes();
}

void Connection::drop() {
  tell_ = nullptr;
  if (phase_ == Phase::gone) return;
  leave();
  settle();
}

void Connection::stop_reading() {
  reading_ = false;
}

void Connection::go_on_reading() {
  reading_ = true;
  wait_for_input();
}

void Connection::settle() {
  if (const auto settled = std::exchange(settled_, nullptr)) settled();
}

void Connection::leave() {
  phase_ = Phase::gone;
  limit_timer_.cancel();
  Error ignored;
  disregard(socket_.close(ignored));
}

}  // namespace net
