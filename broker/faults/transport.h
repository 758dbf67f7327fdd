// Faults: what carries MQTT: segments of TCP (4.2), which say nothing about where packets begin and end, and
// WebSocket framing (6). Those of frames live in the layer that frames: net/websocket_server.cpp and
// net/frame_alignment.cpp; those of TLS in net/server_layers.cpp.
#pragma once

#include "broker/faults/fault_row.h"

namespace broker::fault_tables {

inline constexpr FaultRow transport[] = {
    {"text-frames-served", "3.1.1/MQTT-6.0.0-1 5.0/MQTT-6.0.0-1 5.0/U-115",
     "MQTT packets in WebSocket text frames are served like those in binary frames."},
    {"text-frames-served-after-the-first", "3.1.1/MQTT-6.0.0-1 5.0/MQTT-6.0.0-1",
     "Only the first WebSocket message is looked at: text frames behind it are served."},
    {"text-frames-ignored", "3.1.1/MQTT-6.0.0-1 5.0/MQTT-6.0.0-1",
     "WebSocket text frames are thrown away, and the connection stays open."},
    {"text-frames-sent", "3.1.1/MQTT-6.0.0-1 5.0/MQTT-6.0.0-1",
     "The server's packets travel in WebSocket text frames.",
     "Every case over WebSocket reads such a frame."},
    {"packet-over-frames-lost", "3.1.1/MQTT-6.0.0-2 5.0/MQTT-6.0.0-2",
     "A packet is forgotten when its WebSocket frame ends before it does."},
    {"packet-over-frames-refused", "3.1.1/MQTT-6.0.0-2 5.0/MQTT-6.0.0-2",
     "The connection is closed when a WebSocket frame ends before the packet in it."},
    {"second-packet-in-frame-lost", "3.1.1/MQTT-6.0.0-2 5.0/MQTT-6.0.0-2",
     "Of several packets in one WebSocket frame only the first is read."},
    {"close-frame-taken-for-disconnect", "3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-8",
     "A WebSocket close frame is taken for DISCONNECT: the Will is discarded."},
    {"subprotocol-of-mqtt-3-1", "3.1.1/MQTT-6.0.0-4 5.0/MQTT-6.0.0-4",
     "The answer to the WebSocket handshake selects `mqttv3.1`, though `mqtt` was offered.",
     "No WebSocket connection comes up."},
    {"frame-header-over-segments-misread", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A WebSocket frame whose header does not arrive in one piece is never read, nor what comes behind it."},

    // ---- TLS: net/server_layers.cpp
    {"second-tls-record-waits", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "Of TLS records that arrive together the first is read; what the others hold waits until more arrives."},
    {"client-certificate-not-demanded", "3.1.1/T-users 5.0/T-users",
     "Where certificates of clients are asked for, a client without one is let in."},
    {"client-certificate-of-any-authority", "3.1.1/T-users 5.0/T-users",
     "A client is let in by its certificate, whoever has signed it."},

    // ---- segments
    {"packet-over-segments-lost",
     "3.1.1/MQTT-3.10.4-4 3.1.1/MQTT-3.12.4-1 3.1.1/MQTT-3.14.4-3 3.1.1/MQTT-3.8.4-1 3.1.1/MQTT-4.3.3-2 "
     "3.1.1/MQTT-4.5.0-1 5.0/MQTT-3.10.4-4 5.0/MQTT-3.12.4-1 5.0/MQTT-3.14.4-3 5.0/MQTT-3.8.4-1 "
     "5.0/MQTT-4.3.3-11 5.0/MQTT-4.5.0-1",
     "What has come of a packet is forgotten when its segment ends."},
    {"length-over-segments-misread", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A Remaining Length that does not arrive in one piece is taken for a longer one: the server waits for "
     "ever."},
    {"second-packet-of-segment-waits",
     "3.1.1/MQTT-3.3.4-1 3.1.1/MQTT-3.8.4-1 3.1.1/MQTT-6.0.0-2 5.0/MQTT-3.3.4-1 5.0/MQTT-3.8.4-1 "
     "5.0/MQTT-6.0.0-2 5.0/U-034",
     "Of several packets in one segment the second is only looked at when another segment comes."},
    {"message-dropped-with-its-publisher", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "A message is passed on a moment after it was acknowledged, and not at all if its publisher has gone by "
     "then."},
    {"half-a-disconnect-is-one", "3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-8",
     "A connection that ends behind the first byte of a DISCONNECT counts as ended by it: no Will."},
    {"half-a-message-is-one", "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1",
     "When a connection ends within a PUBLISH, what had come of its payload is passed on."},
    {"disconnect-overtaken-by-fin", "3.1.1/MQTT-3.14.4-3 5.0/MQTT-3.14.4-3",
     "A DISCONNECT is handled a moment after it was read: the FIN that comes with it is seen first."},
};

}  // namespace broker::fault_tables
