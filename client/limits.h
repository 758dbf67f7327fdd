// What the server announced binds unmarked packets: one that would break it is not sent, and the case is
// unsupported, with the capability and the place where it was read.
#pragma once

#include <optional>
#include <string>

#include "client/packet.h"
#include "client/world.h"

namespace client {

struct Limit {
  std::string capability;
  std::string source;
  std::string sentence;
};

/// The first announced limit that this packet of ours would break.
std::optional<Limit> broken_limit(const World& world, const Connection& connection, const Packet& packet);

/// What a reason code says about a missing capability (0x95, 0x9A, 0x9B, 0x9E, 0xA1, 0xA2); "" for others.
std::string_view capability_of_code(std::uint8_t code);

}  // namespace client
