// What the broker keeps of a client beyond its connection: the session state of 4.1.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "broker/broker.h"
#include "broker/message.h"
#include "broker/topic_tree.h"

namespace broker {

/// A Will Message that waits for the end of its connection (3.1.2.5) or, published later, of its delay
/// (3.1.3.2.2).
struct Will {
  std::shared_ptr<Message> message;
  std::uint32_t delay_interval{};  ///< seconds
};

/// A message on its way to one client.
struct Outgoing {
  MessagePointer message;
  std::uint8_t qos{};
  bool retain{};
  std::vector<std::uint32_t> subscription_identifiers;
  bool waited{};  ///< for its client, or for a place in its Receive Maximum
};

/// One that was sent, or is to be sent again, and is not acknowledged yet (4.3).
struct Inflight {
  enum class Awaits : std::uint8_t { puback, pubrec, pubcomp };
  std::uint16_t id{};
  Awaits awaits{};
  bool sent_here{};  ///< on the present connection
  Outgoing outgoing;
  bool counted{};     ///< takes a place in the client's Receive Maximum (4.9)
  bool sent_again{};  ///< on an earlier connection, though it had been sent before
};

/// A subscription as its session remembers it.
struct FiledSubscription {
  Subscription subscription;
  std::size_t filter_at{};  ///< where the filter begins behind `$share/name/`; 0: not shared
};

/// What only a broker with a fault remembers of a session.
struct WrongMemory {
  std::map<std::uint16_t, std::string> aliases;  ///< of earlier connections
  std::uint16_t last_puback{};                   ///< identifier
  std::map<std::uint16_t, Time> release_until;   ///< when the QoS 2 messages expire that await PUBREL
  std::list<Inflight> acknowledged;              ///< the last one
  std::list<Inflight> released;                  ///< the last one whose PUBREC came
  std::shared_ptr<Message> last_qos_2;           ///< that was received
  std::uint16_t last_qos_2_id{};
  std::uint32_t enqueued{};  ///< messages since one was late
  bool resumed{};            ///< and no subscription made since
  std::string listener;      ///< of its last connection
  std::set<std::uint16_t> pubrels_due;
  std::map<std::string, FiledSubscription> unsubscribed;
  std::map<std::uint16_t, MessagePointer> half_done;  ///< QoS 2, by identifier: PUBREC has come
  std::optional<Outgoing> finished;                   ///< the last one that was acknowledged to the end
};

struct Session {
  static constexpr std::uint32_t never_expires = 0xFFFF'FFFF;

  SessionHandle handle{};
  std::string client_id;
  std::string user_name;
  bool access_rules{};                      ///< of the listener it came by
  std::uint32_t session_expiry_interval{};  ///< seconds (3.1.2.11.2)
  std::optional<ConnectionId> connection;

  std::size_t filter_bytes{};  ///< of all subscriptions
  std::map<std::string, FiledSubscription, std::less<>>
      subscriptions;  ///< by the filter as it was sent, $share and all

  std::list<Outgoing> queue;  ///< QoS 1 and 2, not yet sent; takes no memory while it is empty, as most are
  std::size_t held_bytes{};   ///< of the messages in queue and inflight
  bool overrun{};             ///< more than may wait: it is about to end
  std::list<Inflight>
      inflight;  ///< in the order in which they were first sent, PUBRELs in that of their PUBRECs
  std::uint16_t last_id{};
  std::set<std::uint16_t> ids_in_use;

  std::set<std::uint16_t> received_qos_2;  ///< ids of incoming messages whose PUBREL is still to come (4.3.3)

  WrongMemory wrong_memory;

  std::optional<Will> will;
  std::optional<Time> will_due;    ///< the connection is gone and the Will waits
  std::optional<Time> expires_at;  ///< the connection is gone

  Inflight* find_inflight(std::uint16_t id) {
    for (Inflight& each : inflight) {
      if (each.id == id) return &each;
    }
    return nullptr;
  }
};

}  // namespace broker
