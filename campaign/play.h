// What a campaign does to a broker, as data: several clients, one list of steps. Everything a campaign makes,
// keeps, replays and shrinks is a Play.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "codec/version.h"

namespace campaign {

/// Actors are numbered from 0; a play has at most so many.
inline constexpr std::uint8_t most_actors = 8;

enum class Deed : std::uint8_t {
  send,   ///< bytes; opens a connection first where the actor has none
  open,   ///< a connection, nothing sent on it
  end,    ///< FIN, and reading on to the broker's
  reset,  ///< RST
  pause,  ///< nothing at all for some time
  /// Bytes that the remote end of the broker's bridge says to it; whose step it is does not matter. Nothing
  /// where the broker has no bridge to us.
  answer,
};

struct Step {
  std::uint8_t actor{};
  Deed deed = Deed::send;
  /// Not before everything that was asked has been answered, or patience has run out.
  bool waits{};
  std::uint16_t milliseconds{};  ///< pause
  std::string bytes{};           ///< send and answer: a packet, or what stands for one

  friend bool operator==(const Step&, const Step&) = default;
};

struct Play {
  std::vector<Step> steps;

  friend bool operator==(const Play&, const Play&) = default;
};

/// How many actors do something: one more than the highest number.
std::uint8_t actors_of(const Play& play);
/// Whether anything is said to a bridge.
bool has_answers(const Play& play);
/// Of all that is sent.
std::size_t bytes_of(const Play& play);

/// A line a step: `a send 101000…`, `wait b open`, `a end`, `a reset`, `a pause 250`,
/// `a answer 20020000`.
std::string text_of(const Play& play);
/// Reads that; empty lines and what follows `#` are nothing. The error names the line.
std::expected<Play, std::string> play_from(std::string_view text);

/// Pieces of a stream by the lengths in fixed headers; what breaks off or makes no sense is the last one.
std::vector<std::string_view> pieces_of(std::string_view bytes);

/// The version in which a connection goes on behind these bytes: a CONNECT among them names it.
codec::Version version_behind(std::string_view bytes, codec::Version before);

}  // namespace campaign
