// The first byte of the inputs that are packets: how the rest is to be read. The mutator and the seeds know
// it as well.
#pragma once

#include <cstdint>

#include "codec/decode.h"

namespace fuzz {

struct PacketOptions {
  codec::Version version{};
  codec::Direction from{};
  codec::DecodeOptions decode;
};

inline constexpr std::uint8_t version_5_bit = 1;
inline constexpr std::uint8_t from_server_bit = 2;
inline constexpr std::uint8_t control_characters_bit = 4;
inline constexpr std::uint8_t small_limit_bit = 8;

inline PacketOptions packet_options(std::uint8_t byte) {
  PacketOptions options;
  options.version = (byte & version_5_bit) != 0 ? codec::Version::v5_0 : codec::Version::v3_1_1;
  options.from =
      (byte & from_server_bit) != 0 ? codec::Direction::server_to_client : codec::Direction::client_to_server;
  options.decode.reject_control_characters = (byte & control_characters_bit) != 0;
  if ((byte & small_limit_bit) != 0) options.decode.maximum_packet_size = 130;
  return options;
}

}  // namespace fuzz
