// Servers that take a WebSocket frame for an MQTT packet: what the faults of 6.0.0-2 do to what comes in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "broker/faults.h"

namespace net {

class FrameAlignment {
 public:
  /// `faults` must outlive it.
  explicit FrameAlignment(const broker::Faults& faults) : faults_(faults) {}

  /// Payload of a data frame, in any cut, and whether the frame ends with it. What is to be passed on is
  /// added to `out`. False: the connection is to be closed.
  bool pass(std::string_view payload, bool frame_ends, std::string& out);

 private:
  /// How many bytes belong to the packet that is coming in or begins here.
  std::size_t measure(std::string_view bytes);
  bool between_packets() const { return place_ == Place::first_byte; }

  enum class Place : std::uint8_t { first_byte, length, rest };
  const broker::Faults& faults_;
  Place place_ = Place::first_byte;
  unsigned shift_ = 0;
  std::uint64_t left_ = 0;   ///< of the packet, once its Remaining Length is read
  bool had_packet_ = false;  ///< one has ended in this frame
  std::string held_;         ///< of a packet that is not complete
};

}  // namespace net
