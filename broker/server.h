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
// - sending.cpp: packets from structs, within the client's limits
//
// What only a broker with a fault does stands apart, in faults/: see faults/fault_table.h.
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
#include "broker/faults/tolerating.h"
#include "broker/property_list.h"
#include "broker/reason.h"
#include "broker/retained.h"
#include "broker/session.h"
#include "broker/topic_tree.h"

namespace broker {

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
  std::uint64_t random();
  std::string random_hex(std::size_t digits);
  /// Formats only when somebody reads it.
  template <typename... Values>
  void note(fmt::format_string<Values...> format, Values&&... values) const {
    if (log_) log_({LogLine::Level::information, fmt::format(format, std::forward<Values>(values)...)});
  }
  template <typename... Values>
  void detail(fmt::format_string<Values...> format, Values&&... values) const {
    if (log_) log_({LogLine::Level::detail, fmt::format(format, std::forward<Values>(values)...)});
  }
  template <typename... Values>
  void warn(fmt::format_string<Values...> format, Values&&... values) const {
    if (log_) log_({LogLine::Level::warning, fmt::format(format, std::forward<Values>(values)...)});
  }
  std::string who(const Connection& connection) const;

  // ---- faults/reading.cpp: what faults of reading from a stream do
  void mishandle_piece(Connection& connection);
  bool leaves_the_rest(Connection& connection, bool was_connect);
  bool routes_later(const Connection& connection, const MessagePointer& message);
  void put_off(const Connection& connection, std::function<void()> what);

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

  // ---- faults/connect.cpp: what the faults of CONNECT do
  void misread_properties(const codec::Properties& properties, ConnectRequest& request) const;
  bool misreads_connect(Connection& connection, const codec::Packet& packet);
  void misname(ConnectRequest& request, bool assigned) const;
  std::string told_name(const std::string& client_id) const;
  bool dislikes(std::string_view client_id) const;
  bool is_connected(const std::string& client_id);
  bool misjudges_connect(Connection& connection, const codec::Violation& violation);
  bool stays_refused(Connection& connection, std::uint8_t code);
  bool is_left_open(const Connection& connection, std::uint8_t code) const;
  void linger(Connection& connection);
  bool serves_without_connect(Connection& connection, const codec::Packet& packet);
  bool is_upset_by_size(Session& session, Connection& connection, Outgoing& outgoing);

  // ---- faults/sessions.cpp: what the faults of sessions and Wills do
  void part_from_its_name(Session& session);
  void forget_what_was_taken_over(const ConnectRequest& request);
  void resume_badly(Session& session);
  bool is_not_kept(Session& session, const Outgoing& outgoing) const;
  void misjudge_expiry(Session& session, const ConnectRequest& request,
                       std::optional<std::uint32_t> former_expiry) const;
  void drop_retained_of(const Session& session);
  bool goes_on_with_former_will(const Session& session, const ConnectRequest& request, bool present) const;
  bool mistakes_disconnect(Connection& connection, std::uint8_t code);
  bool loses_will(const Message& message) const;
  void distort_will(Message& message) const;

  // ---- faults/resuming.cpp: what a client finds that comes back or takes over
  void resume_changed(Session& session);
  void greet_badly(Session& session);
  void change_while_away(Outgoing& outgoing) const;
  bool is_put_off(const Session& session) const;
  void lose_at_takeover(Session& session) const;
  bool set_aside(Session& session);
  void bring_back(const std::string& client_id);
  void let_go_of(Connection& connection);
  void mistake_for_another(const Connection& connection);
  void act_before_the_check(const Connection& connection);
  void publish_will_of_refused(Connection& connection, std::uint8_t code);

  // ---- faults/exchanges.cpp: acknowledgements and the send quota
  void take_for_the_oldest(Session& session, Connection& connection);
  void take_place_for_nothing(Connection& connection) const;
  void remember_completed(Session& session, std::uint16_t id) const;
  bool is_open_elsewhere(std::uint16_t id) const;
  bool loses(Session& session, std::uint16_t id, const std::shared_ptr<Message>& message) const;
  void release_again(Session& session, std::uint16_t id);

  // ---- faults/passing_on.cpp: what is not passed on whole
  void distort(Connection& connection, Message& message) const;
  void misread_alias(Connection& connection, const codec::Packet& packet, Message& message);
  bool is_folded(const Connection& connection, std::uint16_t& alias) const;
  bool is_lost_by_length(std::size_t bytes) const;
  bool misretains(const Message& message);
  bool is_blocked(const std::vector<Match>& subscribers);
  bool forgets_subscriber(std::size_t reached, bool some_are_local) const;
  void add_other_identifiers(const Session& session, Outgoing& outgoing) const;
  void take_options_of(const Subscription& first, Subscription& subscription) const;
  bool counts_as_new(const Session& session, const Subscription& subscription) const;
  bool has_no_effect(const Session& session, bool shared, bool has_wildcard) const;
  void missplit(std::string_view whole, std::string_view& share_name, std::string_view& filter,
                std::string& name) const;
  bool loses_share(const std::vector<SharedMatch>& shares, const SharedMatch& share);
  void leave_ghosts(const Session& session);

  // ---- faults/authentication.cpp: what the faults of users, rules and AUTH do
  bool lets_in_wrongly(const std::string& user_name, std::string_view password) const;
  bool takes_forbidden(const Message& message) const;
  bool grants_forbidden(bool has_wildcard) const;
  bool delivers_forbidden(bool retained) const;
  std::string_view named_method(std::string_view method) const;
  void forget_exchanges_of_others(const Connection& connection);
  bool serves_during_authentication(Connection& connection, const codec::Packet& packet);
  bool ends_reauthentication_badly(Connection& connection);
  bool overfills_auth(Connection& connection, codec::Packet packet, PropertyList properties);

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

