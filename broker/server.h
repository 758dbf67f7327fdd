// The state machine behind Broker, each chapter of the standard in a file of its own:
//
// - server.cpp: connections come, are heard and go; timers
// - connecting.cpp: CONNECT, takeover, sessions resumed (3.1)
// - announcing.cpp: CONNACK, what is offered on the connection (3.2)
// - authenticating.cpp: AUTH, and the exchange behind CONNECT (3.15, 4.12)
// - publishing.cpp: PUBLISH from clients, PUBREL (3.3, 3.6, 4.3 inbound)
// - routing.cpp: who gets a message: overlaps, shares, retained (3.3.4, 3.3.1.3, 4.8)
// - delivering.cpp: PUBLISH to clients, redelivery, flow control (4.3, 4.4, 4.6, 4.9)
// - acknowledging.cpp: PUBACK, PUBREC, PUBCOMP from clients (4.3 outbound)
// - subscribing.cpp: SUBSCRIBE, UNSUBSCRIBE (3.8 to 3.11)
// - leaving.cpp: DISCONNECT, errors, the Will, the end of sessions (3.14, 4.1, 4.13)
// - restarting.cpp: the server goes and comes back (4.1)
// - sending.cpp: packets from structs, within the client's limits
//
// What only a broker with a fault does stands apart: faults/faulty_server.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "broker/broker.h"
#include "broker/connection.h"
#include "broker/faults/faulty_server.h"
#include "broker/log.h"
#include "broker/property_list.h"
#include "broker/random.h"
#include "broker/reason.h"
#include "broker/retained.h"
#include "broker/session.h"
#include "broker/topic_tree.h"

namespace broker {

class Server {
 public:
  Server(std::shared_ptr<const Settings> settings, const Faults& faults, std::uint64_t seed,
         std::function<void(const LogLine&)> log);
  Server(const Server&) = delete;  // its parts refer to its settings and faults
  Server& operator=(const Server&) = delete;

  // ---- server.cpp
  void opened(ConnectionId id, const Peer& peer, Time now);
  void received(ConnectionId id, std::string_view bytes, Time now);
  void written(ConnectionId id, std::size_t bytes, Time now);
  void ended(ConnectionId id, Time now);
  void tick(Time now);
  void shut_down(Time now);
  // ---- restarting.cpp
  void go_down(bool killed, Time now);
  void come_back(Time now);
  // ----
  std::optional<Time> deadline() const;
  std::vector<Action> take_actions();
  void take_actions(std::vector<Action>& actions);
  const Faults& faults() const { return faults_; }
  Broker::Statistics statistics() const;

 private:
  friend class FaultyServer;
  enum class TimerKind : std::uint8_t { connection, session, put_off };

  // ---- server.cpp
  codec::DecodeOptions decode_options(const Connection& connection) const;
  codec::StreamDecoder new_decoder(const Connection& connection) const;
  void handle(Connection& connection, const codec::Packet& packet);
  void set_timer(Connection& connection, std::optional<Time> due);
  void set_timer(Session& session);
  void connection_timer(Connection& connection);
  /// Ends what could not be ended in the middle of a delivery.
  void settle();
  void session_timer(Session& session);
  Connection* connection_of(const Session& session);
  /// The oldest first, so that what happens to all of them happens alike in every run.
  std::vector<Connection*> connections_in_order() const;

  // ---- connecting.cpp
  void connect(Connection& connection, const codec::Packet& packet);
  std::optional<std::uint8_t> objection_to(const Connection& connection) const;
  std::optional<std::uint8_t> check_credentials(Connection& connection);
  void accept(Connection& connection);
  Session& session_for(Connection& connection, bool& present);
  void take_user(Session& session, const ConnectRequest& request, bool present) const;
  void refuse(Connection& connection, std::uint8_t code, std::string_view why);
  void refuse_malformed_connect(Connection& connection, const codec::Violation& violation);

  // ---- announcing.cpp
  std::uint32_t session_expiry_interval_of(const Connection& connection) const;
  std::uint16_t keep_alive_of(const Connection& connection) const;
  void describe_ourselves(const Connection& connection, PropertyList& properties) const;
  void send_connack(Connection& connection, bool session_present, PropertyList properties);

  // ---- authenticating.cpp
  void begin_exchange(Connection& connection);
  void authenticate(Connection& connection, const codec::Packet& packet);
  void proceed(Connection& connection, const AuthenticationStep& step);

  // ---- publishing.cpp
  void publish(Connection& connection, const codec::Packet& packet);
  bool resolve_alias(Connection& connection, const codec::Publish& publish, std::string& topic);
  bool allows_alias(const Connection& connection, std::uint16_t alias) const;
  std::map<std::uint16_t, std::string>& incoming_aliases(Connection& connection);
  std::shared_ptr<Message> message_of(const Connection& connection, const codec::Packet& packet,
                                      std::string topic) const;
  void take_message(Connection& connection, const codec::Packet& packet,
                    const std::shared_ptr<Message>& message);
  bool exceeds_receive_maximum(const Connection& connection, std::uint8_t qos, std::uint16_t id) const;
  std::uint8_t objection_to(const Connection& connection, const Message& message) const;
  void acknowledge(Connection& connection, codec::PacketType type, std::uint16_t id, std::uint8_t code,
                   std::string_view why = {});
  void pubrel(Connection& connection, const codec::Packet& packet);

