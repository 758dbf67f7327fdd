// What a client has between TCP and MQTT: nothing, TLS, WebSocket, or WebSocket over TLS, as one. Pure, so
// that a connection over a socket and one over the simulated wire are the same down to the bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/player.h"
#include "net/endpoint.h"
#include "net/tls.h"
#include "net/upward.h"
#include "net/websocket.h"

namespace net {

class ClientLayers {
 public:
  /// `context` is needed where `where.tls` is. `nonce` as WebSocketClient has it.
  ClientLayers(const Endpoint& where, const std::optional<TlsContext>& context, std::uint64_t nonce);

  /// Nothing between: what is written is what is sent, and there is no handshake.
  bool bare() const { return !tls_ && !websocket_; }

  /// What is to be sent first.
  std::string start();

  /// Bytes of the server, in any cut, but not where it is bare(). What came of them, in order; `bytes` are
  /// for MQTT, `reply` goes to TCP. After a state other than unchanged and opened nothing more is to be fed.
  std::vector<Upward> receive(std::string_view bytes);

  /// A player's bytes as pieces for TCP, each a segment of its own. Once opened.
  std::vector<std::string> write(std::string_view bytes, const script::Delivery& delivery);
  /// The WebSocket's good-bye; may be empty.
  std::string close_websocket();
  /// The good-bye of TLS, which ends our side; may be empty.
  std::string end();

 private:
  std::string below(std::string_view bytes);

  std::optional<TlsClient> tls_;
  std::optional<WebSocketClient> websocket_;
};

/// What the player is told when TCP (or, by `layer`, what lies above it) has ended, with a connection that
/// was open or still in its handshakes.
client::Event ended_event(client::ConnectionId id, const Endpoint& where, bool was_open,
                          client::Ended::How how, std::string detail);
client::Event ended_event(client::ConnectionId id, bool was_open, const Upward& layer);
/// What it is told when the handshakes take longer than `limit`; `connected`: TCP stands.
client::Event late_event(client::ConnectionId id, const Endpoint& where, bool connected,
                         std::chrono::nanoseconds limit);

}  // namespace net
