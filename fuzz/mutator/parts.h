// An input taken apart into what the mutator works on, and put together again.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "codec/mutate/edit_packet.h"
#include "fuzz/mutator/mutator.h"

namespace fuzz {

/// Packets that belong together: one in layouts without records, else those of a record.
struct Part {
  std::uint8_t first{};    ///< of a record: its first byte
  std::uint16_t number{};  ///< of a record without bytes
  std::vector<std::string> packets;

  friend bool operator==(const Part&, const Part&) = default;
};

struct Parts {
  std::string options;  ///< the bytes in front
  std::vector<Part> parts;
};

/// Never fails: what is no whole packet is one all the same.
Parts take_apart(Layout layout, std::span<const std::uint8_t> input);
/// At most `most` bytes; parts that do not fit are left out, from the end.
std::string put_together(Layout layout, const Parts& parts, std::size_t most);

/// What the packets of a part are to be read as.
codec::Speech speech_of(Layout layout, const Parts& parts, std::size_t index);

}  // namespace fuzz
