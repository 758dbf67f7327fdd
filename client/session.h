// What client and server owe each other about messages: the state that outlives a connection (4.1) and the
// requests of the present one. It is booked from bytes that really passed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "client/player.h"

namespace client {

/// Whose request an answer belongs to; 0 is the script.
using Token = std::uint64_t;
inline constexpr Token of_script = 0;

/// A QoS 1 or 2 message of the server that is not finished.
struct InboundMessage {
  enum class Stage : std::uint8_t { published, received /* our PUBREC is out */, released /* PUBREL came */ };
  Stage stage{};
  std::uint8_t qos{};
  ConnectionId on{};    ///< where it was sent last
  std::string content;  ///< topic and payload, to tell a repeat from a new message
  bool harness{};       ///< a marker or foreign: acknowledged by the harness in every mode
  bool broker_ended{};  ///< since it was sent: what the broker remembers of it is not known (4.1)
};

/// A request of ours that awaits answers.
struct OutboundFlow {
  enum class Kind : std::uint8_t { publish1, publish2, release, subscribe, unsubscribe };
  Kind kind{};
  Token token{};
  std::vector<std::string> filters;  ///< subscribe, unsubscribe
  std::size_t published{};           ///< index into World::published, for messages
  ConnectionId on{};
};

/// What was ever agreed about one filter: rules about deliveries must allow for messages queued earlier.
struct Grant {
  std::optional<std::uint8_t> highest;  ///< maximum QoS ever granted
  bool pending{};                       ///< a SUBSCRIBE for it has no SUBACK yet
};

struct Session {
  std::map<std::uint16_t, InboundMessage> inbound;
  std::map<std::uint16_t, OutboundFlow> outbound;
  std::set<codec::Number> subscription_identifiers;  ///< ever used
  std::map<std::string, Grant> filters;              ///< ever subscribed to
  std::unordered_set<std::size_t> delivered;  ///< hashes of id and content of QoS 1 and 2 messages seen
  std::set<std::uint16_t> inbound_ids;        ///< ever used by the server for QoS 2
  std::set<std::uint16_t> answered_ids;       ///< of our requests that were answered in full
  bool shared{};                              ///< ever subscribed to a shared filter
  bool used{};                                ///< some connection of this case had it
  bool unknown_past{};  ///< present though this case did not make it: its ids and identifiers are unknown
};

}  // namespace client
