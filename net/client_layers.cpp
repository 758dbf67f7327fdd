// See the header.
#include "net/client_layers.h"

#include <algorithm>
#include <fmt/format.h>

namespace net {

ClientLayers::ClientLayers(const Endpoint& where, const std::optional<TlsContext>& context,
                           std::uint64_t nonce) {
  if (context) tls_.emplace(*context, where.host);
  if (where.websocket) websocket_.emplace(where.host, where.port, where.path, nonce);
}

std::string ClientLayers::start() {
  if (tls_) return tls_->start();
  return websocket_ ? websocket_->request() : std::string();
}

std::string ClientLayers::below(std::string_view bytes) {
  return tls_ ? tls_->send(bytes) : std::string(bytes);
}

std::vector<Upward> ClientLayers::receive(std::string_view bytes) {
  std::vector<Upward> all;
  if (!tls_) {
    if (websocket_) all.push_back(websocket_->receive(bytes));
    return all;
  }
  Upward secured = tls_->receive(bytes);
  if (!websocket_) {
    all.push_back(std::move(secured));
    return all;
  }
  if (secured.state == Upward::State::opened) {
    secured.state = Upward::State::unchanged;
    secured.reply += tls_->send(websocket_->request());
  }
  if (!secured.bytes.empty()) {
    Upward framed = websocket_->receive(secured.bytes);
    secured.bytes.clear();
    framed.reply = secured.reply + (framed.reply.empty() ? std::string() : tls_->send(framed.reply));
    secured.reply.clear();
    all.push_back(std::move(framed));
  }
  const bool over = secured.state != Upward::State::unchanged;
  if (over || all.empty()) all.push_back(std::move(secured));
  return all;
}

std::vector<std::string> ClientLayers::write(std::string_view bytes, const script::Delivery& delivery) {
  const std::string framed =
      websocket_ ? websocket_->frames(bytes, delivery.frame_size, delivery.text_frame) : std::string(bytes);
  const std::size_t step =
      delivery.split && *delivery.split > 0 ? *delivery.split : std::max<std::size_t>(framed.size(), 1);
  std::vector<std::string> pieces;
  pieces.reserve(framed.size() / step + 1);
  for (std::size_t at = 0; at < framed.size(); at += step) {
    pieces.push_back(below(std::string_view(framed).substr(at, step)));
  }
  return pieces;
}

std::string ClientLayers::close_websocket() {
  const std::string goodbye = websocket_ ? websocket_->close() : std::string();
  return goodbye.empty() ? goodbye : below(goodbye);
}

std::string ClientLayers::end() {
  return tls_ ? tls_->close() : std::string();
}

client::Event ended_event(client::ConnectionId id, const Endpoint& where, bool was_open,
                          client::Ended::How how, std::string detail) {
  if (was_open) return client::Ended{id, how, std::move(detail)};
  return client::Refused{id, fmt::format("the server closed the connection in the {} handshake",
                                         where.tls ? "TLS" : "WebSocket")};
}

client::Event ended_event(client::ConnectionId id, bool was_open, const Upward& layer) {
  const bool in_order = layer.state == Upward::State::ended;
  if (was_open) {
    return client::Ended{id, in_order ? client::Ended::How::fin : client::Ended::How::error, layer.why,
                         layer.breach};
  }
  if (layer.state == Upward::State::failed) return client::OpenFailed{id, layer.why};
  return client::Refused{id, layer.why.empty() ? "the server ended the handshake" : layer.why, layer.breach};
}

client::Event late_event(client::ConnectionId id, const Endpoint& where, bool connected,
                         std::chrono::nanoseconds limit) {
  const double seconds = std::chrono::duration<double>(limit).count();
  if (connected) {
    return client::Refused{id, fmt::format("the server did not answer the {} handshake within {:.3g} s",
                                           where.tls ? "TLS" : "WebSocket", seconds)};
  }
  return client::OpenFailed{
      id, fmt::format("no answer from {}:{} within {:.3g} s", where.host, where.port, seconds)};
}

}  // namespace net
