// What a server with a fault does in place of Server, or beyond it. The obedient broker asks through
// `faulty_`, so that there it can be seen what is none of its business; with no fault switched on, nothing of
// this changes anything. What takes no more than a line stands in Server, behind a question to `faults_`.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/connection.h"
#include "broker/faults.h"
#include "broker/faults/tolerating.h"
#include "broker/property_list.h"
#include "broker/session.h"
#include "broker/topic_tree.h"

namespace broker {

class Server;

/// Each chapter in a file of its own. Where a bool answers and no comment says otherwise, true means what the
/// name says, and that the obedient code has nothing left to do.
class FaultyServer {
 public:
  /// Both must outlive it.
  FaultyServer(Server& server, const Faults& faults) : server_(server), faults_(faults) {}

  // ---- authentication.cpp: users, access rules, AUTH
  bool lets_in_wrongly(const std::string& user_name, std::string_view password) const;
  bool takes_forbidden(const Message& message) const;
  bool grants_forbidden(bool has_wildcard) const;
  bool delivers_forbidden(bool retained) const;
  std::string_view named_method(std::string_view method) const;
  void forget_exchanges_of_others(const Connection& connection);
  bool serves_during_authentication(Connection& connection, const codec::Packet& packet);
  bool ends_reauthentication_badly(Connection& connection);
  bool overfills_auth(Connection& connection, codec::Packet packet, PropertyList properties);

  // ---- connect.cpp: CONNECT
  bool misreads_connect(Connection& connection, const codec::Packet& packet);
  void misname(ConnectRequest& request, bool assigned) const;
  std::string told_name(const std::string& client_id) const;
  bool dislikes(std::string_view client_id) const;
  bool gives_up(Connection& connection, bool heard);
  bool is_connected(const std::string& client_id);
  bool misjudges_connect(Connection& connection, const codec::Violation& violation);
  bool stays_refused(Connection& connection, std::uint8_t code);
  bool serves_without_connect(Connection& connection, const codec::Packet& packet);
  bool is_upset_by_size(Session& session, Connection& connection, Outgoing& outgoing);

  // ---- delivery.cpp: PUBLISH to clients
  void let_wait(Session& session);
  bool is_overtaken(Session& session);
  bool is_put_behind(Connection& connection, const Outgoing& outgoing);
  bool is_lost_on_reconnect(const Inflight& item) const;
  void recall(Session& session);
  void misjudge_overlap(const Message& message, const std::vector<const Subscription*>& subscriptions,
                        Outgoing& outgoing, std::uint8_t& granted) const;
  void send_again(Connection& connection);
  bool passes_dup_on(const Outgoing& outgoing) const;
  bool gets_alias_unasked(Connection& connection, const std::string& topic) const;
  bool mishandles_puback(const codec::Acknowledgement& puback) const;
  bool mishandles_pubcomp(const codec::Acknowledgement& pubcomp) const;
  bool mishandles_release(Session& session, Connection& connection, std::uint16_t id);
  bool is_delayed(const Connection& connection, codec::PacketType type) const;

  // ---- errors.cpp: PINGREQ, DISCONNECT, errors
  bool pings_in_vain(const Connection& connection) const;
  bool misunderstands(Connection& connection, const codec::Notice& notice);
  void harm_others(const Connection& connection);
  bool handles_error_badly(Connection& connection, std::uint8_t code, std::string_view why);
  bool says_more_than_fits(Connection& connection, codec::Packet packet, codec::Notice notice);
  bool dislikes_order(const codec::Properties& properties) const;
  void goes_on_after_disconnect(Connection& connection, std::uint8_t code);

  // ---- exchanges.cpp: acknowledgements and the send quota
  void take_for_the_oldest(Session& session, Connection& connection);
  void take_place_for_nothing(Connection& connection) const;
  void remember_completed(Session& session, std::uint16_t id) const;
  bool is_open_elsewhere(std::uint16_t id) const;
  bool loses(Session& session, std::uint16_t id, const std::shared_ptr<Message>& message) const;
  void release_again(Session& session, std::uint16_t id);

  // ---- miswriting.cpp: packets that are sent
  void miswrite(const Connection& connection, std::string& bytes) const;

  // ---- miswriting_publish.cpp: PUBLISH that is sent
  void misstate(const Outgoing& outgoing, PropertyList& properties) const;
  bool misspells(std::string_view topic, std::string& spelling) const;

  // ---- passing_on.cpp: what is not passed on whole, or not to all
  void distort(Connection& connection, Message& message);
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

  // ---- publish.cpp: PUBLISH from clients and its acknowledgements
  void misread_properties(Message& message) const;
  std::map<std::uint16_t, std::string>* other_aliases(Connection& connection);
  bool refuses_untold(const codec::Packet& packet) const;
  bool is_delivered_again(const Connection& connection, std::uint16_t id) const;
  bool acknowledges_nothing(const Message& message) const;
  bool answers_unwanted_wrongly(Connection& connection, const Message& message, std::uint16_t id);
  bool releases_nothing(Connection& connection, std::uint16_t id, bool known) const;
  std::uint16_t misread_id(codec::PacketType type, std::uint16_t id) const;
  std::uint8_t miscoded(codec::PacketType type, std::uint8_t code) const;
  bool is_explained_unasked(codec::PacketType type) const;
  bool is_explained_at_any_size(codec::PacketType type) const;
  void acknowledge_with_user_property(Connection& connection, codec::Packet packet,
                                      codec::Acknowledgement acknowledgement);

