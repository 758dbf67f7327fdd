// See the header.
#include "net/server_connection.h"

#include <array>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <utility>

namespace net {
namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

constexpr std::size_t read_size = 65536;
constexpr auto handshake_time = std::chrono::seconds(10);
constexpr auto time_to_end = std::chrono::seconds(2);

/// For what may fail on a socket that is gone already: reading tells how it ended.
void disregard(const Error& error) {
  static_cast<void>(error);
}

std::string address_of(const tcp::socket& socket) {
  Error error;
  const tcp::endpoint peer = socket.remote_endpoint(error);
  if (error) return "unknown";
  const std::string host = peer.address().to_string();
  return peer.address().is_v6() ? fmt::format("[{}]:{}", host, peer.port())
                                : fmt::format("{}:{}", host, peer.port());
}

}  // namespace

ServerConnection::ServerConnection(tcp::socket socket, broker::ConnectionId id, std::string listener,
                                   ServerLayers layers, ServerHost& host)
    : socket_(std::move(socket)),
      limit_(socket_.get_executor()),
      id_(id),
      listener_(std::move(listener)),
      address_(address_of(socket_)),
      layers_(std::move(layers)),
      host_(host) {}

void ServerConnection::start() {
  Error ignored;
  disregard(socket_.non_blocking(true, ignored));
  disregard(socket_.set_option(tcp::no_delay(true), ignored));
  if (layers_.bare()) {
    opened();
  } else {
    limit(handshake_time);
  }
  wait_for_input();
}

void ServerConnection::opened() {
  limit_.cancel();
  known_ = true;
  host_.broker().opened(id_, {listener_, address_, layers_.client_name()}, host_.now());
  host_.settle();
}

void ServerConnection::ended() {
  if (!std::exchange(known_, false)) return;
  host_.broker().ended(id_, host_.now());
  host_.settle();
}

void ServerConnection::limit(std::chrono::steady_clock::duration time) {
  limit_.expires_after(time);
  limit_.async_wait([self = shared_from_this()](const Error& error) {
    if (!error) self->abort();
  });
}

void ServerConnection::wait_for_input() {
  const bool enough = !closing_ && unsent_.size() + sending_.size() > host_.unsent_limit();
  if (waiting_ || gone_ || enough) return;
  waiting_ = true;
  socket_.async_wait(tcp::socket::wait_read,
                     [self = shared_from_this()](const Error& error) { self->on_readable(error); });
}

void ServerConnection::on_readable(const Error& wait_error) {
  waiting_ = false;
  if (gone_) return;
  if (wait_error) return abort();
  std::array<char, read_size> buffer;
  Error error;
  const std::size_t count = socket_.read_some(asio::buffer(buffer), error);
  if (error == asio::error::would_block || error == asio::error::try_again) return wait_for_input();
  if (error == asio::error::eof) {
    if (shut_) return abort();  // both sides have ended
    ended();
    finish();
    return flush();
  }
  if (error) return abort();
  if (!closing_) on_data({buffer.data(), count});
  wait_for_input();
}

void ServerConnection::on_data(std::string_view bytes) {
  if (layers_.bare()) {
    host_.broker().received(id_, bytes, host_.now());
    return host_.settle();
  }
  ServerLayers::Result result = layers_.receive(bytes);
  send(std::move(result.reply), 0);
  if (result.opened) opened();
  if (known_ && !result.bytes.empty()) {
    host_.broker().received(id_, result.bytes, host_.now());
    host_.settle();
  }
  if (result.over) {
    ended();
    finish();
  }
  flush();
}

void ServerConnection::write(std::string_view bytes) {
  if (closing_) return;
  if (layers_.bare()) {
    unsent_ += bytes;
    unsent_application_ += bytes.size();
  } else {
    send(layers_.write(bytes), bytes.size());
  }
}

void ServerConnection::send(std::string bytes, std::size_t application) {
  unsent_application_ += application;
  if (unsent_.empty()) {
    unsent_ = std::move(bytes);
  } else {
    unsent_ += bytes;
  }
}

void ServerConnection::close() {
  known_ = false;
  finish();
}

void ServerConnection::finish() {
  if (std::exchange(closing_, true)) return;
  send(layers_.close(), 0);
  limit(time_to_end);
}

void ServerConnection::flush() {
  if (busy_ || gone_) return;
  if (unsent_.empty()) {
    if (!closing_ || std::exchange(shut_, true)) return;
    // A socket that is closed while something is unread sends RST, and what was written may be lost: so the
    // client is read to its end first.
    Error ignored;
    disregard(socket_.shutdown(tcp::socket::shutdown_send, ignored));
    return wait_for_input();
  }
  busy_ = true;
  sending_.swap(unsent_);
  sending_application_ = std::exchange(unsent_application_, 0);
  asio::async_write(socket_, asio::buffer(sending_),
                    [self = shared_from_this()](const Error& error, std::size_t) { self->on_sent(error); });
}

void ServerConnection::on_sent(const Error& error) {
  busy_ = false;
  sending_.clear();
  if (gone_) return;
  if (error) return abort();
  if (const std::size_t written = std::exchange(sending_application_, 0); known_ && written > 0) {
    host_.broker().written(id_, written, host_.now());
    host_.settle();
  }
  flush();
  wait_for_input();
}

void ServerConnection::abort() {
  if (std::exchange(gone_, true)) return;
  const auto self = shared_from_this();
  limit_.cancel();
  Error ignored;
  disregard(socket_.close(ignored));
  ended();
  host_.gone(id_);
}

}  // namespace net
