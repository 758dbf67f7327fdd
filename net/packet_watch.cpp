// See the header.
#include "net/packet_watch.h"

#include <algorithm>

namespace net {

std::optional<std::size_t> PacketWatch::find(std::string_view bytes, std::optional<codec::PacketType> type) {
  constexpr unsigned bits_of_length = 7;  // 2.2.3 of 3.1.1, 1.5.5 of 5.0
  constexpr unsigned most_length_bytes = 4;
  constexpr unsigned bits_of_flags = 4;
  for (std::size_t at = 0; at < bytes.size();) {
    if (left_ > 0) {
      const std::size_t skipped = std::min(left_, bytes.size() - at);
      left_ -= skipped;
      at += skipped;
      continue;
    }
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (!in_length_) {
      if (type && byte >> bits_of_flags == static_cast<unsigned>(*type)) return at;
      in_length_ = true;
      length_byte_ = 0;
      length_ = 0;
    } else {
      length_ |= static_cast<std::size_t>(byte & 0x7F) << (bits_of_length * length_byte_);
      in_length_ = (byte & 0x80) != 0 && ++length_byte_ < most_length_bytes;
      if (!in_length_) left_ = length_;
    }
    ++at;
  }
  return std::nullopt;
}

}  // namespace net
