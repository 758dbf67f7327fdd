// The second decoder: slow, byte at a time, written straight from the text of the standards to be read beside
// them. It is the oracle for the fast decoder in codec/ and shares nothing with that one but the words for
// what is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "codec/version.h"
#include "codec/violation.h"

namespace codec::reference {

struct Options {
  /// Largest whole packet (fixed header included, 5.0 section 2.1.4) that is taken; the default is what can
  /// be written.
  std::uint32_t maximum_packet_size = 5 + 268'435'455;
  /// Both standards let a receiver refuse control characters and non-characters in strings (1.5.4, 1.5.3), or
  /// not.
  bool refuse_disallowed_characters = false;
};

/// The first packet is well formed.
struct Accept {
  PacketType type{};
  std::size_t taken{};  ///< bytes of that packet; whatever follows was not looked at

  friend bool operator==(const Accept&, const Accept&) = default;
};

/// Nothing is wrong so far, and at least so many bytes are missing.
struct Incomplete {
  std::size_t needed{};

  friend bool operator==(const Incomplete&, const Incomplete&) = default;
};

using Result = std::variant<Accept, Incomplete, Violation>;

/// Judges the packet at the front of `bytes`. Errors are found in this order, however the input is cut:
/// (1) the first byte, as soon as it is there: packet type, its direction, its flags;
/// (2) the Remaining Length, as soon as it is complete or cannot be completed;
/// (3) the size of the packet against the maximum, as soon as the length is known;
/// (4) the rest once all of it is there, in the order of the wire; bytes left over at the end come last.
/// A CONNECT is judged by the version that it names, 4 or 5, all but its first byte; where it names none, by
/// `version`. So its Remaining Length is known to be too long an encoding (5.0/MQTT-1.5.5-1) only when all of
/// it is there.
Result decode(std::span<const std::uint8_t> bytes, Version version, Direction from,
              const Options& options = {});

}  // namespace codec::reference
