// The parser under test as the kit sees it, and what it is asked about.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "codec/version.h"
#include "fuzz/kit/mqtt_fuzz.h"
#include "fuzz/kit/reference.h"

namespace kit {

/// Whose packets the parser is asked about.
enum class Sides : std::uint8_t {
  both,
  client,
  server,
  either,  ///< both, but the parser does not look at the direction
};

/// One packet with all that the parser is told about it.
struct Question {
  std::string packet;
  codec::Version version{};  ///< for a CONNECT that which it names, if it is one we know
  codec::Direction from{};

  friend bool operator==(const Question&, const Question&) = default;
};

inline PacketBytes bytes_of(const std::string& packet) {
  return {reinterpret_cast<const std::uint8_t*>(packet.data()), packet.size()};
}

/// How the parser and the reference differ about a packet.
struct Disagreement {
  enum class Kind : std::uint8_t {
    takes,    ///< it takes what breaks a requirement
    refuses,  ///< it refuses what is lawful
  };
  Kind kind{};
  std::string requirement;  ///< the broken one; of a lawful packet the section of its type, "5.0/3.3"
  Level level{};

  friend bool operator==(const Disagreement&, const Disagreement&) = default;
};

}  // namespace kit
