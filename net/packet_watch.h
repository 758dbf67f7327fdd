// Where the packets of an MQTT stream begin, seen by someone in the middle who does not decode them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/version.h"

namespace net {

class PacketWatch {
 public:
  /// Takes the next bytes of one direction, however cut. Returns where in them the first packet of this type
  /// begins, if one does; what stands behind that is then not looked at.
  std::optional<std::size_t> find(std::string_view bytes, std::optional<codec::PacketType> type);

 private:
  std::size_t left_ = 0;      ///< of the packet's body
  bool in_length_ = false;    ///< of the packet's fixed header the first byte was read
  unsigned length_byte_ = 0;  ///< and so many of its Remaining Length
  std::size_t length_ = 0;
};

}  // namespace net