  // ---- reading.cpp: reading from a stream
  void mishandle_piece(Connection& connection);
  void act_on_half_a_packet(Connection& connection);
  bool leaves_the_rest(Connection& connection, bool was_connect);
  bool routes_later(const Connection& connection, const MessagePointer& message);
  /// To be called when it is due.
  void do_what_was_put_off();
  /// The connection has ended.
  void drop_what_was_put_off(ConnectionId connection);

  // ---- restarting.cpp: what a server does not find again, or finds that was gone
  void remember_ended(const Session& session);
  void remember_replaced(const MessagePointer& message);
  static void remember_finished(Session& session, const Inflight& item);
  static void remember_unsubscribed(Session& session, std::string_view filter);
  /// `killed`, rather than stopped.
  void go_down(bool killed);
  void come_back_changed();

  // ---- resuming.cpp: clients that come back or take over
  void greet_badly(Session& session);
  void change_while_away(Outgoing& outgoing) const;
  bool is_put_off(const Session& session) const;
  bool set_aside(Session& session);
  void bring_back(const std::string& client_id);
  void mistake_for_another(const Connection& connection);
  void let_go_of(Connection& connection);
  void act_before_the_check(const Connection& connection);
  void publish_will_of_refused(Connection& connection, std::uint8_t code);

  // ---- routing.cpp: who gets a message, what is retained
  bool stored_unasked(const Message& message);
  void forget_retained(const std::string& topic);
  void move_to_another_member(const Session& from, const Outgoing& outgoing);
  void hand_on_twice(const Session& session);
  void move_begun_messages(Session& session, bool drop);

  // ---- sessions.cpp: sessions and Wills
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

  // ---- subscribe.cpp: SUBSCRIBE and UNSUBSCRIBE
  void spoil_suback_codes(const codec::Subscribe& subscribe, std::string& codes) const;
  void spoil_unsuback_codes(std::string& codes) const;
  void spoil_replacement(Session& session, std::string_view filter, const Subscription& old,
                         Subscription& in_force);
  static std::string name_of_copy(const Session& session);
  bool stays_in_force(Session& session, std::string_view filter, const std::string& codes_before);
  void remove_too_much(Session& session, std::string_view filter);
  bool stops_half_way(const Session& session, const Message& message) const;
  void send_for_each(std::size_t filters, Connection& connection, codec::Packet answer,
                     codec::SubscriptionAcknowledgement body);
  bool sent_over_limit(Connection& connection, const codec::Packet& answer);

  // ---- tolerating.cpp: wrong packets that are let pass
  /// Asked when the decoder has refused a packet: true when a fault lets it pass, and the stream goes on.
  bool let_pass(Connection& connection, const codec::Violation& violation);

 private:
  void misread_properties(const codec::Properties& properties, ConnectRequest& request) const;
  bool is_left_open(const Connection& connection, std::uint8_t code) const;
  void linger(Connection& connection);
  void release_in_order(Session& session, Connection& connection, std::uint16_t id);
  void miswrite_connack(const Connection& connection, std::string& bytes) const;
  void misstate_ourselves(const Connection& connection, std::string& bytes) const;
  void miswrite_refusal(const Connection& connection, std::string& bytes) const;
  void miswrite_suback(const Connection& connection, std::string& bytes) const;
  void miswrite_unsuback(const Connection& connection, std::string& bytes) const;
  void miswrite_disconnect(const Connection& connection, std::string& bytes) const;
  bool is_held_up(const Message& message);
  void put_off(const Connection& connection, std::function<void()> what);
  void come_back_with_other_subscriptions(Session& session);
  void come_back_with_other_messages(Session& session);
  void come_back_at_another_time(Session& session);
  void come_back_with_other_retained();
  void resume_changed(Session& session);
  void lose_at_takeover(Session& session) const;
  void drop_unacknowledged(Session& session, std::string_view filter);
  void mix_up_requests(Message& message);
  void deliver_on_former_topic(const Connection& connection, std::string_view packet);
  const Tolerance* tolerance_of(std::string_view packet, const codec::Violation& violation) const;
  bool take_as_it_came(Connection& connection, const Tolerance& row, std::string_view packet,
                       std::string copy, std::string_view rest);

  Server& server_;
  const Faults& faults_;
  std::map<std::uint16_t, std::string> common_aliases_;
  std::set<std::string> cleared_topics_;
  /// By topic: who asked there first, and the Correlation Data.
  std::map<std::string, std::pair<std::string, std::string>> first_request_on_;
  std::uint32_t clearings_ = 0;
  struct Turns {
    std::string last_publisher;
    std::map<std::string, bool> held_up;  ///< by publisher: whether its last message was
  };
  std::map<std::string, Turns> turns_on_;  ///< by topic
  std::uint32_t ghosts_ = 0;               ///< members of shares whose session has ended
  std::uint32_t ghosts_turns_ = 0;
  std::shared_ptr<const Message> replaced_retained_;  ///< the last one that was replaced or removed
  std::string ended_session_of_;                      ///< the client whose session ended last
  std::map<std::string, FiledSubscription, std::less<>> ended_subscriptions_;
  std::uint32_t ended_expiry_ = 0;
  bool killed_{};  ///< rather than stopped
  /// What is done a moment later, unless the connection has ended by then.
  std::vector<std::pair<ConnectionId, std::function<void()>>> put_off_;
};

}  // namespace broker
