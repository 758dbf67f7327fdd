// What a layer between TCP and MQTT (TLS, WebSocket) says when bytes came in from below. Layers touch no
// socket: bytes in, bytes out, so each is tested without one.
#pragma once

#include <string>

namespace net {

struct Upward {
  enum class State {
    unchanged,
    opened,   ///< the handshake is through, just now
    refused,  ///< the server does not want us; `why`
    failed,   ///< we do not want the server (its certificate), or what it says is no such protocol; `why`
    ended     ///< the server closed this layer in good order; `why` may say with which words
  };
  State state = State::unchanged;
  std::string bytes;  ///< for the layer above
  std::string reply;  ///< to be sent below at once
  std::string why;
};

}  // namespace net
