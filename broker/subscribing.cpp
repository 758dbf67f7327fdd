// SUBSCRIBE, UNSUBSCRIBE (3.8 to 3.11).
#include <algorithm>
#include <fmt/format.h>

#include "broker/server.h"
#include "codec/topic.h"

namespace broker {
namespace {

constexpr std::string_view share_prefix = "$share/";
constexpr std::uint8_t failure_3_1_1 = 0x80;

struct SharedFilter {
  std::string_view share_name;  ///< empty: not shared
  std::string_view filter;
};

/// 3.1.1 knows no shares: there `$share/…` is a filter like any other.
SharedFilter split(std::string_view filter, bool v5) {
  if (!v5 || !codec::is_shared(filter)) return {{}, filter};
  const std::string_view rest = filter.substr(share_prefix.size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return {{}, filter};
  return {rest.substr(0, slash), rest.substr(slash + 1)};
}

bool has_wildcard(std::string_view filter) {
  return filter.find_first_of("#+") != std::string_view::npos;
}

}  // namespace

void Server::subscribe(Connection& connection, const codec::Packet& packet) {
  Session& session = *connection.session;
  const auto& subscribe = std::get<codec::Subscribe>(packet.body);
  const auto property =
      subscribe.properties.find(static_cast<std::uint8_t>(PropertyId::subscription_identifier));
  const std::uint32_t identifier = property ? property->number : 0;

  struct Granted {
    std::string filter;
    Subscription subscription;
    bool is_new;
  };
  std::string codes;
  std::vector<Granted> granted;
  for (const codec::Subscription& wanted : subscribe.subscriptions) {  // 3.1.1/MQTT-3.8.4-4 5.0/MQTT-3.8.4-5
    const std::uint8_t code = grant(connection, wanted, identifier);
    codes +=
        static_cast<char>(code);  // 3.1.1/MQTT-3.8.4-5 5.0/MQTT-3.8.4-6 3.1.1/MQTT-3.9.3-1 5.0/MQTT-3.9.3-1
    if (code > 2) continue;
    Subscription subscription;
    subscription.qos = code;
    if (connection.v5()) {
      subscription.no_local = wanted.no_local();
      subscription.retain_as_published = wanted.retain_as_published();
      subscription.retain_handling = wanted.retain_handling();
      subscription.identifier = identifier;
    }
    const bool is_new = add_subscription(session, wanted, subscription, connection.v5());
    granted.push_back({std::string(wanted.filter), subscription, is_new});
  }
  codec::Packet answer;
  answer.first_byte = codec::first_byte_of(codec::PacketType::suback);
  codec::SubscriptionAcknowledgement suback;
  suback.id = subscribe.id;  // 3.1.1/MQTT-3.8.4-2 5.0/MQTT-3.8.4-2
  suback.codes = codes;
  answer.body = suback;
  send(connection, answer);  // 3.1.1/MQTT-3.8.4-1 5.0/MQTT-3.8.4-1

  for (const Granted& each : granted) {
    const SharedFilter parts = split(each.filter, connection.v5());
    if (!parts.share_name.empty()) continue;  // 4.8.2: a share gets no retained messages
    // 3.1.1/MQTT-3.8.4-3 5.0/MQTT-3.3.1-9 5.0/MQTT-3.3.1-10 5.0/MQTT-3.3.1-11 5.0/MQTT-3.8.4-4
    const std::uint8_t handling = each.subscription.retain_handling;
    if (handling == 0 || (handling == 1 && each.is_new))
      send_retained(session, parts.filter, each.subscription);
  }
}

/// The QoS that is granted, or the code that refuses (table 3-8; 3.1.1: 0x80).
std::uint8_t Server::grant(Connection& connection, const codec::Subscription& wanted,
                           std::uint32_t identifier) const {
  const Session& session = *connection.session;
  const SharedFilter parts = split(wanted.filter, connection.v5());
  const auto refused = [&](std::uint8_t code) { return connection.v5() ? code : failure_3_1_1; };
  if (!parts.share_name.empty() && !settings_.shared_subscription_available)
    return reason::shared_subscriptions_not_supported;
  if (identifier != 0 && !settings_.subscription_identifier_available)
    return reason::subscription_identifiers_not_supported;
  if (has_wildcard(parts.filter) && !settings_.wildcard_subscription_available) {  // 3.1.1/MQTT-3.8.3-2
    return refused(reason::wildcard_subscriptions_not_supported);
  }
  const auto levels = static_cast<std::size_t>(std::ranges::count(parts.filter, '/')) + 1;
  if (levels > settings_.maximum_topic_levels) return refused(reason::topic_filter_invalid);
  const bool no_room = session.subscriptions.size() >= settings_.maximum_subscriptions ||
                       session.filter_bytes + wanted.filter.size() > settings_.maximum_filter_bytes;
  if (no_room && !session.subscriptions.contains(wanted.filter)) {
    return refused(reason::quota_exceeded);
  }
  if (connection.access.access_rules &&
      !access_.may_subscribe(session.user_name, session.client_id, parts.filter)) {
    return refused(reason::not_authorized);
  }
  return std::min(wanted.max_qos(), settings_.maximum_qos);
}

/// Adds or replaces (3.1.1/MQTT-3.8.4-3 5.0/MQTT-3.8.4-3); says whether it is new.
bool Server::add_subscription(Session& session, const codec::Subscription& wanted,
                              const Subscription& granted, bool v5) {
  const SharedFilter parts = split(wanted.filter, v5);
  const bool is_new = tree_.subscribe(parts.share_name, parts.filter, session.handle, granted);
  const std::size_t filter_at = wanted.filter.size() - parts.filter.size();
  if (session.subscriptions
          .insert_or_assign(std::string(wanted.filter), FiledSubscription{granted, filter_at})
          .second) {
    session.filter_bytes += wanted.filter.size();
  }
  return is_new;
}

void Server::unsubscribe(Connection& connection, const codec::Packet& packet) {
  Session& session = *connection.session;
  const auto& unsubscribe = std::get<codec::Unsubscribe>(packet.body);
  std::string codes;
  for (const codec::Filter& each : unsubscribe.filters) {  // 3.1.1/MQTT-3.10.4-6 5.0/MQTT-3.10.4-6
    const bool was_there = remove_subscription(session, each.filter);
    codes += static_cast<char>(was_there ? reason::success
                                         : reason::no_subscription_existed);  // 5.0/MQTT-3.11.3-1
  }
  codec::Packet answer;
  answer.first_byte = codec::first_byte_of(codec::PacketType::unsuback);
  codec::SubscriptionAcknowledgement unsuback;
  unsuback.id = unsubscribe.id;  // 3.1.1/MQTT-3.10.4-4 5.0/MQTT-3.10.4-4
  if (connection.v5()) unsuback.codes = codes;
  answer.body = unsuback;
  send(connection, answer);  // 3.1.1/MQTT-3.10.4-5 5.0/MQTT-3.10.4-5
}

/// 3.1.1/MQTT-3.10.4-1 5.0/MQTT-3.10.4-1: the filters are compared character by character.
bool Server::remove_subscription(Session& session, std::string_view filter) {
  const auto found = session.subscriptions.find(filter);
  if (found == session.subscriptions.end()) return false;
  const SharedFilter parts = split(filter, found->second.filter_at > 0);
  tree_.unsubscribe(parts.share_name, parts.filter, session.handle);
  session.filter_bytes -= found->first.size();
  session.subscriptions.erase(found);
  return true;
}

}  // namespace broker
