// The state machine behind Broker, each chapter of the standard in a file of its own:
//
//   server.cpp         connections come, are heard and go; timers
//   connecting.cpp     CONNECT, CONNACK, takeover, sessions resumed (3.1, 3.2)
//   authenticating.cpp AUTH, and the exchange behind CONNECT (3.15, 4.12)
//   publishing.cpp     PUBLISH from clients, PUBREL (3.3, 3.6, 4.3 inbound)
//   routing.cpp        who gets a message: overlaps, shares, retained (3.3.4, 3.3.1.3, 4.8)
//   delivering.cpp     PUBLISH to clients, their acknowledgements, redelivery, flow control
//   (4.3, 4.4, 4.6, 4.9) subscribing.cpp    SUBSCRIBE, UNSUBSCRIBE (3.8 to 3.11) leaving.cpp DISCONNECT,
//   errors, the Will, the end of sessions (3.14, 4.1, 4.13) sending.cpp        packets from structs, within
//   the client's limits
#pragma once

#include <cstdint>
#include <fmt/format.h>
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
#include "broker/property_list.h"
#include "broker/retained.h"
#include "broker/session.h"
#include "broker/topic_tree.h"

namespace broker {

/// Reason Codes that the broker itself uses (table 2-6).
namespace reason {
inline constexpr std::uint8_t success = 0x00;
inline constexpr std::uint8_t disconnect_with_will = 0x04;
inline constexpr std::uint8_t no_matching_subscribers = 0x10;
inline constexpr std::uint8_t no_subscription_existed = 0x11;
inline constexpr std::uint8_t continue_authentication = 0x18;
inline constexpr std::uint8_t reauthenticate = 0x19;
inline constexpr std::uint8_t unspecified_error = 0x80;
inline constexpr std::uint8_t malformed_packet = 0x81;
inline constexpr std::uint8_t protocol_error = 0x82;
inline constexpr std::uint8_t unsupported_protocol_version = 0x84;
inline constexpr std::uint8_t client_identifier_not_valid = 0x85;
inline constexpr std::uint8_t bad_user_name_or_password = 0x86;
inline constexpr std::uint8_t not_authorized = 0x87;
inline constexpr std::uint8_t server_busy = 0x89;
inline constexpr std::uint8_t server_shutting_down = 0x8B;
inline constexpr std::uint8_t bad_authentication_method = 0x8C;
inline constexpr std::uint8_t keep_alive_timeout = 0x8D;
inline constexpr std::uint8_t session_taken_over = 0x8E;
inline constexpr std::uint8_t topic_filter_invalid = 0x8F;
inline constexpr std::uint8_t topic_name_invalid = 0x90;
inline constexpr std::uint8_t packet_identifier_not_found = 0x92;
inline constexpr std::uint8_t receive_maximum_exceeded = 0x93;
inline constexpr std::uint8_t topic_alias_invalid = 0x94;
inline constexpr std::uint8_t quota_exceeded = 0x97;
inline constexpr std::uint8_t retain_not_supported = 0x9A;
inline constexpr std::uint8_t qos_not_supported = 0x9B;
inline constexpr std::uint8_t use_another_server = 0x9C;
inline constexpr std::uint8_t shared_subscriptions_not_supported = 0x9E;
inline constexpr std::uint8_t subscription_identifiers_not_supported = 0xA1;
inline constexpr std::uint8_t wildcard_subscriptions_not_supported = 0xA2;
}  // namespace reason

class Server {
 public:
  Server(Settings settings, const Faults& faults, std::uint64_t seed,
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
  std::optional<Time> deadline() const;
  std::vector<Action> take_actions();
  const Faults& faults() const { return faults_; }
  Broker::Statistics statistics() const;

 private:
  enum class TimerKind : std::uint8_t { connection, session };

  // ---- server.cpp
  void handle(Connection& connection, const codec::Packet& packet);
  void set_timer(Connection& connection, std::optional<Time> due);
  void set_timer(Session& session);
  void connection_timer(Connection& connection);
  /// Ends what could not be ended in the middle of a delivery.
  void settle();
  void session_timer(Session& session);
  Connection* connection_of(const Session& session);
  std::uint64_t random();
  std::string random_hex(std::size_t digits);
  /// Formats only when somebody reads it.
  template <typename... Values>
  void note(fmt::format_string<Values...> format, Values&&... values) const {
    if (log_) log_({LogLine::Level::information, fmt::format(format, std::forward<Values>(values)...)});
  }
  template <typename... Values>
  void warn(fmt::format_string<Values...> format, Values&&... values) const {
    if (log_) log_({LogLine::Level::warning, fmt::format(format, std::forward<Values>(values)...)});
  }
  std::string who(const Connection& connection) const;

  // ---- connecting.cpp
  void connect(Connection& connection, const codec::Packet& packet);
  std::optional<std::uint8_t> objection_to(const ConnectRequest& request) const;
  std::optional<std::uint8_t> check_credentials(Connection& connection);
  void accept(Connection& connection);
  Session& session_for(Connection& connection, bool& present);
  void refuse(Connection& connection, std::uint8_t code, std::string_view why);
  void refuse_malformed_connect(Connection& connection, const codec::Violation& violation);
  void send_connack(Connection& connection, bool session_present, PropertyList properties);
  void describe_ourselves(const Connection& connection, PropertyList& properties) const;

  // ---- authenticating.cpp
  void begin_exchange(Connection& connection);
  void authenticate(Connection& connection, const codec::Packet& packet);
  void proceed(Connection& connection, const AuthenticationStep& step);

  // ---- publishing.cpp
  void publish(Connection& connection, const codec::Packet& packet);
  bool resolve_alias(Connection& connection, const codec::Publish& publish, std::string& topic);
  std::shared_ptr<Message> message_of(const Connection& connection, const codec::Packet& packet,
                                      std::string topic) const;
  void take_message(Connection& connection, const codec::Packet& packet,
                    const std::shared_ptr<Message>& message);
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
  void to_session(Session& session, const MessagePointer& message,
                  std::vector<const Subscription*> subscriptions);
  void send_retained(Session& session, std::string_view filter, const Subscription& subscription);

  // ---- delivering.cpp
  void deliver(Session& session, Outgoing outgoing);
  void enqueue(Session& session, Outgoing outgoing);
  /// Sends what may be sent: first what is to be sent again, then what waits.
  void pump(Session& session);
  bool resend(Session& session, Connection& connection);
  bool may_send_now(const Connection& connection) const;
  std::uint16_t next_id(Session& session);
  bool send_publish(Connection& connection, const Outgoing& outgoing, std::uint16_t id, bool dup);
  void puback(Connection& connection, const codec::Packet& packet);
  void pubrec(Connection& connection, const codec::Packet& packet);
  void pubcomp(Connection& connection, const codec::Packet& packet);
  void forget(Session& session, Connection& connection, std::uint16_t id);

  // ---- subscribing.cpp
  void subscribe(Connection& connection, const codec::Packet& packet);
  std::uint8_t grant(Connection& connection, const codec::Subscription& wanted,
                     std::uint32_t identifier) const;
  bool add_subscription(Session& session, const codec::Subscription& wanted, const Subscription& granted,
                        bool v5);
  void unsubscribe(Connection& connection, const codec::Packet& packet);
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
  void publish_will(Session& session);
  bool will_is_forbidden(const Session& session, const Message& message) const;
  void end_session(Session& session);

  // ---- sending.cpp
  void send(Connection& connection, const codec::Packet& packet);
  void send_bytes(Connection& connection, std::string bytes);
  void doom(Connection& connection);
  /// Adds a Reason String if the client wants it and the packet stays within its Maximum Packet Size; `build`
  /// makes the packet from properties.
  template <typename Build>
  void send_with_reason(Connection& connection, PropertyList properties, std::string_view why, Build build);

  Settings settings_;
  Faults faults_;
  AccessControl access_;
  std::function<void(const LogLine&)> log_;
  std::uint64_t random_state_;
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
void Server::send_with_reason(Connection& connection, PropertyList properties, std::string_view why,
                              Build build) {
  if (connection.v5() && settings_.reason_strings && !why.empty()) {
    PropertyList more = properties;
    more.text(PropertyId::reason_string, why);
    const codec::Packet told = build(more.view());
    const std::string bytes = encoded(told);
    if (!bytes.empty() && bytes.size() <= connection.request.maximum_packet_size) {
      send_bytes(connection, bytes);
      return;
    }
  }
  send(connection, build(properties.view()));
}

}  // namespace broker
