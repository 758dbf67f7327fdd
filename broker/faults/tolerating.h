// What a broker that does not check would do with a packet that is wrong. The decoder refuses such a packet
// and names the rule; the table of tolerating_rows.cpp says which fault lets the rule's breach pass, and
// mending.h makes of the packet what such a broker would read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "broker/faults.h"
#include "codec/version.h"

namespace broker {

/// How the packet is read all the same.
enum class Leniency : std::uint8_t {
  // taken as it came
  text,               ///< a string keeps its bytes, whatever they are
  empty_text,         ///< likewise a string without any
  options,            ///< the options of a subscription keep their bits
  number_0,           ///< a number of two bytes may be 0
  packet_identifier,  ///< Packet Identifier 0 serves like any other
  no_filters,         ///< a SUBSCRIBE or UNSUBSCRIBE without filters is answered
  // taken as if it were right
  header_flags,           ///< nobody looks at the flags of byte 1
  qos_1,                  ///< QoS 3 is taken for 1: the lower bit counts
  qos_2,                  ///< QoS 3 is taken for 2: the upper bit counts
  property_passed_over,   ///< one property of several is not looked at
  reserved_connect_flag,  ///< flags of CONNECT are taken for 0, or for 1
  will_qos_flags,
  will_retain_flag,
  will_qos_1,
  will_flag,
  user_name_flag,
  password_flag,
  user_name_empty,
  protocol_name,
  client_id_empty,
  clean_session,
  another_identifier,  ///< Packet Identifier 0 is replaced
  string_clipped,      ///< a string ends where its packet ends
  rest_cut_off,        ///< bytes behind the last field are not looked at
  any_size,            ///< no packet is too large
  // not taken
  former_topic,   ///< the payload goes to the topic of the message before
  ignored,        ///< the packet is thrown away
  input_ignored,  ///< all that has arrived is thrown away, since nobody knows where the packet ends
};

/// Of several faults about one rule, each may be about some of the breaches.
enum class Shape : std::uint8_t {
  any,
  surrogate,  ///< of ill-formed UTF-8: a code point between U+D800 and U+DFFF
  overlong,   ///< likewise: more bytes than the character needs
  wildcard,   ///< the wrong character is + or #
  other,      ///< it is another
  endless     ///< the Remaining Length goes on
};

struct Tolerance {
  std::string_view requirement;  ///< as the decoder names it
  FaultName fault;
  std::optional<codec::PacketType> packet{};  ///< nothing: whatever it is
  std::string_view field{};                   ///< as the decoder names it; empty: whatever it is
  Leniency leniency{};
  Shape shape = Shape::any;
};

/// All rows; of several that fit, the first whose fault is on counts.
std::span<const Tolerance> tolerances();

}  // namespace broker