  // ---- routing.cpp
  /// Stores what is to be retained and hands the message to its subscribers; says how many there are.
  std::size_t distribute(const MessagePointer& message);
  void retain(const MessagePointer& message);
  std::size_t to_subscribers(const MessagePointer& message);
  std::size_t to_shares(const MessagePointer& message, const std::vector<SharedMatch>& shares);
  void to_member(const SharedMatch& share, const Match& chosen, const MessagePointer& message);
  void to_session(Session& session, const MessagePointer& message,
                  const std::vector<const Subscription*>& subscriptions, bool shared = false);
  bool is_local(const Subscription& subscription, const Message& message, const Session& session) const;
  bool is_marked_retained(const Message& message, const Subscription& subscription) const;
  std::uint8_t qos_of_delivery(std::uint8_t published, std::uint8_t granted) const;
  void add_identifier(Outgoing& outgoing, std::uint32_t identifier) const;
  void send_retained(Session& session, std::string_view filter, const Subscription& subscription);

  // ---- delivering.cpp
  void deliver(Session& session, Outgoing outgoing);
  void enqueue(Session& session, Outgoing outgoing);
  /// Sends what may be sent: first what is to be sent again, then what waits.
  void pump(Session& session);
  bool resend(Session& session, Connection& connection);
  void resend_pubrel(Connection& connection, std::uint16_t id);
  std::uint32_t send_quota(const Connection& connection) const;
  bool may_send_now(const Connection& connection) const;
  std::uint16_t next_id(Session& session);
  bool send_publish(Connection& connection, const Outgoing& outgoing, std::uint16_t id, bool dup);

  // ---- acknowledging.cpp
  void puback(Connection& connection, const codec::Packet& packet);
  void pubrec(Connection& connection, const codec::Packet& packet);
  void pubcomp(Connection& connection, const codec::Packet& packet);
  void forget(Session& session, Connection& connection, std::uint16_t id);

  // ---- subscribing.cpp
  void subscribe(Connection& connection, const codec::Packet& packet);
  std::uint8_t grant(Connection& connection, const codec::Subscription& wanted,
                     std::uint32_t identifier) const;
  std::optional<std::uint8_t> unavailable(const Connection& connection, bool is_shared, bool has_wildcard,
                                          std::uint32_t identifier) const;
  bool add_subscription(Session& session, const codec::Subscription& wanted, const Subscription& granted,
                        bool v5);
  bool brings_retained(const Subscription& subscription, bool is_new) const;
  void send_suback(Connection& connection, const codec::Subscribe& subscribe, std::string codes);
  void explain(Connection& connection, codec::Packet answer, std::string_view why);
  void unsubscribe(Connection& connection, const codec::Packet& packet);
  void send_unsuback(Connection& connection, std::uint16_t id, std::string codes);
  bool remove_subscription(Session& session, std::string_view filter);

  // ---- leaving.cpp
  void disconnect(Connection& connection, const codec::Packet& packet);
  /// An error of the client: tells it if there is a packet for that, and closes.
  void fail(Connection& connection, std::uint8_t code, std::string_view why);
  void fail(Connection& connection, const codec::Violation& violation);
  void send_disconnect(Connection& connection, std::uint8_t code, std::string_view why);
  /// Closes our side and lets go of the session.
  void close(Connection& connection);
  /// The connection is over, however it came: the Will and the session's end are due from now on.
  void detach(Connection& connection);
  std::uint32_t will_delay(const Will& will, std::uint32_t expiry) const;
  void publish_will(Session& session);
  bool will_is_forbidden(const Session& session, const Message& message) const;
  void drop_subscriptions(Session& session);
  void end_session(Session& session);

  // ---- sending.cpp
  void send(Connection& connection, const codec::Packet& packet);
  bool is_too_large(const Connection& connection, std::size_t bytes) const;
  void send_bytes(Connection& connection, std::string bytes);
  void doom(Connection& connection);
  /// Adds a Reason String if the client wants it and the packet stays within its Maximum Packet Size; `build`
  /// makes the packet from properties.
  template <typename Build>
  void send_with_reason(Connection& connection, const PropertyList& properties, std::string_view why,
                        Build build);
  bool may_be_explained(const Connection& connection, codec::PacketType type) const;

  std::shared_ptr<const Settings> kept_settings_;
  const Settings& settings_;
  Faults faults_;
  FaultyServer faulty_;
  AccessControl access_;
  Log log_;
  Random random_;
  Time now_{};
  std::vector<Action> actions_;
  std::vector<ConnectionId> doomed_;    ///< connections that settle() closes
  std::vector<SessionHandle> overrun_;  ///< sessions that settle() ends
  std::unordered_map<ConnectionId, std::unique_ptr<Connection>> connections_;
  std::unordered_map<SessionHandle, std::unique_ptr<Session>> sessions_;
  std::unordered_map<std::string, SessionHandle> session_of_client_;
  SessionHandle last_session_ = 0;
  std::set<std::tuple<Time, TimerKind, std::uint64_t>> timers_;
  TopicTree tree_;
  RetainedStore retained_;
};

/// The bytes of a packet; a packet that cannot be encoded is empty.
std::string encoded(const codec::Packet& packet);

template <typename Build>
void Server::send_with_reason(Connection& connection, const PropertyList& properties, std::string_view why,
                              Build build) {
  if (!why.empty()) {
    PropertyList more = properties;
    more.text(PropertyId::reason_string, why);
    const codec::Packet told = build(more.view());
    const std::string bytes = may_be_explained(connection, told.type()) ? encoded(told) : std::string();
    if (!bytes.empty() && (bytes.size() <= connection.request.maximum_packet_size ||
                           faulty_.is_explained_at_any_size(told.type()))) {
      send_bytes(connection, bytes);
      return;
    }
  }
  send(connection, build(properties.view()));
}

}  // namespace broker
