// Who gets a message: overlaps, shares, retained (3.3.4, 3.3.1.3, 4.8).
#include <algorithm>

#include "broker/server.h"

namespace broker {

std::size_t Server::distribute(const MessagePointer& message) {
  if (message->retain) retain(message);  // 3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5
  return to_subscribers(message);
}

void Server::retain(const MessagePointer& message) {
  if (!settings_.retain_available) return;
  if (retained_.store(message) == RetainedStore::Stored::no_room) {
    warn("no room for another retained message: {}", message->topic);
  }
}

std::size_t Server::to_subscribers(const MessagePointer& message) {
  std::vector<Match> plain;
  std::vector<SharedMatch> shared;
  tree_.match(message->topic, plain, shared);
  std::ranges::stable_sort(plain, {}, &Match::session);
  std::size_t reached = 0;
  for (std::size_t i = 0; i < plain.size();) {
    const SessionHandle handle = plain[i].session;
    Session& session = *sessions_.at(handle);
    std::vector<const Subscription*> subscriptions;
    for (; i < plain.size() && plain[i].session == handle; ++i) {
      const Subscription& each = *plain[i].subscription;
      if (each.no_local && message->publisher == session.client_id) continue;  // 5.0/MQTT-3.8.3-3
      subscriptions.push_back(&each);
    }
    if (subscriptions.empty()) continue;
    ++reached;
    to_session(session, message, std::move(subscriptions));
  }
  return reached + to_shares(message, shared);
}

/// Each share gets the message once: a member that is there, in turn; else one whose session keeps it
/// (4.8.2).
std::size_t Server::to_shares(const MessagePointer& message, const std::vector<SharedMatch>& shares) {
  for (const SharedMatch& share : shares) {
    const std::vector<Match>& members = *share.members;
    if (members.empty()) continue;
    const Match* chosen = nullptr;
    for (std::size_t i = 0; i < members.size() && chosen == nullptr; ++i) {
      const Match& candidate = members[(*share.next + i) % members.size()];
      if (!sessions_.at(candidate.session)->connection) continue;
      chosen = &candidate;
      *share.next = (*share.next + i + 1) % members.size();
    }
    if (chosen == nullptr) {
      chosen = &members[*share.next % members.size()];
      *share.next = (*share.next + 1) % members.size();
    }
    to_session(*sessions_.at(chosen->session), message, {chosen->subscription});
  }
  return shares.size();
}

/// One copy for all the subscriptions of a client that match: at the highest QoS granted, with every
/// Subscription Identifier (3.1.1/MQTT-3.3.5-1 5.0/MQTT-3.3.4-2 5.0/MQTT-3.3.4-3 5.0/MQTT-3.3.4-4).
void Server::to_session(Session& session, const MessagePointer& message,
                        std::vector<const Subscription*> subscriptions) {
  if (session.access_rules && !access_.may_read(session.user_name, session.client_id, message->topic)) return;
  Outgoing outgoing;
  outgoing.message = message;
  std::uint8_t granted = 0;
  for (const Subscription* each : subscriptions) {
    granted = std::max(granted, each->qos);
    // 3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12 5.0/MQTT-3.3.1-13
    outgoing.retain |= message->retain && each->retain_as_published;
    if (each->identifier != 0) outgoing.subscription_identifiers.push_back(each->identifier);
  }
  outgoing.qos = std::min(message->qos, granted);  // 3.1.1/MQTT-3.8.4-6 5.0/MQTT-3.8.4-8
  deliver(session, std::move(outgoing));
}

/// What is retained for a new subscription (3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9), with RETAIN 1
/// (3.1.1/MQTT-3.3.1-8 5.0/MQTT-3.3.1-8).
void Server::send_retained(Session& session, std::string_view filter, const Subscription& subscription) {
  std::vector<MessagePointer> messages;
  retained_.match(filter, now_, messages);
  for (const MessagePointer& message : messages) {
    if (session.access_rules && !access_.may_read(session.user_name, session.client_id, message->topic))
      continue;
    Outgoing outgoing;
    outgoing.message = message;
    outgoing.qos = std::min(message->qos, subscription.qos);
    outgoing.retain = true;
    if (subscription.identifier != 0) outgoing.subscription_identifiers.push_back(subscription.identifier);
    deliver(session, std::move(outgoing));
  }
}

}  // namespace broker
