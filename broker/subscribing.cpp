// SUBSCRIBE, UNSUBSCRIBE (3.8 to 3.11).
#include <algorithm>
#include <fmt/format.h>

#include "broker/server.h"
#include "codec/topic.h"

namespace broker {
namespace {

constexpr std::string_view share_prefix = "$share/";
constexpr std::uint8_t failure_3_1_1 = 0x80;
constexpr std::size_t many_filters = 16;  ///< of one SUBSCRIBE, for a fault

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

/// For faults.
bool is_deep(std::string_view filter) {
  constexpr auto many = 64;
  return std::ranges::count(filter, '/') >= many;
}

/// For faults.
std::uint16_t bytes_swapped(std::uint16_t id) {
  return static_cast<std::uint16_t>((id << 8U) | (id >> 8U));
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
    log_.detail("{}: subscribes to {}, answered 0x{:02x}", log_.who(connection), wanted.filter, code);
    if (code > 2) continue;
    Subscription subscription;
    subscription.qos = code;
    if (connection.v5()) {
      subscription.no_local = wanted.no_local();
      subscription.retain_as_published = wanted.retain_as_published();
      subscription.retain_handling = wanted.retain_handling();
      subscription.identifier = identifier;
    }
    // 3.1.1/MQTT-3.8.4-4 5.0/MQTT-3.8.4-5: each as if it had come alone
    if (codes.size() > 2 && faults_.on("third-filter-without-effect")) continue;
    if (codes.size() > many_filters && faults_.on("filters-above-16-without-effect")) continue;
    if (!granted.empty() && faults_.on("later-filters-at-qos-of-the-first"))
      subscription.qos = granted.front().subscription.qos;
    if (!granted.empty()) faulty_.take_options_of(granted.front().subscription, subscription);
    const bool is_new = add_subscription(session, wanted, subscription, connection.v5());
    granted.push_back({std::string(wanted.filter), subscription, is_new});
  }
  // 3.1.1/T-acl 5.0/T-acl
  if (granted.size() < codes.size() && faults_.on("refused-filter-spoils-the-others")) {
    for (const Granted& each : granted) remove_subscription(session, each.filter);
    granted.clear();
    codes.assign(codes.size(), static_cast<char>(failure_3_1_1));
  }
  // 5.0/U-113
  if (granted.size() < codes.size() && connection.v5() && faults_.on("closed-after-a-refused-filter"))
    doom(connection);
  const bool all_known = !granted.empty() && std::ranges::none_of(granted, &Granted::is_new);
  // 3.1.1/MQTT-3.8.4-1 5.0/MQTT-3.8.4-1
  if (!faults_.on("suback-missing") && !(all_known && faults_.on("suback-missing-for-known-filters")))
    send_suback(connection, subscribe, std::move(codes));

