// Who gets a message: overlaps, shares, retained (3.3.4, 3.3.1.3, 4.8).
#include <algorithm>

#include "broker/server.h"

namespace broker {
namespace {

/// Those of one session together, in the order in which the tree found them.
void group_by_session(std::vector<Match>& found) {
  if (found.size() < 2) return;
  std::vector<std::pair<SessionHandle, std::size_t>> order;
  order.reserve(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) order.emplace_back(found[i].session, i);
  std::ranges::sort(order);
  std::vector<Match> grouped;
  grouped.reserve(found.size());
  for (const auto& [session, at] : order) grouped.push_back(found[at]);
  found = std::move(grouped);
}

/// For faults: copies of the subscriptions, with the identifier of the first.
void use_first_identifier(std::vector<Match>& matches, std::vector<Subscription>& copies) {
  copies.reserve(matches.size());
  for (Match& each : matches) {
    copies.push_back(*each.subscription);
    copies.back().identifier = copies.front().identifier;
    each.subscription = &copies.back();
  }
}

std::uint8_t highest_grant(const SharedMatch& share) {
  std::uint8_t highest = 0;
  for (const Match& each : *share.members) highest = std::max(highest, each.subscription->qos);
  return highest;
}

}  // namespace

std::size_t Server::distribute(const MessagePointer& message) {
  // 3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5 3.1.1/MQTT-3.3.1-12 5.0/MQTT-3.3.1-8
  if (message->retain || faulty_.stored_unasked(*message)) retain(message);
  return to_subscribers(message);
}

void Server::retain(const MessagePointer& message) {
  // 3.1.1/U-125 5.0/U-062: a message of QoS 0 is stored, too
  if (message->qos == 0 && faults_.on("retained-qos-0-not-stored"))
    return faulty_.forget_retained(message->topic);
  if (!faults_.are_off() && faulty_.misretains(*message)) return;
  if (!faults_.are_off()) faulty_.remember_replaced(message);
  if (retained_.store(message) == RetainedStore::Stored::no_room) {
    log_.warn("no room for another retained message: {}", message->topic);
  }
}

std::size_t Server::to_subscribers(const MessagePointer& message) {
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (message->retain && message->payload.empty() && faults_.on("clearing-message-not-delivered")) return 0;
  std::vector<Match> plain;
  std::vector<SharedMatch> shared;
  tree_.match(message->topic, plain, shared);
  group_by_session(plain);
  if (faulty_.is_blocked(plain)) return 1;
  std::vector<Subscription> mixed_up;  // 5.0/MQTT-3.3.4-5 5.0/U-077: to each its own identifier
  if (plain.size() > 1 && faults_.on("identifier-of-first-subscriber-for-all"))
    use_first_identifier(plain, mixed_up);
  std::size_t reached = 0;
  std::vector<const Subscription*> subscriptions;  // of one session at a time
  for (std::size_t i = 0; i < plain.size();) {
    const SessionHandle handle = plain[i].session;
    Session& session = *sessions_.at(handle);
    subscriptions.clear();
    bool some_are_local = false;
    for (; i < plain.size() && plain[i].session == handle; ++i) {
      const Subscription& each = *plain[i].subscription;
      if (is_local(each, *message, session)) {  // 5.0/MQTT-3.8.3-3
        some_are_local = true;
      } else {
        subscriptions.push_back(&each);
      }
    }
    if (subscriptions.empty() || faulty_.forgets_subscriber(reached, some_are_local)) continue;
    ++reached;
    // 3.1.1/MQTT-3.8.4-6 5.0/MQTT-3.8.4-8 5.0/U-104: to each at its own QoS
    if (plain.front().subscription->qos != subscriptions.front()->qos && plain.front().session != handle &&
        faults_.on("qos-of-first-subscriber-for-all"))
      subscriptions = {plain.front().subscription};
    to_session(session, message, subscriptions);
  }
  return reached + to_shares(message, shared);
}

/// Each share gets the message once: a member that is there, in turn; else one whose session keeps it
/// (4.8.2).
std::size_t Server::to_shares(const MessagePointer& message, const std::vector<SharedMatch>& shares) {
  for (const SharedMatch& share : shares) {
    const std::vector<Match>& members = *share.members;
    if (members.empty() || faulty_.loses_share(shares, share)) continue;
    const Match* chosen = nullptr;
    for (std::size_t i = 0; i < members.size() && chosen == nullptr; ++i) {
      const Match& candidate = members[(*share.next + i) % members.size()];
      if (!sessions_.at(candidate.session)->connection) continue;
      chosen = &candidate;
      *share.next = (*share.next + i + 1) % members.size();
    }
    if (chosen == nullptr) {
      // 5.0/MQTT-3.1.2-5 5.0/U-103
      if (faults_.on("shared-messages-need-a-member-that-is-there")) continue;
      chosen = &members[*share.next % members.size()];
      *share.next = (*share.next + 1) % members.size();
    }
    to_member(share, *chosen, message);
  }
  return shares.size();
}

/// 5.0/MQTT-3.8.3-3: with No Local what a client published does not come back to it.
bool Server::is_local(const Subscription& subscription, const Message& message,
                      const Session& session) const {
  const bool own = message.publisher == session.client_id;
  // 5.0/MQTT-3.8.3-3 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1: everything else does come
  if (subscription.no_local)
    return own ? !faults_.on("no-local-ignored") : faults_.on("no-local-hides-other-publishers");
  return own && faults_.on("no-local-for-every-subscription");
}

/// At no more than the QoS granted to this member (5.0/MQTT-4.8.2-3).
void Server::to_member(const SharedMatch& share, const Match& chosen, const MessagePointer& message) {
  Subscription granted = *chosen.subscription;
  // 5.0/MQTT-3.3.4-3
  if (granted.identifier != 0 && faults_.on("shared-messages-without-identifier")) granted.identifier = 0;
  // 5.0/MQTT-3.8.4-8
  if (granted.qos < message->qos && faults_.on("share-delivers-at-published-qos")) granted.qos = message->qos;
  if (share.members->size() > 1) {
    // 5.0/MQTT-4.8.2-3 5.0/MQTT-3.8.4-8
    if (faults_.on("share-delivers-at-highest-grant")) granted.qos = highest_grant(share);
    // 5.0/U-107: exactly one
    if (faults_.on("share-serves-two-members")) {
      const Match& second = (*share.members)[*share.next % share.members->size()];
      if (second.session != chosen.session)
        to_session(*sessions_.at(second.session), message, {second.subscription});
    }
  }
  to_session(*sessions_.at(chosen.session), message, {&granted}, true);
}

/// One copy for all the subscriptions of a client that match: at the highest QoS granted, with every
/// Subscription Identifier (3.1.1/MQTT-3.3.5-1 5.0/MQTT-3.3.4-2 5.0/MQTT-3.3.4-3 5.0/MQTT-3.3.4-4).
void Server::to_session(Session& session, const MessagePointer& message,
                        const std::vector<const Subscription*>& subscriptions, bool shared) {
  if (session.access_rules && !access_.may_read(session.user_name, session.client_id, message->topic) &&
      !faulty_.delivers_forbidden(false) &&
      !(shared && faults_.on("rules-not-applied-to-shares")))  // 5.0/T-acl
    return;
  Outgoing outgoing;
  outgoing.message = message;
  std::uint8_t granted = 0;
  for (const Subscription* each : subscriptions) {
    granted = std::max(granted, each->qos);
    outgoing.retain |= is_marked_retained(*message, *each);
    if (each->identifier != 0) add_identifier(outgoing, each->identifier);
  }
  if (subscriptions.size() > 1) faulty_.misjudge_overlap(*message, subscriptions, outgoing, granted);
  faulty_.add_other_identifiers(session, outgoing);
  outgoing.qos = qos_of_delivery(message->qos, granted);
  deliver(session, std::move(outgoing));
}

/// RETAIN of a message for a subscription that is there: 0, or as it was published
/// (3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12 5.0/MQTT-3.3.1-13).
bool Server::is_marked_retained(const Message& message, const Subscription& subscription) const {
  if (subscription.retain_as_published) {
    if (message.retain) return !faults_.on("retain-as-published-ignored");
    return faults_.on("retain-as-published-flags-everything");
  }
  // 3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12
  return message.retain && (faults_.on("live-message-with-retain") ||
                            (message.qos == 0 && faults_.on("live-message-with-retain-at-qos-0")));
}

/// The lower one (3.1.1/MQTT-3.8.4-6 5.0/MQTT-3.8.4-8 3.1.1/MQTT-4.3.1-1 5.0/MQTT-4.3.1-1).
std::uint8_t Server::qos_of_delivery(std::uint8_t published, std::uint8_t granted) const {
  if (published < granted && faults_.on("delivery-raised-to-granted-qos")) return granted;
  if (published > granted && faults_.on("granted-qos-ignored")) return published;
  if (published == 2 && granted == 2 && faults_.on("qos-2-delivered-at-1")) return 1;
  return std::min(published, granted);
}

void Server::add_identifier(Outgoing& outgoing, std::uint32_t identifier) const {
  if (faults_.on("subscription-identifier-left-out")) return;  // 5.0/MQTT-3.3.4-3
  // 5.0/MQTT-3.3.4-4: all of them
  if (!outgoing.subscription_identifiers.empty() && faults_.on("overlap-with-first-identifier-only")) return;
  // 5.0/MQTT-3.3.4-3 5.0/MQTT-3.3.4-5
  if (identifier > 0xFFFF && faults_.on("subscription-identifier-cut-to-16-bits")) identifier &= 0xFFFFU;
  outgoing.subscription_identifiers.push_back(identifier);
}

/// What is retained for a new subscription (3.1.1/MQTT-3.3.1-6 5.0/MQTT-3.3.1-9), with RETAIN 1
/// (3.1.1/MQTT-3.3.1-8 5.0/U-064).
void Server::send_retained(Session& session, std::string_view filter, const Subscription& subscription) {
  std::vector<MessagePointer> messages;
  retained_.match(filter, now_, messages);
  for (const MessagePointer& message : messages) {
    if (session.access_rules && !access_.may_read(session.user_name, session.client_id, message->topic) &&
        !faulty_.delivers_forbidden(true))
      continue;
    Outgoing outgoing;
    outgoing.message = message;
    outgoing.qos = qos_of_delivery(message->qos, subscription.qos);
    outgoing.retain = true;
    // 3.1.1/MQTT-3.3.1-8 5.0/U-064: whatever the subscription says of RETAIN
    if (!subscription.retain_as_published && faults_.on("retained-flag-only-as-published"))
      outgoing.retain = false;
    if (outgoing.qos == 2 && faults_.on("retained-flag-lost-at-qos-2")) outgoing.retain = false;
    // 5.0/MQTT-3.3.4-3
    if (subscription.identifier != 0 && !faults_.on("subscription-identifier-missing-on-retained"))
      add_identifier(outgoing, subscription.identifier);
    // 5.0/MQTT-3.3.4-9
    if (Connection* connection = connection_of(session);
        outgoing.qos > 0 && connection != nullptr && faults_.on("retained-messages-not-counted"))
      ++connection->extra_quota;
    deliver(session, std::move(outgoing));
  }
}

}  // namespace broker
