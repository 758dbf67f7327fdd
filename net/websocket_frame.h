// Frames of WebSocket (RFC 6455, section 5), for both sides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace net {

namespace opcode {
inline constexpr unsigned continuation = 0;
inline constexpr unsigned text = 1;
inline constexpr unsigned binary = 2;
inline constexpr unsigned close = 8;  ///< from here on control frames
inline constexpr unsigned ping = 9;
inline constexpr unsigned pong = 10;
}  // namespace opcode

/// The longest payload of a control frame (5.5).
inline constexpr std::uint64_t longest_control = 125;

struct FrameHeader {
  bool final{};
  bool reserved_bits{};
  unsigned opcode{};
  std::optional<std::uint32_t> mask;  ///< the first byte of the key is the lowest
  std::uint64_t length{};             ///< of the payload
  std::size_t size{};                 ///< of the header itself, 2 to 14
};

/// The header at the begin of `bytes`; nothing when it is not complete.
std::optional<FrameHeader> read_frame_header(std::string_view bytes);

/// A whole, final frame. Clients mask, servers do not (5.1).
std::string make_frame(unsigned opcode, std::string_view payload, std::optional<std::uint32_t> mask);

/// Masks or unmasks in place; `offset` is the place of the first byte in the payload.
void apply_mask(std::string& payload, std::uint32_t mask, std::uint64_t offset);

/// The status of a Close frame's payload (5.5.1), when there is one.
std::optional<unsigned> close_status(std::string_view payload);
/// A Close frame's payload with this status.
std::string close_payload(unsigned status);

}  // namespace net
