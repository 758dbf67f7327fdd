// See the header.
#include "net/frame_alignment.h"

#include <algorithm>

namespace net {

std::size_t FrameAlignment::measure(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (place_ == Place::first_byte) {
      place_ = Place::length;
      left_ = 0;
      shift_ = 0;
      ++at;
    } else if (place_ == Place::length) {
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      left_ |= static_cast<std::uint64_t>(byte & 0x7FU) << shift_;
      shift_ += 7;
      if ((byte & 0x80U) == 0 || shift_ >= 28) place_ = Place::rest;
    } else {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - at));
      at += count;
      left_ -= count;
    }
    if (place_ == Place::rest && left_ == 0) {
      place_ = Place::first_byte;
      break;
    }
  }
  return at;
}

bool FrameAlignment::pass(std::string_view payload, bool frame_ends, std::string& out) {
  const bool rest_lost = faults_.on("packet-over-frames-lost");        // 3.1.1/MQTT-6.0.0-2 5.0/MQTT-6.0.0-2
  const bool refused = faults_.on("packet-over-frames-refused");       // 3.1.1/MQTT-6.0.0-2 5.0/MQTT-6.0.0-2
  const bool second_lost = faults_.on("second-packet-in-frame-lost");  // 3.1.1/MQTT-6.0.0-2 5.0/MQTT-6.0.0-2
  if (!rest_lost && !refused && !second_lost) {
    out += payload;
    return true;
  }
  while (!payload.empty() && !(second_lost && had_packet_)) {
    const std::size_t count = measure(payload);
    held_ += payload.substr(0, count);
    payload.remove_prefix(count);
    if (between_packets()) had_packet_ = true;
    if (between_packets() || !rest_lost) {
      out += held_;
      held_.clear();
    }
  }
  if (!frame_ends) return true;
  had_packet_ = false;
  if (between_packets()) return true;
  if (refused) return false;
  if (rest_lost) {
    held_.clear();
    place_ = Place::first_byte;
  }
  return true;
}

}  // namespace net
