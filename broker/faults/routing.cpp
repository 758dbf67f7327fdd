// What the faults of routing do: who gets a message, what is retained (3.3.1.3, 4.8.2). With none switched
// on, all of this changes nothing.
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {
namespace {

/// Whether a shared subscription of the session matches.
bool is_of_a_share(const Session& session, const Message& message) {
  return std::ranges::any_of(session.subscriptions, [&](const auto& each) {
    const auto& [filter, filed] = each;
    return filed.filter_at > 0 && filter_matches(filter.substr(filed.filter_at), message.topic);
  });
}

}  // namespace

/// 3.1.1/MQTT-3.3.1-12 5.0/MQTT-3.3.1-8: a message with RETAIN 0 is not stored, unless a fault is on.
bool FaultyServer::stored_unasked(const Message& message) {
  if (message.payload.empty()) return faults_.on("plain-empty-message-clears");
  if (faults_.on("plain-message-stored")) return true;
  if (!faults_.on("plain-message-replaces-retained")) return false;
  // 3.1.1/MQTT-3.3.1-12 5.0/MQTT-3.3.1-8
  std::vector<MessagePointer> stored;
  server_.retained_.match(message.topic, server_.now_, stored);
  return !stored.empty();
}

void FaultyServer::forget_retained(const std::string& topic) {
  auto nothing = std::make_shared<Message>();
  nothing->topic = topic;
  nothing->received_at = server_.now_;
  server_.retained_.store(nothing);
}

/// A shared message goes on to the next member of its group, if there is one.
void FaultyServer::move_to_another_member(const Session& from, const Outgoing& outgoing) {
  std::vector<Match> plain;
  std::vector<SharedMatch> shared;
  server_.tree_.match(outgoing.message->topic, plain, shared);
  for (const SharedMatch& share : shared) {
    if (std::ranges::find(*share.members, from.handle, &Match::session) == share.members->end()) continue;
    const auto other =
        std::ranges::find_if(*share.members, [&](const Match& each) { return each.session != from.handle; });
    if (other == share.members->end()) continue;
    return server_.to_session(*server_.sessions_.at(other->session), outgoing.message, {other->subscription});
  }
}

/// QoS 1 messages of a shared subscription whose session ends: 5.0/U-107, exactly one copy for the group.
void FaultyServer::hand_on_twice(const Session& session) {
  for (const Inflight& each : session.inflight) {
    if (each.awaits != Inflight::Awaits::puback || !is_of_a_share(session, *each.outgoing.message)) continue;
    if (!faults_.on("open-message-of-a-member-handed-on-twice")) return;
    for (int copies = 0; copies < 2; ++copies) move_to_another_member(session, each.outgoing);
  }
}

/// What was begun to be sent at QoS 2 because of a shared subscription: to another member, or dropped.
void FaultyServer::move_begun_messages(Session& session, bool drop) {
  for (auto each = session.inflight.begin(); each != session.inflight.end();) {
    const auto item = each++;
    if (item->awaits != Inflight::Awaits::pubrec || !is_of_a_share(session, *item->outgoing.message))
      continue;
    const Outgoing outgoing = item->outgoing;
    session.held_bytes -= outgoing.message->size();
    session.ids_in_use.erase(item->id);
    session.inflight.erase(item);
    if (!drop) move_to_another_member(session, outgoing);
  }
}

}  // namespace broker
