// What a layer between TCP and MQTT (TLS, WebSocket) says when bytes came in from below. Layers touch no
// socket: bytes in, bytes out, so each is tested without one.
#pragma once

#include <string>

#include "client/transport_breach.h"

namespace net {

struct Upward {
  enum class State {
    unchanged,
    opened,   ///< the handshake is through, just now
    refused,  ///< the handshake came to nothing: the server does not want the client; `why`
    failed,   ///< we do not want the peer (its certificate), or what it says is no such protocol; `why`
    ended     ///< the peer closed this layer in good order; `why` may say with which words
  };
  State state = State::unchanged;
  std::string bytes;  ///< for the layer above
  std::string reply;  ///< to be sent below at once
  std::string why;
  client::TransportBreach breach{};
};

}  // namespace net
