// What came of a play: which steps went out on which connection, and what the broker said to that.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/event_loop.h"

namespace campaign {

struct Heard {
  enum class What : std::uint8_t {
    packet,
    fragment,  ///< begun and never ended
    fin,
    rst,
    not_opened
  };
  What what{};
  std::uint8_t actor{};
  std::uint16_t connection{};  ///< the actor's n-th, from 0
  std::uint32_t steps{};       ///< so many of the play's steps were done by then
  net::Time at{};
  std::uint32_t begin{};  ///< in Transcript::bytes
  std::uint32_t size{};
};

struct Transcript {
  static constexpr std::uint16_t not_sent = 0xFFFF;

  std::vector<std::uint16_t> connection_of_step;  ///< or not_sent: the connection was over
  std::vector<Heard> heard;
  std::string bytes;
  std::uint32_t packets_sent{};
  std::uint32_t packets_heard{};
  std::uint64_t bytes_sent{};
  net::Time began{};
  net::Time ended{};
  bool patience_ran_out{};  ///< something asked was never answered
  bool not_opened{};        ///< some connection could not be opened at all

  std::string_view bytes_of(const Heard& what) const {
    return std::string_view(bytes).substr(what.begin, what.size);
  }
};

}  // namespace campaign
