// The client's side of WebSocket (RFC 6455) with subprotocol `mqtt`, without a socket. Our own and not a
// library's, because scenarios need frames that libraries do not send: text frames, a packet over several
// frames, frames cut over several segments.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/upward.h"

namespace net {

class WebSocketClient {
 public:
  /// `nonce` seeds key and masks: it need not be secret, but differ between connections.
  WebSocketClient(std::string_view host, std::uint16_t port, std::string_view path, std::uint64_t nonce);

  /// The request that opens the connection.
  std::string request() const;

  /// Bytes of the server, in any cut. After refused, failed or ended nothing more is to be fed.
  Upward receive(std::string_view bytes);

  /// A message in frames: one, or one of each `frame_size` bytes (each whole in itself, not continued).
  std::string frames(std::string_view message, std::optional<std::uint32_t> frame_size, bool text);

  /// A Close frame with status 1000; empty when one was sent already.
  std::string close();

 private:
  std::uint64_t next_random();
  std::string frame(unsigned code, std::string_view payload);
  void read_answer(Upward& out);
  bool read_frame(Upward& out);
  void read_control(Upward& out, unsigned code, std::string_view payload);

  std::string host_;
  std::string path_;
  std::uint64_t random_;
  std::string key_;
  std::string pending_;             ///< not yet understood
  std::uint64_t payload_left_ = 0;  ///< of the data frame that is coming in
  bool open_ = false;
  bool close_sent_ = false;
};

}  // namespace net
