// Is a packet that was built by hand legal? A question apart from encode, which writes what it is told.
#pragma once

#include <optional>

#include "codec/decode.h"

namespace codec {

/// What decode would say to this packet from this side; nothing when it is legal. Offsets are those of its
/// bytes. A packet that cannot be encoded at all is malformed by its length. Allocates when the packet is
/// larger than 4 KiB.
std::optional<Violation> validate(const Packet& packet, Direction from, const DecodeOptions& options = {});

}  // namespace codec
