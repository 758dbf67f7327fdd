// What a server has between TCP and MQTT, as one: the counterpart of client_layers.h, for the broker on real
// ports and on the simulated wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "broker/faults.h"
#include "net/tls_server.h"
#include "net/upward.h"
#include "net/websocket_server.h"

namespace net {

class ServerLayers {
 public:
  /// `context`: TLS; `path`: WebSocket served there. `faults` must outlive it.
  ServerLayers(const std::optional<TlsServerContext>& context, const std::optional<std::string>& path,
               const broker::Faults& faults);

  /// Nothing between: what is written is what is sent, and there is no handshake.
  bool bare() const { return !tls_ && !websocket_; }

  /// Bytes of the client, in any cut, but not where it is bare(). `opened` says that the handshakes are
  /// through; it may come with `over`. `bytes` are for the broker, `reply` is to be sent in any case.
  struct Result {
    bool opened = false;
    bool over = false;  ///< nothing more is to be fed; send the reply, then end the connection
    std::string bytes;
    std::string reply;
    std::string why;
  };
  Result receive(std::string_view bytes);

  /// One write of the broker, to be sent below. Once opened.
  std::string write(std::string_view bytes);
  /// The good-byes of the layers, to be sent before TCP is closed; may be empty.
  std::string close();

  /// Common Name of the client's certificate; empty: it showed none.
  std::string client_name() const;

 private:
  const broker::Faults* faults_;
  std::string unread_;  ///< of TLS; kept back by a fault alone
  std::optional<TlsServer> tls_;
  std::optional<WebSocketServer> websocket_;
};

}  // namespace net
