// The server's side of WebSocket (RFC 6455) with subprotocol `mqtt`, without a socket: the counterpart of
// websocket.h. What MQTT says about WebSocket (chapter 6) is obeyed here, and so it is broken here on
// request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "broker/faults.h"
#include "net/frame_alignment.h"
#include "net/upward.h"

namespace net {

class WebSocketServer {
 public:
  /// Requests for another path than this are answered with 404. `faults` must outlive it.
  WebSocketServer(std::string path, const broker::Faults& faults);

  /// Bytes of the client, in any cut. Payloads are passed on as they come, whole frames are never collected.
  /// refused: the request was answered with an HTTP error; failed: with a Close frame; ended: the client
  /// closed. After these nothing more is to be fed; `reply` is to be sent, then TCP is to be closed.
  Upward receive(std::string_view bytes);

  /// The handshake is through.
  bool open() const { return open_; }

  /// A message as one frame. Only once opened.
  std::string frame(std::string_view message);

  /// A Close frame with status 1000; empty when one was sent already or the handshake is not through.
  std::string close();

 private:
  void read_request(Upward& out);
  void answer(Upward& out, std::string_view head);
  bool read_frame(Upward& out);
  bool read_payload(Upward& out);
  bool begin_data_frame(Upward& out, unsigned code, bool final);
  void read_control(Upward& out, unsigned code, std::string_view payload);
  void fail(Upward& out, unsigned status, std::string why);
  std::string_view pending() const { return std::string_view(pending_).substr(taken_); }

  std::string path_;
  const broker::Faults& faults_;
  std::string pending_;  ///< not yet understood, from taken_ on
  std::size_t taken_ = 0;
  bool in_frame_ = false;           ///< of data: its header was read
  std::uint64_t payload_left_ = 0;  ///< of that frame
  std::uint64_t payload_read_ = 0;
  std::uint32_t mask_ = 0;
  bool in_message_ = false;  ///< a frame that was not final came, continuations follow
  bool ignored_ = false;     ///< the message's frames are thrown away (a fault)
  bool any_message_ = false;
  bool deaf_ = false;  ///< nothing is read any more (a fault)
  bool open_ = false;
  bool close_sent_ = false;
  FrameAlignment alignment_;
};

}  // namespace net
