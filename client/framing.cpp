// Bytes are moved only when a packet is taken out and at times to the front of the buffer, so that a stream
// of thousands of packets costs no more than its length.
#include "client/framing.h"

#include <cstdint>

namespace client {

namespace {

constexpr std::size_t compact_above = 64UL * 1024UL;

}  // namespace

std::optional<Frame> Framer::next() {
  const std::string_view unread = std::string_view(buffer_).substr(read_);
  std::size_t length = 0;
  std::size_t header = 1;
  for (unsigned shift = 0;; shift += 7, ++header) {
    if (header >= unread.size()) return std::nullopt;
    const auto byte = static_cast<std::uint8_t>(unread[header]);
    length |= static_cast<std::size_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) break;
    if (header == 4) {
      Frame frame{std::string(unread), false};
      buffer_.clear();
      read_ = 0;
      return frame;
    }
  }
  const std::size_t size = header + 1 + length;
  if (unread.size() < size) return std::nullopt;
  Frame frame{std::string(unread.substr(0, size)), true};
  read_ += size;
  if (read_ == buffer_.size()) {
    buffer_.clear();
    read_ = 0;
  } else if (read_ > compact_above) {
    buffer_.erase(0, read_);
    read_ = 0;
  }
  return frame;
}

}  // namespace client
