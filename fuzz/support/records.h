// What several clients do to a broker, or a broker to its clients, as one input: a byte of options, then
// records. A record is a byte that says who and what, and, where it brings bytes, two bytes of length and the
// bytes.
#pragma once

#include <cstdint>
#include <span>

#include "fuzz/support/input.h"

namespace fuzz {

enum class Deed : std::uint8_t {
  send,         ///< bytes, at once
  send_in_two,  ///< bytes, in two pieces
  pass_time,    ///< two bytes: see span_of
  end,          ///< by FIN or RST; there is a new connection when it sends again
  other,        ///< what else the target knows
};

struct Record {
  std::uint8_t who{};  ///< 0 to 3
  Deed deed{};
  std::uint8_t how{};  ///< 0 to 7, for what the deed leaves open
  std::uint16_t number{};
  std::span<const std::uint8_t> bytes;
};

/// Bits 0 and 1 of the first byte are who, bits 2 to 4 what, the rest how.
inline Record next_record(Input& input) {
  Record record;
  const std::uint8_t first = input.byte();
  record.who = first & 3U;
  const unsigned deed = first >> 2U & 7U;
  record.how = static_cast<std::uint8_t>(first >> 5U);
  record.deed = deed < 3 ? Deed::send : static_cast<Deed>(deed - 2);
  if (deed > 6) record.deed = Deed::send;
  if (record.deed == Deed::end) return record;
  record.number = input.two_bytes();
  if (record.deed == Deed::send || record.deed == Deed::send_in_two)
    record.bytes = input.bytes(record.number);
  return record;
}

/// The first byte of a record that next_record reads back.
inline std::uint8_t first_byte_of(std::uint8_t who, Deed deed, std::uint8_t how) {
  const unsigned number = deed == Deed::send ? 0U : static_cast<unsigned>(deed) + 2U;
  return static_cast<std::uint8_t>((who & 3U) | number << 2U | static_cast<unsigned>(how & 7U) << 5U);
}

}  // namespace fuzz
