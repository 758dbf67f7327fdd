// What the faults of SUBSCRIBE and UNSUBSCRIBE do (3.8 to 3.11). With none switched on, all of this changes
// nothing.
#include <algorithm>
#include <cctype>
#include <numeric>
#include <ranges>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {
namespace {

/// The codes in the alphabetical order of their filters.
std::string by_name(const codec::Subscribe& subscribe, const std::string& codes) {
  std::vector<std::pair<std::string, char>> pairs;
  pairs.reserve(codes.size());
  for (const codec::Subscription& each : subscribe.subscriptions)
    pairs.emplace_back(each.filter, codes[pairs.size()]);
  std::ranges::sort(pairs);
  std::string sorted;
  for (const auto& [filter, code] : pairs) sorted += code;
  return sorted;
}

bool has_wildcard(std::string_view filter) {
  return filter.find_first_of("#+") != std::string_view::npos;
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

bool equal_but_for_last_slash(std::string_view a, std::string_view b) {
  return a.size() == b.size() + 1 ? a.ends_with('/') && a.starts_with(b)
                                  : b.size() == a.size() + 1 && b.ends_with('/') && b.starts_with(a);
}

/// Of `$share/name/filter` the filter.
std::string_view behind_name(std::string_view shared) {
  return shared.substr(std::min(shared.size(), shared.find('/', sizeof("$share/") - 1) + 1));
}

}  // namespace

void FaultyServer::spoil_suback_codes(const codec::Subscribe& subscribe, std::string& codes) const {
  // 3.1.1/MQTT-3.9.3-1 5.0/MQTT-3.9.3-1: in the order of the filters
  if (faults_.on("suback-codes-reversed")) std::ranges::reverse(codes);
  if (faults_.on("suback-codes-in-order-of-names")) codes = by_name(subscribe, codes);
  // 3.1.1/MQTT-3.8.4-5 5.0/MQTT-3.8.4-6: one for each
  if (codes.size() > 7 && faults_.on("suback-codes-stop-at-seven")) codes.resize(7);
  if (codes.find_first_not_of(codes.front()) == std::string::npos && faults_.on("suback-equal-codes-once"))
    codes.resize(1);
}

void FaultyServer::spoil_unsuback_codes(std::string& codes) const {
  // 5.0/U-095
  if (codes.find(static_cast<char>(reason::no_subscription_existed)) != std::string::npos &&
      faults_.on("unsuback-success-for-unknown-filter"))
    std::ranges::fill(codes, static_cast<char>(reason::success));
  if (codes.size() < 2) return;
  // 5.0/MQTT-3.11.3-1 5.0/MQTT-3.11.3-2
  if (faults_.on("unsuback-codes-reversed")) std::ranges::reverse(codes);
  if (faults_.on("unsuback-equal-codes-once")) codes.resize(1);
}

/// What a second SUBSCRIBE with the same filter brings into force.
void FaultyServer::spoil_replacement(Session& session, std::string_view filter, const Subscription& old,
                                     Subscription& in_force) {
  // 3.1.1/MQTT-3.8.4-3 5.0/MQTT-3.8.4-3: all of it is new
  if (faults_.on("resubscribing-keeps-the-qos")) in_force.qos = old.qos;
  if (in_force.qos < old.qos && faults_.on("resubscribing-never-lowers-the-qos")) in_force.qos = old.qos;
  // 5.0/U-093 5.0/MQTT-3.8.4-3
  if (in_force.identifier == 0 && old.identifier != 0 && faults_.on("resubscribing-keeps-the-identifier"))
    in_force.identifier = old.identifier;
  if (in_force.identifier != 0 && old.identifier != 0 &&
      faults_.on("resubscribing-keeps-the-first-identifier"))
    in_force.identifier = old.identifier;  // 5.0/MQTT-3.8.4-3
  if (faults_.on("resubscribing-keeps-the-options")) {
    in_force.no_local = old.no_local;
    in_force.retain_as_published = old.retain_as_published;
  }
  // 3.1.1/MQTT-3.8.4-3 5.0/MQTT-3.8.4-3: there is one subscription
  if (!filter.starts_with("$share/") && faults_.on("resubscribing-adds-a-copy"))
    server_.tree_.subscribe(name_of_copy(session), filter, session.handle, in_force);
  // 3.1.1/MQTT-3.8.4-3 5.0/MQTT-3.8.4-4: nothing is lost
  if (faults_.on("resubscribing-drops-unacknowledged-messages")) drop_unacknowledged(session, filter);
}

/// A group that no client can name: its one member gets a copy of its own.
std::string FaultyServer::name_of_copy(const Session& session) {
  return "/" + session.client_id;
}

/// Whether a fault keeps the filter though it is unsubscribed. `codes_before` are those of the filters before
/// it in the same packet.
bool FaultyServer::stays_in_force(Session& session, std::string_view filter,
                                  const std::string& codes_before) {
  if (!session.subscriptions.contains(filter)) return false;
  // 3.1.1/MQTT-3.10.4-3 5.0/MQTT-3.10.4-3: what has begun is completed
  if (faults_.on("unsubscribe-drops-unacknowledged-messages")) drop_unacknowledged(session, filter);
  // 3.1.1/MQTT-3.10.4-2 5.0/MQTT-3.10.4-2 3.1.1/MQTT-3.10.4-1 5.0/MQTT-3.10.4-1
  if (faults_.on("unsubscribe-without-effect")) return true;
  if (has_wildcard(filter) && faults_.on("unsubscribe-of-wildcards-without-effect")) return true;
  // 5.0/U-107 5.0/MQTT-3.10.4-2
  if (filter.starts_with("$share/") && faults_.on("share-not-left")) return true;
  if (codes_before.empty()) return false;
  // 3.1.1/MQTT-3.10.4-6 5.0/MQTT-3.10.4-6: all of them
  if (faults_.on("unsubscribe-takes-first-filter-only")) return true;
  return codes_before.find(static_cast<char>(reason::no_subscription_existed)) != std::string::npos &&
         faults_.on("unsubscribe-stops-at-unknown-filter");
}

/// 3.1.1/MQTT-3.10.4-1 5.0/MQTT-3.10.4-1: just the filter that is equal goes, unless a fault is on.
void FaultyServer::remove_too_much(Session& session, std::string_view filter) {
  const auto goes = [&](std::string_view held) {
    // 3.1.1/MQTT-3.10.4-1 5.0/MQTT-3.10.4-1 5.0/U-107
    if (held.starts_with("$share/")) {
      if (behind_name(held) == filter) return faults_.on("share-left-by-its-filter-alone");
      return filter.starts_with("$share/") && behind_name(held) == behind_name(filter) &&
             faults_.on("share-left-by-another-name");
    }
    if (has_wildcard(held) && filter_matches(held, filter))
      return faults_.on("unsubscribe-removes-filters-that-match-it");
    if (has_wildcard(filter) && filter_matches(filter, held))
      return faults_.on("unsubscribe-removes-what-its-wildcard-matches");
    if (equal_but_for_case(held, filter)) return faults_.on("unsubscribe-ignores-letter-case");
    // 3.1.1/MQTT-3.10.4-1 5.0/MQTT-3.10.4-1
    return equal_but_for_last_slash(held, filter) && faults_.on("unsubscribe-ignores-trailing-slash");
  };
  std::vector<std::string> gone;
  for (const auto& [held, subscription] : session.subscriptions) {
    if (held != filter && goes(held)) gone.push_back(held);
  }
  for (const std::string& held : gone) server_.remove_subscription(session, held);
}

/// Forgets what was sent because of a filter and is not acknowledged.
void FaultyServer::drop_unacknowledged(Session& session, std::string_view filter) {
  for (auto each = session.inflight.begin(); each != session.inflight.end();) {
    const auto item = each++;
    const MessagePointer& message = item->outgoing.message;
    if (!message || !filter_matches(filter, message->topic)) continue;
    session.held_bytes -= message->size();
    session.ids_in_use.erase(item->id);
    session.inflight.erase(item);
  }
}

/// Asked when PUBREC came for the message.
bool FaultyServer::stops_half_way(const Session& session, const Message& message) const {
  const bool wanted = std::ranges::any_of(session.subscriptions, [&](const auto& each) {
    const auto& [filter, filed] = each;
    return filter_matches(std::string_view(filter).substr(filed.filter_at), message.topic);
  });
  // 3.1.1/MQTT-3.10.4-3 5.0/MQTT-3.10.4-3
  return !wanted && faults_.on("pubrec-unanswered-after-unsubscribe");
}

/// Several answers, each with one code, where one was due.
void FaultyServer::send_for_each(std::size_t filters, Connection& connection, codec::Packet answer,
                                 codec::SubscriptionAcknowledgement body) {
  const std::string_view codes = body.codes;
  for (std::size_t i = 0; i < filters; ++i) {
    body.codes = codes.substr(std::min(i, codes.size()), 1);
    answer.body = body;
    server_.send(connection, answer);
  }
}

/// SUBACK and UNSUBACK with a property for which the client's Maximum Packet Size leaves no room: it is not
/// sent (5.0/MQTT-3.9.2-1 5.0/MQTT-3.9.2-2 5.0/MQTT-3.11.2-1 5.0/MQTT-3.11.2-2), unless a fault is on.
bool FaultyServer::sent_over_limit(Connection& connection, const codec::Packet& answer) {
  constexpr std::uint32_t narrow = 1'000;  // bytes; who allows more has room for all that we might tell
  if (!connection.v5() || connection.request.maximum_packet_size > narrow) return false;
  if (!connection.request.request_problem_information) return false;
  const std::string text(connection.request.maximum_packet_size, 'x');
  PropertyList properties;
  if (answer.type() == codec::PacketType::suback) {
    // 5.0/MQTT-3.9.2-1 5.0/MQTT-3.9.2-2 5.0/MQTT-3.1.2-24
    if (faults_.on("suback-reason-string-over-limit")) properties.text(PropertyId::reason_string, text);
    if (faults_.on("suback-user-property-over-limit")) properties.pair("granted", text);
  } else {
    // 5.0/MQTT-3.11.2-1 5.0/MQTT-3.11.2-2 5.0/MQTT-3.1.2-24
    if (faults_.on("unsuback-reason-string-over-limit")) properties.text(PropertyId::reason_string, text);
    if (faults_.on("unsuback-user-property-over-limit")) properties.pair("removed", text);
  }
  if (properties.empty()) return false;
  codec::Packet larger = answer;
  larger.version = connection.request.version;
  std::get<codec::SubscriptionAcknowledgement>(larger.body).properties = properties.view();
  server_.send_bytes(connection, encoded(larger));
  return true;
}

}  // namespace broker
