// A statement of chapter 6 that the layers below MQTT saw broken. The player sees MQTT only, so the edge
// tells it.
#pragma once

namespace client {

enum class TransportBreach : unsigned char {
  none,
  text_frame,                ///< the server sent a WebSocket text frame (6.0.0-1)
  other_subprotocol,         ///< it selected another subprotocol than `mqtt` (6.0.0-4)
  subprotocol_not_selected,  ///< it selected none although `mqtt` was offered: advice (6.0.0-4)
};

}  // namespace client
