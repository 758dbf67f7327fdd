// What the faults do by which messages are not passed on whole or not to all (passing_on.h,
// shares.h). With none switched on, all of this changes nothing.
#include <algorithm>
#include <cctype>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {
namespace {

void lower(std::string& text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
}

void cut(std::string& text, std::size_t longest) {
  text.resize(std::min(text.size(), longest));
}

/// What a message does not have itself.
void stick(const Message& former, Message& message) {
  if (!message.response_topic) message.response_topic = former.response_topic;
  if (!message.correlation_data) message.correlation_data = former.correlation_data;
  if (!message.content_type) message.content_type = former.content_type;
}

}  // namespace

/// A message of a client is passed on as it is.
void FaultyServer::distort(Connection& connection, Message& message) {
  constexpr std::size_t longest_payload = 65'535;
  constexpr std::size_t longest_topic = 2'047;
  constexpr std::size_t longest_correlation_data = 255;
  constexpr std::size_t most_user_properties = 16;
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (message.payload.size() > longest_payload && faults_.on("payload-cut-at-65535"))
    cut(message.payload, longest_payload);
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (const auto null = message.payload.find('\0');
      null != std::string::npos && faults_.on("payload-cut-at-null"))
    cut(message.payload, null);
  // 3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4
  if (message.topic.size() > longest_topic && faults_.on("long-topic-cut")) cut(message.topic, longest_topic);
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (message.topic.starts_with('$') && faults_.on("message-on-dollar-topic-replaced")) message.payload = "0";
  connection.last_topic = message.topic;
  if (!connection.v5()) return;
  mix_up_requests(message);
  // 5.0/MQTT-3.3.2-16
  if (message.correlation_data && message.correlation_data->size() > longest_correlation_data &&
      faults_.on("correlation-data-cut-at-255"))
    cut(*message.correlation_data, longest_correlation_data);
  // 5.0/MQTT-3.3.2-6
  if (message.message_expiry_interval == 0xFFFF'FFFF && faults_.on("longest-message-expiry-overflows"))
    message.message_expiry_interval = 0;
  auto& properties = message.user_properties;
  // 5.0/MQTT-3.3.2-17
  if (properties.size() > most_user_properties && faults_.on("sixteen-user-properties-passed-on"))
    properties.resize(most_user_properties);
  if (!properties.empty() && faults_.on("user-property-names-without-case"))
    for (auto& [name, value] : properties) lower(name);
  // 5.0/MQTT-3.3.2-17
  if (!connection.request.user_properties.empty() && faults_.on("user-properties-of-connect-passed-on"))
    properties.insert(properties.end(), connection.request.user_properties.begin(),
                      connection.request.user_properties.end());
  // 5.0/MQTT-3.3.2-15 5.0/MQTT-3.3.2-16 5.0/MQTT-3.3.2-20
  if (connection.last_message != nullptr && faults_.on("properties-stick-to-the-next-message"))
    stick(*connection.last_message, message);
  // 5.0/MQTT-3.3.2-17
  if (connection.last_message != nullptr && properties.size() == 1 &&
      connection.last_message->user_properties.size() == 1 && faults_.on("user-properties-stick-to-the-next"))
    properties.insert(properties.begin(), connection.last_message->user_properties.front());
  if (!message.response_topic && !message.correlation_data && !message.content_type && properties.empty())
    return;
  connection.last_message = std::make_shared<Message>();
  stick(message, *connection.last_message);
  connection.last_message->user_properties = properties;
}

/// Each request has its own Correlation Data.
void FaultyServer::mix_up_requests(Message& message) {
  if (!message.response_topic || !message.correlation_data) return;
  const auto [first, is_first] =
      first_request_on_.try_emplace(message.topic, message.publisher, *message.correlation_data);
  const auto& [asker, correlation_data] = first->second;
  if (is_first || asker == message.publisher || correlation_data == *message.correlation_data) return;
  // 5.0/MQTT-3.3.2-16
  if (faults_.on("correlation-data-of-the-first-asker")) message.correlation_data = correlation_data;
}

void FaultyServer::misread_alias(Connection& connection, const codec::Packet& packet, Message& message) {
  const bool aliased = std::get<codec::Publish>(packet.body).topic.empty();
  if (message.publishers_alias == 0) return;
  // 5.0/MQTT-3.3.2-12
  if (!aliased && message.qos == 2 && faults_.on("alias-set-at-qos-2-forgotten"))
    server_.incoming_aliases(connection).erase(message.publishers_alias);
  if (aliased && message.retain && faults_.on("aliased-message-not-retained")) message.retain = false;
}

/// Asked about a Topic Alias that is not allowed (5.0/MQTT-3.3.2-9 5.0/U-074).
bool FaultyServer::is_folded(const Connection& connection, std::uint16_t& alias) const {
  const std::uint16_t most = connection.capabilities().topic_alias_maximum;
  if (most == 0 || !faults_.on("alias-taken-modulo-the-maximum")) return false;
  alias = static_cast<std::uint16_t>(alias == 0 ? 1 : 1 + (alias - 1) % most);
  return true;
}

/// Whether a packet of so many bytes is the first that needs another byte for its Remaining Length
/// (3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1).
bool FaultyServer::is_lost_by_length(std::size_t bytes) const {
  constexpr std::size_t first_of_two = 1 + 2 + 128;
  constexpr std::size_t first_of_three = 1 + 3 + 16'384;
  return (bytes == first_of_two || bytes == first_of_three) && faults_.on("first-of-a-longer-length-lost");
}

/// Asked about a message that is to be stored as retained, or clears one: true when that has been dealt with.
bool FaultyServer::misretains(const Message& message) {
  constexpr std::uint32_t often = 8;
  if (message.payload.empty()) {
    // 3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6
    if (++clearings_ % often == 0 && faults_.on("every-eighth-clearing-fails")) return true;
    if (faults_.on("clearing-clears-what-lies-below")) {
      std::vector<MessagePointer> below;
      server_.retained_.match(message.topic + "/#", server_.now_, below);
      for (const MessagePointer& each : below) forget_retained(each->topic);
    }
    cleared_topics_.insert(message.topic);
    return false;
  }
  // 3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5
  return cleared_topics_.contains(message.topic) && faults_.on("cleared-topics-stay-empty");
}

/// Whether one of them reads too slowly (3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1).
bool FaultyServer::is_blocked(const std::vector<Match>& subscribers) {
  constexpr std::size_t much = 65'536;
  const bool slow = std::ranges::any_of(subscribers, [&](const Match& each) {
    const Connection* connection = server_.connection_of(*server_.sessions_.at(each.session));
    return connection != nullptr && connection->unsent > much;
  });
  return slow && faults_.on("slow-subscriber-blocks-all");  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
}

/// Asked about a client with subscriptions that match: true when it does not get the message.
bool FaultyServer::forgets_subscriber(std::size_t reached, bool some_are_local) const {
  constexpr std::size_t many = 8;
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (some_are_local && faults_.on("no-local-of-one-for-all")) return true;
  return reached >= many && faults_.on("eight-subscribers-served");
}

/// A message has the identifiers of the subscriptions that it matches, and no others (5.0/U-077).
void FaultyServer::add_other_identifiers(const Session& session, Outgoing& outgoing) const {
  if (session.subscriptions.size() < 2 || !faults_.on("all-identifiers-of-the-client")) return;
  for (const auto& [filter, filed] : session.subscriptions) {
    const std::uint32_t identifier = filed.subscription.identifier;
    auto& all = outgoing.subscription_identifiers;
    if (identifier != 0 && std::ranges::find(all, identifier) == all.end()) all.push_back(identifier);
  }
}

/// Each filter of a SUBSCRIBE has options of its own (5.0/MQTT-3.8.4-5).
void FaultyServer::take_options_of(const Subscription& first, Subscription& subscription) const {
  const bool equal = first.no_local == subscription.no_local &&
                     first.retain_as_published == subscription.retain_as_published &&
                     first.retain_handling == subscription.retain_handling;
  if (equal || !faults_.on("options-of-the-first-filter-for-all")) return;  // 5.0/MQTT-3.8.4-5
  subscription.no_local = first.no_local;
  subscription.retain_as_published = first.retain_as_published;
  subscription.retain_handling = first.retain_handling;
}

/// 5.0/MQTT-3.3.1-10
bool FaultyServer::counts_as_new(const Session& session, const Subscription& subscription) const {
  return subscription.retain_handling == 1 && session.wrong_memory.resumed &&
         faults_.on("all-new-after-resume");
}

/// Asked about a filter that has been granted.
bool FaultyServer::has_no_effect(const Session& session, bool shared, bool has_wildcard) const {
  constexpr std::size_t many = 64;
  if (shared && has_wildcard && faults_.on("shared-wildcards-taken-as-text")) return true;  // 5.0/U-107
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  return session.subscriptions.size() >= many && faults_.on("subscriptions-beyond-64-without-effect");
}

/// What a filter is to the tree; `name` keeps a name that is not a part of it.
void FaultyServer::missplit(std::string_view whole, std::string_view& share_name, std::string_view& filter,
                            std::string& name) const {
  constexpr std::string_view prefix = "$share";
  if (!share_name.empty()) {
    // 5.0/U-107
    if (!faults_.on("share-names-without-case")) return;
    name = share_name;
    lower(name);
    share_name = name;
    return;
  }
  // 5.0/MQTT-4.8.2-1
  if (!whole.starts_with(prefix) || !faults_.on("filters-that-begin-like-a-share")) return;
  const std::size_t level = whole.find('/');
  const std::size_t next = level == std::string_view::npos ? level : whole.find('/', level + 1);
  if (next == std::string_view::npos) return;
  share_name = whole.substr(level + 1, next - level - 1);
  filter = whole.substr(next + 1);
}

/// Each share gets the message, and one of its members (5.0/U-107). True: this one does not.
bool FaultyServer::loses_share(const std::vector<SharedMatch>& shares, const SharedMatch& share) {
  const auto first = std::ranges::find(shares, share.share_name, &SharedMatch::share_name);
  if (&*first != &share && faults_.on("shares-of-one-name-are-one")) return true;
  return ghosts_ > 0 && ++ghosts_turns_ % 2 == 1;
}

void FaultyServer::leave_ghosts(const Session& session) {
  const bool is_member =
      std::ranges::any_of(session.subscriptions, [](const auto& each) { return each.second.filter_at > 0; });
  // 5.0/U-107: who is gone is no member
  if (is_member && faults_.on("messages-for-members-that-are-gone")) ++ghosts_;
}

}  // namespace broker
