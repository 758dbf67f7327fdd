// Packets by their fixed headers alone, as mutators and the parser kit cut and read them: any bytes will do.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/field_walk.h"
#include "codec/version.h"

namespace codec {

/// Bytes of the fixed header; 0 when the Remaining Length does not end within the bytes or within its four.
inline std::size_t header_size(std::span<const std::uint8_t> packet) {
  for (std::size_t i = 1; i < 5 && i < packet.size(); ++i)
    if (packet[i] < 0x80) return i + 1;
  return 0;
}

/// What the Remaining Length says; the header has to be whole.
inline std::size_t announced_length(std::span<const std::uint8_t> packet) {
  std::size_t length = 0;
  for (std::size_t i = 1; i < header_size(packet); ++i) length |= (packet[i] & 0x7FU) << 7 * (i - 1);
  return length;
}

/// Whether the packet ends where it says; one whose Remaining Length never ends counts as whole, since no
/// byte more would change anything.
inline bool is_whole(std::span<const std::uint8_t> packet) {
  const std::size_t header = header_size(packet);
  if (header == 0) return packet.size() > 4;
  return packet.size() == header + announced_length(packet);
}

/// The version by which a packet is read: a CONNECT names its own, if it is one that we know.
inline Version version_of_packet(std::span<const std::uint8_t> packet, Version version) {
  const std::size_t header = header_size(packet);
  if (header == 0 || packet[0] >> 4 != static_cast<unsigned>(PacketType::connect)) return version;
  const auto* text = reinterpret_cast<const char*>(packet.data());
  return version_of_connect({text + header, packet.size() - header}, version);
}

/// Bytes of the packet in front, or all there are when it breaks off.
inline std::size_t size_of_first_packet(std::span<const std::uint8_t> bytes) {
  const std::size_t header = header_size(bytes);
  return header == 0 ? bytes.size() : std::min(bytes.size(), header + announced_length(bytes));
}

/// The bytes cut into packets; what breaks off is the last one.
inline std::vector<std::string> packets_in(std::span<const std::uint8_t> bytes) {
  std::vector<std::string> packets;
  while (!bytes.empty()) {
    const std::size_t size = size_of_first_packet(bytes);
    packets.emplace_back(reinterpret_cast<const char*>(bytes.data()), size);
    bytes = bytes.subspan(size);
  }
  return packets;
}

}  // namespace codec