  for (const Granted& each : granted) {
    const SharedFilter parts = split(each.filter, connection.v5());
    if (connection.v5() && !connection.capabilities().retain_available) break;
    // 5.0/U-107: a share gets no retained messages
    if (!parts.share_name.empty() && !faults_.on("shared-subscription-brings-retained")) continue;
    // 3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9: for each filter
    if (&each != &granted.back() && faults_.on("retained-for-last-filter-only")) continue;
    if (brings_retained(each.subscription, each.is_new || faulty_.counts_as_new(session, each.subscription)))
      send_retained(session, parts.filter, each.subscription);
  }
}

/// 3.1.1/MQTT-3.8.4-3 5.0/MQTT-3.8.4-4 5.0/MQTT-3.3.1-9 5.0/MQTT-3.3.1-10 5.0/MQTT-3.3.1-11
bool Server::brings_retained(const Subscription& subscription, bool is_new) const {
  switch (subscription.retain_handling) {
    case 0: return is_new || !faults_.on("resubscribing-brings-no-retained-messages");
    case 1:  // 5.0/MQTT-3.3.1-10
      return is_new ? !faults_.on("retain-handling-1-never-sends")
                    : faults_.on("retain-handling-1-always-sends");
    default:  // 5.0/MQTT-3.3.1-11
      return faults_.on("retain-handling-2-sends-always") ||
             (is_new && faults_.on("retain-handling-2-sends-when-new"));
  }
}

void Server::send_suback(Connection& connection, const codec::Subscribe& subscribe, std::string codes) {
  if (codes.size() > 1) faulty_.spoil_suback_codes(subscribe, codes);
  codec::Packet answer;
  answer.first_byte = codec::first_byte_of(codec::PacketType::suback);
  codec::SubscriptionAcknowledgement suback;
  // 3.1.1/MQTT-3.8.4-2 5.0/MQTT-3.8.4-2 3.1.1/MQTT-2.3.1-7 5.0/MQTT-2.2.1-6
  suback.id = faults_.on("suback-id-bytes-swapped") ? bytes_swapped(subscribe.id) : subscribe.id;
  suback.codes = codes;
  answer.body = suback;
  // 3.1.1/MQTT-3.8.4-4 5.0/MQTT-3.8.4-5: one for all filters
  if (codes.size() > 1 && faults_.on("suback-for-each-filter"))
    return faulty_.send_for_each(codes.size(), connection, answer, suback);
  if (faulty_.sent_over_limit(connection, answer)) return;
  const bool refuses = std::ranges::any_of(codes, [](char code) { return (code & 0x80) != 0; });
  explain(connection, answer, refuses ? "a filter is refused, its code says why" : "");
}

/// SUBACK or UNSUBACK, with a Reason String where there is a reason to give.
void Server::explain(Connection& connection, codec::Packet answer, std::string_view why) {
  answer.version = connection.request.version;
  send_with_reason(connection, {}, why, [&answer](const codec::Properties& properties) {
    std::get<codec::SubscriptionAcknowledgement>(answer.body).properties = properties;
    return answer;
  });
}

/// The QoS that is granted, or the code that refuses (table 3-8; 3.1.1: 0x80).
std::uint8_t Server::grant(Connection& connection, const codec::Subscription& wanted,
                           std::uint32_t identifier) const {
  const Session& session = *connection.session;
  const SharedFilter parts = split(wanted.filter, connection.v5());
  const auto refused = [&](std::uint8_t code) { return connection.v5() ? code : failure_3_1_1; };
  const bool is_shared = !parts.share_name.empty();
  if (const auto code = unavailable(connection, is_shared, has_wildcard(parts.filter), identifier))
    return refused(*code);
  // 3.1.1/U-126: wildcards should be supported
  if (has_wildcard(parts.filter) && !connection.v5() && faults_.on("wildcards-refused")) return failure_3_1_1;
  const auto levels = static_cast<std::size_t>(std::ranges::count(parts.filter, '/')) + 1;
  if (levels > settings_.maximum_topic_levels) return refused(reason::topic_filter_invalid);
  const bool no_room = session.subscriptions.size() >= settings_.maximum_subscriptions ||
                       session.filter_bytes + wanted.filter.size() > settings_.maximum_filter_bytes;
  if (no_room && !session.subscriptions.contains(wanted.filter)) {
    return refused(reason::quota_exceeded);
  }
  const bool shared = !parts.share_name.empty();
  if (connection.listener.access_rules &&
      !access_.may_subscribe(session.user_name, session.client_id, parts.filter) &&
      !faulty_.grants_forbidden(has_wildcard(parts.filter)) &&
      !(shared && faults_.on("rules-not-applied-to-shares"))) {  // 5.0/T-acl
    return refused(reason::not_authorized);
  }
  const std::uint8_t maximum_qos = connection.capabilities().maximum_qos;
  // 5.0/MQTT-3.2.2-10
  if (connection.v5() && wanted.max_qos() > maximum_qos &&
      faults_.on("subscription-above-maximum-qos-refused"))
    return reason::unspecified_error;
  return std::min(wanted.max_qos(), maximum_qos);
}

/// The code that refuses a kind of subscription that is not available here (3.2.2.3.11 to 3.2.2.3.13).
std::optional<std::uint8_t> Server::unavailable(const Connection& connection, bool is_shared,
                                                bool has_wildcard, std::uint32_t identifier) const {
  const Capabilities& offered = connection.capabilities();
  // 5.0/U-060
  if (is_shared && !offered.shared_subscription_available && !faults_.on("unavailable-shares-granted"))
    return reason::shared_subscriptions_not_supported;
  // 5.0/U-059
  if (identifier != 0 && !offered.subscription_identifier_available &&
      !faults_.on("unavailable-identifiers-granted"))
    return reason::subscription_identifiers_not_supported;
  // 3.1.1/MQTT-3.8.3-2 5.0/U-058
  if (has_wildcard && !offered.wildcard_subscription_available &&
      !(connection.v5() && faults_.on("unavailable-wildcards-granted")))
    return reason::wildcard_subscriptions_not_supported;
  return std::nullopt;
}

/// Adds or replaces (3.1.1/MQTT-3.8.4-3 5.0/MQTT-3.8.4-3); says whether it is new.
bool Server::add_subscription(Session& session, const codec::Subscription& wanted,
                              const Subscription& granted, bool v5) {
  std::string name;
  SharedFilter parts = split(wanted.filter, v5);
  if (v5) faulty_.missplit(wanted.filter, parts.share_name, parts.filter, name);
  // 3.1.1/MQTT-3.8.3-2 5.0/MQTT-3.8.4-7: as plain text it would match nothing
  if (has_wildcard(parts.filter) && faults_.on("wildcards-taken-as-text")) return true;
  if (faulty_.has_no_effect(session, !parts.share_name.empty(), has_wildcard(parts.filter))) return true;
  // 3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4
  if (is_deep(wanted.filter) && faults_.on("filters-above-64-levels-without-effect")) return true;
  Subscription in_force = granted;
  if (const auto old = session.subscriptions.find(wanted.filter); old != session.subscriptions.end())
    faulty_.spoil_replacement(session, wanted.filter, old->second.subscription, in_force);
  const bool is_new = tree_.subscribe(parts.share_name, parts.filter, session.handle, in_force);
  const std::size_t filter_at = wanted.filter.size() - parts.filter.size();
  if (session.subscriptions
          .insert_or_assign(std::string(wanted.filter), FiledSubscription{in_force, filter_at})
          .second) {
    session.filter_bytes += wanted.filter.size();
  }
  return is_new;
}

void Server::unsubscribe(Connection& connection, const codec::Packet& packet) {
  Session& session = *connection.session;
  const auto& unsubscribe = std::get<codec::Unsubscribe>(packet.body);
  std::string codes;
  for (const codec::Filter& each : unsubscribe.filters) {
    if (!faults_.are_off()) FaultyServer::remember_unsubscribed(session, each.filter);
    // 3.1.1/MQTT-3.10.4-6 5.0/MQTT-3.10.4-6
    const bool was_there = faulty_.stays_in_force(session, each.filter, codes)
                               ? session.subscriptions.contains(each.filter)
                               : remove_subscription(session, each.filter);
    codes += static_cast<char>(was_there ? reason::success
                                         : reason::no_subscription_existed);  // 5.0/MQTT-3.11.3-1
    log_.detail("{}: unsubscribes from {}", log_.who(connection), each.filter);
    faulty_.remove_too_much(session, each.filter);
  }
  const bool none_held = codes.find(static_cast<char>(reason::success)) == std::string::npos;
  // 3.1.1/MQTT-3.10.4-4 5.0/MQTT-3.10.4-4 3.1.1/MQTT-3.10.4-5 5.0/MQTT-3.10.4-5
  if (!faults_.on("unsuback-missing") && !(none_held && faults_.on("unsuback-missing-for-unknown-filter")))
    send_unsuback(connection, unsubscribe.id, std::move(codes));
}

void Server::send_unsuback(Connection& connection, std::uint16_t id, std::string codes) {
  const std::size_t filters = codes.size();
  faulty_.spoil_unsuback_codes(codes);
  codec::Packet answer;
  answer.first_byte = codec::first_byte_of(codec::PacketType::unsuback);
  codec::SubscriptionAcknowledgement unsuback;
  // 3.1.1/MQTT-3.10.4-4 5.0/MQTT-3.10.4-5 3.1.1/MQTT-2.3.1-7 5.0/MQTT-2.2.1-6
  unsuback.id = faults_.on("unsuback-id-bytes-swapped") ? bytes_swapped(id) : id;
  if (connection.v5()) unsuback.codes = codes;
  answer.body = unsuback;
  // 3.1.1/MQTT-3.10.4-6 5.0/MQTT-3.10.4-6: one for all filters
  if (filters > 1 && faults_.on("unsuback-for-each-filter"))
    return faulty_.send_for_each(filters, connection, answer, unsuback);
  if (faulty_.sent_over_limit(connection, answer)) return;
  const bool in_vain = codes.find(static_cast<char>(reason::no_subscription_existed)) != std::string::npos;
  explain(connection, answer, in_vain ? "there was no subscription with one of the filters" : "");
}

/// 3.1.1/MQTT-3.10.4-1 5.0/MQTT-3.10.4-1: the filters are compared character by character.
bool Server::remove_subscription(Session& session, std::string_view filter) {
  const auto found = session.subscriptions.find(filter);
  if (found == session.subscriptions.end()) return false;
  std::string name;
  SharedFilter parts = split(filter, found->second.filter_at > 0);
  if (found->second.filter_at > 0) faulty_.missplit(filter, parts.share_name, parts.filter, name);
  tree_.unsubscribe(parts.share_name, parts.filter, session.handle);
  if (faults_.on("resubscribing-adds-a-copy"))  // 3.1.1/MQTT-3.8.4-3 5.0/MQTT-3.8.4-3
    tree_.unsubscribe(FaultyServer::name_of_copy(session), parts.filter, session.handle);
  if (faults_.on("unsubscribed-filter-back-on-resume")) return true;  // 3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5
  session.filter_bytes -= found->first.size();
  session.subscriptions.erase(found);
  return true;
}

}  // namespace broker
