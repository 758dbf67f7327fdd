// Cuts a stream of bytes into packets by their remaining length, and knows whether it stands in the middle
// of one. It serves both directions: what the broker sent, and what the script really wrote (bookkeeping goes
// by the wire, not by the statement).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace client {

/// One piece of a stream: a whole packet, or bytes that cannot be a packet.
struct Frame {
  std::string bytes;
  bool sound = true;  ///< false: the length has no end (five bytes); everything that was there is in `bytes`
};

class Framer {
 public:
  void push(std::string_view bytes) { buffer_.append(bytes); }

  /// The next whole packet, if it is there.
  std::optional<Frame> next();

  /// Whether a packet has begun and not ended.
  bool in_the_middle() const { return read_ < buffer_.size(); }

  /// What has come of the unfinished packet.
  std::string_view rest() const { return std::string_view(buffer_).substr(read_); }

 private:
  std::string buffer_;
  std::size_t read_ = 0;
};

}  // namespace client
