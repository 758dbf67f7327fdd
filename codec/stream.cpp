// The buffer holds the packet being collected and what came behind it. Bytes in front are dropped when they
// are at least half of the buffer, so that each byte is moved a bounded number of times.
#include "codec/stream.h"

namespace codec {

void StreamDecoder::feed(std::span<const std::uint8_t> piece) {
  packet_bytes_ = {};
  if (over_) return;
  if (start_ * 2 >= buffer_.size()) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
  }
  buffer_.insert(buffer_.end(), piece.begin(), piece.end());
}

Decoded StreamDecoder::next() {
  const std::span<const std::uint8_t> bytes = pending();
  Decoded decoded = decode(bytes, version_, from_, options_);
  packet_bytes_ = bytes.first(decoded.size());
  start_ += decoded.size();
  offset_ += decoded.size();
  over_ = decoded.is_violation();
  if (decoded.is_packet() && decoded.packet().type() == PacketType::connect)
    version_ = decoded.packet().version;
  return decoded;
}

}  // namespace codec