  // ---- faults/publish.cpp
  void misread_properties(Message& message) const;
  bool refuses_untold(const codec::Packet& packet) const;
  bool is_delivered_again(const Connection& connection, std::uint16_t id) const;
  bool acknowledges_nothing(const Message& message) const;
  bool answers_unwanted_wrongly(Connection& connection, const Message& message, std::uint16_t id);
  bool releases_nothing(Connection& connection, std::uint16_t id, bool known) const;
  std::uint16_t misread_id(codec::PacketType type, std::uint16_t id) const;
  std::uint8_t miscoded(codec::PacketType type, std::uint8_t code) const;
  void acknowledge_with_user_property(Connection& connection, codec::Packet packet,
                                      codec::Acknowledgement acknowledgement);

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

  // ---- faults/delivery.cpp
  bool is_overtaken(Session& session);
  bool is_lost_on_reconnect(const Inflight& item) const;
  void recall(Session& session);
  void misjudge_overlap(const Message& message, const std::vector<const Subscription*>& subscriptions,
                        Outgoing& outgoing, std::uint8_t& granted) const;
  void send_again(Connection& connection);
  void let_wait(Session& session);
  bool passes_dup_on(const Outgoing& outgoing) const;
  bool mishandles_puback(const codec::Acknowledgement& puback) const;
  bool mishandles_pubcomp(const codec::Acknowledgement& pubcomp) const;
  bool mishandles_release(Session& session, Connection& connection, std::uint16_t id);
  void release_in_order(Session& session, Connection& connection, std::uint16_t id);
  bool is_delayed(const Connection& connection, codec::PacketType type) const;
  bool gets_alias_unasked(Connection& connection, const std::string& topic) const;

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

  // ---- faults/subscribe.cpp: what faults of these two chapters do
  void spoil_suback_codes(const codec::Subscribe& subscribe, std::string& codes) const;
  void spoil_unsuback_codes(std::string& codes) const;
  void spoil_replacement(Session& session, std::string_view filter, const Subscription& old,
                         Subscription& in_force);
  bool stays_in_force(Session& session, std::string_view filter, const std::string& codes_before);
  void remove_too_much(Session& session, std::string_view filter);
  void send_for_each(std::size_t filters, Connection& connection, codec::Packet answer,
                     codec::SubscriptionAcknowledgement body);
  bool sent_over_limit(Connection& connection, const codec::Packet& answer);
  static std::string name_of_copy(const Session& session);
  void drop_unacknowledged(Session& session, std::string_view filter);

  // ---- faults/routing.cpp: what faults of routing do
  bool stored_unasked(const Message& message);
  void forget_retained(const std::string& topic);
  void move_to_another_member(const Session& from, const Outgoing& outgoing);
  void move_begun_messages(Session& session, bool drop);

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
  bool is_explained_unasked(codec::PacketType type) const;
  bool is_explained_at_any_size(codec::PacketType type) const;

  // ---- faults/miswriting.cpp, the faults of packets that are sent
  void miswrite(const Connection& connection, std::string& bytes) const;
  void miswrite_connack(const Connection& connection, std::string& bytes) const;
  void misstate_ourselves(const Connection& connection, std::string& bytes) const;
  void miswrite_refusal(const Connection& connection, std::string& bytes) const;
  void miswrite_suback(const Connection& connection, std::string& bytes) const;
  void miswrite_unsuback(const Connection& connection, std::string& bytes) const;
  void miswrite_disconnect(const Connection& connection, std::string& bytes) const;
  void misstate(const Outgoing& outgoing, PropertyList& properties) const;
  bool misspells(std::string_view topic, std::string& spelling) const;

  // ---- faults/errors.cpp
  bool pings_in_vain(const Connection& connection) const;
  bool misunderstands(Connection& connection, const codec::Notice& notice);
  bool handles_error_badly(Connection& connection, std::uint8_t code, std::string_view why);
  bool says_more_than_fits(Connection& connection, codec::Packet packet, codec::Notice notice);
  void goes_on_after_disconnect(Connection& connection, std::uint8_t code);
  bool dislikes_order(const codec::Properties& properties) const;

  // ---- faults/tolerating.cpp
  /// Asked when the decoder has refused a packet: true when a fault lets it pass, and the stream goes on.
  bool let_pass(Connection& connection, const codec::Violation& violation);
  const Tolerance* tolerance_of(std::string_view packet, const codec::Violation& violation) const;
  bool take_as_it_came(Connection& connection, const Tolerance& row, std::string_view packet,
                       std::string copy, std::string_view rest);

  Settings settings_;
  Faults faults_;
  std::map<std::uint16_t, std::string> common_aliases_;  ///< of a fault
  // Of faults, too.
  std::set<std::string> cleared_topics_;
  std::uint32_t clearings_ = 0;
  std::uint32_t ghosts_ = 0;  ///< members of shares whose session has ended
  std::uint32_t ghosts_turns_ = 0;
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
  /// Of faults: what is done a moment later, unless the connection has ended by then.
  std::vector<std::pair<ConnectionId, std::function<void()>>> put_off_;
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
    if (!bytes.empty() &&
        (bytes.size() <= connection.request.maximum_packet_size || is_explained_at_any_size(told.type()))) {
      send_bytes(connection, bytes);
      return;
    }
  }
  send(connection, build(properties.view()));
}

}  // namespace broker
