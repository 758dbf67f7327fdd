// See the header.
#include "net/websocket_frame.h"

namespace net {

namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

}  // namespace

std::optional<FrameHeader> read_frame_header(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  FrameHeader header;
  header.final = (byte_at(bytes, 0) & 0x80U) != 0;
  header.reserved_bits = (byte_at(bytes, 0) & 0x70U) != 0;
  header.opcode = byte_at(bytes, 0) & 0x0FU;
  const bool masked = (byte_at(bytes, 1) & 0x80U) != 0;
  const unsigned short_length = byte_at(bytes, 1) & 0x7FU;
  const std::size_t length_end = short_length == 126 ? 4 : short_length == 127 ? 10 : 2;
  header.size = length_end + (masked ? 4U : 0U);
  if (bytes.size() < header.size) return std::nullopt;
  header.length = short_length < 126 ? short_length : 0;
  for (std::size_t i = 2; i < length_end; ++i) header.length = header.length << 8U | byte_at(bytes, i);
  if (masked) {
    std::uint32_t mask = 0;
    for (unsigned i = 0; i < 4; ++i) mask |= byte_at(bytes, length_end + i) << (8 * i);
    header.mask = mask;
  }
  return header;
}

std::string make_frame(unsigned opcode, std::string_view payload, std::optional<std::uint32_t> mask) {
  std::string out;
  out.reserve(payload.size() + 14);
  out.push_back(static_cast<char>(0x80U | opcode));
  const std::size_t size = payload.size();
  const unsigned length_bytes = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
  const std::size_t short_length = length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127;
  out.push_back(static_cast<char>((mask ? 0x80U : 0U) | short_length));
  for (unsigned i = length_bytes; i > 0; --i) {
    out.push_back(static_cast<char>((static_cast<std::uint64_t>(size) >> (8 * (i - 1))) & 0xFFU));
  }
  if (!mask) {
    out += payload;
    return out;
  }
  for (unsigned i = 0; i < 4; ++i) out.push_back(static_cast<char>((*mask >> (8 * i)) & 0xFFU));
  std::string hidden(payload);
  apply_mask(hidden, *mask, 0);
  out += hidden;
  return out;
}

void apply_mask(std::string& payload, std::uint32_t mask, std::uint64_t offset) {
  for (char& byte : payload) {
    const auto key = (mask >> (8 * (offset++ % 4))) & 0xFFU;
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ key);
  }
}

std::optional<unsigned> close_status(std::string_view payload) {
  if (payload.size() < 2) return std::nullopt;
  return byte_at(payload, 0) << 8U | byte_at(payload, 1);
}

std::string close_payload(unsigned status) {
  return {static_cast<char>(status >> 8U), static_cast<char>(status & 0xFFU)};
}

}  // namespace net
