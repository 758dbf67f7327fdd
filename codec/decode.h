// From bytes to packets. One pass, nothing allocated, everything validated that a packet alone can tell. What
// each error is called, and which of several wins, is promised in docs/codec.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>

#include "codec/packet.h"
#include "codec/violation.h"

namespace codec {

struct DecodeOptions {
  /// Bytes of a whole packet, fixed header included (5.0, 3.1.2.11.4); a larger one is `too_large` as soon as
  /// its length is known. The default lets every packet pass that the format can express.
  std::uint32_t maximum_packet_size = 0xFFFF'FFFF;
  /// Treat U+0001 to U+001F, U+007F to U+009F and non-characters as malformed, which 1.5.4 leaves to the
  /// receiver.
  bool reject_control_characters = false;
};

struct Incomplete {
  std::uint32_t
      needed;  ///< more bytes before another decode can say more: exact once the Remaining Length is known
};

/// A packet, or how many bytes are missing, or what is wrong. A union rather than a variant, because a
/// variant would clear all of its bytes for every packet, which costs more than decoding a small one.
class Decoded {
 public:
  bool is_packet() const { return outcome_ == Outcome::packet; }
  bool is_incomplete() const { return outcome_ == Outcome::incomplete; }
  bool is_violation() const { return outcome_ == Outcome::violation; }

  /// Views into the bytes given to decode. Only when is_packet().
  const Packet& packet() const { return packet_; }
  /// Bytes that the packet took; 0 when there is none.
  std::size_t size() const {
    return is_packet() ? std::size_t{1} + packet_.remaining_length.size + packet_.remaining_length.value : 0;
  }
  /// Only when is_incomplete(); at least 1.
  std::uint32_t needed() const { return incomplete_.needed; }
  /// Only when is_violation().
  const Violation& violation() const { return violation_; }

 private:
  friend class Decoder;
  friend Decoded decode(std::span<const std::uint8_t>, Version, Direction, const DecodeOptions&);
  enum class Outcome : std::uint8_t { packet, incomplete, violation };

  // Default-initialised, not value-initialised: what is not set stays as it was.
  Decoded() noexcept { ::new (static_cast<void*>(&packet_)) Packet; }
  void set(Incomplete incomplete) {
    incomplete_ = incomplete;
    outcome_ = Outcome::incomplete;
  }
  void set(const Violation& violation) {
    violation_ = violation;
    outcome_ = Outcome::violation;
  }

  union {
    Packet packet_;
    Incomplete incomplete_;
    Violation violation_;
  };
  Outcome outcome_ = Outcome::packet;
};
static_assert(std::is_trivially_copyable_v<Packet> && std::is_trivially_destructible_v<Packet>);
static_assert(std::is_trivially_copyable_v<Violation>);

/// Decodes the first packet in `bytes`. A CONNECT is read by the version it names, everything else by
/// `version`. Bytes behind the packet are not looked at.
Decoded decode(std::span<const std::uint8_t> bytes, Version version, Direction from,
               const DecodeOptions& options = {});

/// Characters as bytes, for those who hold packets in strings.
inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace codec
