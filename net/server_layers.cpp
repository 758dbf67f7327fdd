// See the header.
#include "net/server_layers.h"

#include <utility>

namespace net {
namespace {

constexpr std::size_t most_in_a_record = 16'384;

bool is_over(const Upward& layer) {
  return layer.state != Upward::State::unchanged && layer.state != Upward::State::opened;
}

}  // namespace

ServerLayers::ServerLayers(const std::optional<TlsServerContext>& context,
                           const std::optional<std::string>& path, const broker::Faults& faults)
    : faults_(&faults) {
  if (context) tls_.emplace(*context);
  if (tls_ && tls_->demands_certificate()) {  // 3.1.1/T-users 5.0/T-users
    if (faults.on("client-certificate-not-demanded")) tls_->let_in_without_certificate();
    if (faults.on("client-certificate-of-any-authority")) tls_->trust_every_authority();
  }
  if (path) websocket_.emplace(*path, faults);
}

ServerLayers::Result ServerLayers::receive(std::string_view bytes) {
  Result result;
  Upward layer;
  if (tls_) {
    layer = tls_->receive(bytes);
    // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
    layer.bytes.insert(0, std::exchange(unread_, {}));
    if (layer.bytes.size() > most_in_a_record && faults_->on("second-tls-record-waits")) {
      unread_ = layer.bytes.substr(most_in_a_record);
      layer.bytes.resize(most_in_a_record);
    }
    result.reply = std::move(layer.reply);
    result.over = is_over(layer);
    result.why = std::move(layer.why);
    if (!websocket_) {
      result.opened = layer.state == Upward::State::opened;
      result.bytes = std::move(layer.bytes);
      return result;
    }
    if (layer.bytes.empty()) return result;
    bytes = layer.bytes;
  }
  const bool was_open = websocket_->open();
  Upward framed = websocket_->receive(bytes);
  result.opened = !was_open && websocket_->open();
  result.bytes = std::move(framed.bytes);
  if (!framed.reply.empty()) result.reply += tls_ ? tls_->send(framed.reply) : framed.reply;
  if (is_over(framed)) {
    result.over = true;
    result.why = std::move(framed.why);
  }
  return result;
}

std::string ServerLayers::write(std::string_view bytes) {
  if (!websocket_) return tls_ ? tls_->send(bytes) : std::string(bytes);
  const std::string framed = websocket_->frame(bytes);
  return tls_ ? tls_->send(framed) : framed;
}

std::string ServerLayers::close() {
  std::string out = websocket_ ? websocket_->close() : std::string();
  if (!tls_) return out;
  if (!out.empty()) out = tls_->send(out);
  out += tls_->close();
  return out;
}

std::string ServerLayers::client_name() const {
  return tls_ ? tls_->client_name() : std::string();
}

}  // namespace net
