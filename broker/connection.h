// One network connection, as far as MQTT is concerned.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/authentication.h"
#include "broker/broker.h"
#include "broker/session.h"
#include "codec/stream.h"

namespace broker {

/// A CONNECT that outlives its bytes: enhanced authentication may take several packets (4.12).
struct ConnectRequest {
  codec::Version version = codec::Version::v3_1_1;
  bool clean_start{};
  std::uint16_t keep_alive{};
  std::string client_id;
  std::optional<std::string> user_name;
  std::optional<std::string> password;
  std::optional<Will> will;
  std::optional<std::uint32_t> session_expiry_interval;
  std::uint16_t receive_maximum = 65'535;
  std::uint32_t maximum_packet_size = 0xFFFF'FFFF;
  std::uint16_t topic_alias_maximum = 0;
  bool request_response_information = false;
  bool request_problem_information = true;
  std::optional<std::string> authentication_method;
  std::optional<std::string> authentication_data;
  std::vector<std::pair<std::string, std::string>> user_properties;  ///< of no use but to a fault
};

struct Connection {
  enum class Phase : std::uint8_t { awaits_connect, authenticates, connected, closing };

  /// The settings must outlive it.
  Connection(ConnectionId its_id, Peer its_peer, const ListenerSettings& its_listener)
      : id(its_id),
        peer(std::move(its_peer)),
        listener(its_listener),
        decoder(codec::Version::v3_1_1, codec::Direction::client_to_server) {}

  ConnectionId id;
  Peer peer;
  const ListenerSettings& listener;  ///< by which it came
  codec::StreamDecoder decoder;
  std::string held;  ///< the beginning of a packet that a fault will let pass (faults/tolerating.h)
  Phase phase = Phase::awaits_connect;
  ConnectRequest request;      ///< what this client said of itself
  Session* session{};          ///< while connected
  std::uint16_t keep_alive{};  ///< seconds that hold here; 0: none
  Time last_heard{};
  std::optional<Time> timer;  ///< when to look at it again
  std::size_t unsent{};       ///< bytes that were written and have not left yet
  bool doomed{};              ///< gets nothing more and is about to be closed

  std::unique_ptr<AuthenticationExchange> exchange;  ///< 4.12, while one goes on

  // 3.3.2.3.4, both directions
  std::map<std::uint16_t, std::string> incoming_aliases;
  std::map<std::string, std::uint16_t, std::less<>> outgoing_aliases;

  std::uint32_t send_quota_used{};  ///< QoS 1 and 2 sent here and not acknowledged (4.9)
  std::set<std::uint16_t>
      unreleased;  ///< incoming QoS 2 of this connection that count against our Receive Maximum

  // What only a broker with a fault keeps.
  std::uint32_t pings{};  ///< PINGREQs so far
  std::string delayed_answers;
  bool deaf{};        ///< what comes is not read any more
  bool put_behind{};  ///< the last QoS 0 message waits for the next
  bool refused{};     ///< and not closed yet
  Time accepted_at{};
  Time last_sent{};                                           ///< when a message was last sent to it
  std::uint32_t extra_quota{};                                ///< beyond its Receive Maximum
  std::string last_topic;                                     ///< on which it published
  std::shared_ptr<Message> last_message;                      ///< that it published, if it has properties
  std::map<std::string, std::uint32_t, std::less<>> sent_on;  ///< messages on each topic

  const Capabilities& capabilities() const { return listener.capabilities; }
  bool v5() const { return request.version == codec::Version::v5_0; }
};

}  // namespace broker
