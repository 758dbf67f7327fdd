// What the faults of a restart do (restarting.h). With none switched on, all of this changes nothing.
#include <algorithm>
#include <ranges>

#include "broker/server.h"

namespace broker {
namespace {

/// A subscription without what the tree is told apart by.
std::string_view plain_filter(const std::string& filter, const FiledSubscription& filed) {
  return std::string_view(filter).substr(filed.filter_at);
}

MessagePointer without_properties(const Message& message) {
  auto bare = std::make_shared<Message>();
  bare->topic = message.topic;
  bare->payload = message.payload;
  bare->qos = message.qos;
  bare->retain = message.retain;
  bare->message_expiry_interval = message.message_expiry_interval;
  bare->received_at = message.received_at;
  bare->publisher = message.publisher;
  return bare;
}

bool has_properties(const Message& message) {
  return message.content_type || message.response_topic || message.correlation_data ||
         message.payload_format_indicator || !message.user_properties.empty();
}

MessagePointer received_now(const Message& message, Time now) {
  auto fresh = std::make_shared<Message>(message);
  fresh->received_at = now;
  return fresh;
}

}  // namespace

void FaultyServer::remember_ended(const Session& session) {
  if (session.session_expiry_interval == 0) return;
  ended_session_of_ = session.client_id;
  ended_subscriptions_ = session.subscriptions;
  ended_expiry_ = session.session_expiry_interval;
}

/// What was stored for its topic before.
void FaultyServer::remember_replaced(const MessagePointer& message) {
  std::vector<MessagePointer> found;
  server_.retained_.match(message->topic, server_.now_, found);
  if (!found.empty()) replaced_retained_ = found.front();
}

void FaultyServer::remember_finished(Session& session, const Inflight& item) {
  Outgoing outgoing = item.outgoing;
  if (const auto known = session.wrong_memory.half_done.find(item.id);
      outgoing.message == nullptr && known != session.wrong_memory.half_done.end()) {
    outgoing.message = known->second;
    session.wrong_memory.half_done.erase(known);
  }
  if (outgoing.message != nullptr) session.wrong_memory.finished = std::move(outgoing);
}

void FaultyServer::remember_unsubscribed(Session& session, std::string_view filter) {
  const auto found = session.subscriptions.find(filter);
  if (found != session.subscriptions.end()) session.wrong_memory.unsubscribed.insert(*found);
}

void FaultyServer::go_down(bool killed) {
  killed_ = killed;
  put_off_.clear();
}

void FaultyServer::come_back_changed() {
  // 3.1.1/T-durability 5.0/T-durability
  if (!server_.sessions_.empty() && faults_.on("sessions-lost-at-restart")) {
    for (const auto& [handle, session] : server_.sessions_) server_.drop_subscriptions(*session);
    server_.session_of_client_.clear();
    server_.sessions_.clear();
  }
  // 3.1.1/T-durability 5.0/T-durability
  if (!ended_session_of_.empty() && !server_.session_of_client_.contains(ended_session_of_) &&
      faults_.on("ended-sessions-back-at-restart")) {
    auto session = std::make_unique<Session>();
    session->handle = ++server_.last_session_;
    session->client_id = ended_session_of_;
    session->session_expiry_interval = ended_expiry_;
    session->subscriptions = ended_subscriptions_;
    for (const auto& [filter, filed] : session->subscriptions) {
      if (filed.filter_at == 0) server_.tree_.subscribe({}, filter, session->handle, filed.subscription);
    }
    server_.session_of_client_.emplace(session->client_id, session->handle);
    server_.sessions_.emplace(session->handle, std::move(session));
  }
  for (const auto& [handle, session] : server_.sessions_) {
    come_back_with_other_subscriptions(*session);
    come_back_with_other_messages(*session);
    come_back_at_another_time(*session);
    // 3.1.1/T-durability 5.0/T-durability
    if (session->will && faults_.on("wills-lost-at-restart")) {
      session->will.reset();
      session->will_due.reset();
    }
  }
  come_back_with_other_retained();
}

void FaultyServer::come_back_with_other_subscriptions(Session& session) {
  for (auto& [filter, filed] : session.subscriptions) {
    Subscription changed = filed.subscription;
    // 3.1.1/T-durability 5.0/T-durability
    if (changed.qos > 0 && faults_.on("grants-lost-at-restart")) changed.qos = 0;
    // 5.0/T-durability
    if ((changed.no_local || changed.retain_as_published) && faults_.on("options-lost-at-restart"))
      changed.no_local = changed.retain_as_published = false;
    // 5.0/T-durability
    if (changed.identifier != 0 && faults_.on("identifiers-lost-at-restart")) changed.identifier = 0;
    filed.subscription = changed;
    if (filed.filter_at == 0)
      server_.tree_.subscribe({}, plain_filter(filter, filed), session.handle, changed);
  }
  std::vector<std::string> shares;
  for (const auto& [filter, filed] : session.subscriptions) {
    if (filed.filter_at > 0) shares.push_back(filter);
  }
  // 5.0/T-durability
  if (!shares.empty() && faults_.on("shares-left-at-restart")) {
    for (const std::string& filter : shares) server_.remove_subscription(session, filter);
  }
  // 3.1.1/T-durability 5.0/T-durability
  if (!session.subscriptions.empty() && faults_.on("subscriptions-lost-at-restart"))
    server_.drop_subscriptions(session);
  const auto& gone = session.wrong_memory.unsubscribed;
  // 3.1.1/T-durability 5.0/T-durability
  if (!gone.empty() && faults_.on("unsubscribed-filters-back-at-restart")) {
    for (const auto& [filter, filed] : gone) {
      if (filed.filter_at == 0) server_.tree_.subscribe({}, filter, session.handle, filed.subscription);
    }
  }
}

void FaultyServer::come_back_with_other_messages(Session& session) {
  auto& queue = session.queue;
  // 3.1.1/T-durability 5.0/T-durability
  if (!queue.empty() && faults_.on("waiting-messages-lost-at-restart")) queue.clear();
  // 3.1.1/T-durability 5.0/T-durability
  if (!queue.empty() && killed_ && faults_.on("latest-waiting-message-lost-when-killed")) queue.pop_back();
  // 3.1.1/T-durability 5.0/T-durability
  if (queue.size() > 1 && faults_.on("waiting-messages-reversed-at-restart")) std::ranges::reverse(queue);
  const auto forget_those = [&session](bool released) {
    std::erase_if(session.inflight, [&](const Inflight& each) {
      if ((each.awaits == Inflight::Awaits::pubcomp) != released) return false;
      session.ids_in_use.erase(each.id);
      return true;
    });
  };
  const auto releases = [](const Inflight& each) { return each.awaits == Inflight::Awaits::pubcomp; };
  if (std::ranges::any_of(session.inflight, releases)) {
    // 3.1.1/T-durability 5.0/T-durability
    if (faults_.on("open-releases-lost-at-restart")) forget_those(true);
    // 3.1.1/T-durability 5.0/T-durability
    if (faults_.on("released-messages-sent-again-after-restart")) {
      for (Inflight& each : session.inflight) {
        const auto message = session.wrong_memory.half_done.find(each.id);
        if (!releases(each) || message == session.wrong_memory.half_done.end()) continue;
        each.awaits = Inflight::Awaits::pubrec;
        each.outgoing.message = message->second;
      }
    }
  }
  // 3.1.1/T-durability 5.0/T-durability
  if (!std::ranges::all_of(session.inflight, releases) && faults_.on("open-messages-lost-at-restart"))
    forget_those(false);
  // 3.1.1/T-durability 5.0/T-durability
  if (!session.received_qos_2.empty() && faults_.on("received-ids-lost-at-restart"))
    session.received_qos_2.clear();
  // 3.1.1/T-durability 5.0/T-durability
  if (session.wrong_memory.finished && faults_.on("acknowledged-messages-back-at-restart"))
    queue.push_front(*session.wrong_memory.finished);
  for (Outgoing& each : queue) {
    // 5.0/T-durability
    if (has_properties(*each.message) && faults_.on("properties-lost-at-restart"))
      each.message = without_properties(*each.message);
    // 5.0/T-durability
    if (each.message->message_expiry_interval && faults_.on("message-expiry-anew-at-restart"))
      each.message = received_now(*each.message, server_.now_);
  }
  session.held_bytes = 0;
  for (const Outgoing& each : queue) session.held_bytes += each.message->size();
  for (const Inflight& each : session.inflight) {
    if (each.outgoing.message) session.held_bytes += each.outgoing.message->size();
  }
}

void FaultyServer::come_back_at_another_time(Session& session) {
  const std::uint32_t expiry = session.session_expiry_interval;
  if (session.expires_at && expiry > 0) {
    // 5.0/T-durability
    if (faults_.on("session-expiry-anew-at-restart")) {
      session.expires_at = server_.now_ + std::chrono::seconds(expiry);
      server_.set_timer(session);
    }
    // 5.0/T-durability
    if (faults_.on("sessions-never-expire-after-restart")) session.expires_at.reset();
  }
  // 5.0/T-durability
  if (session.will && session.will_due && session.will->delay_interval > 0 &&
      faults_.on("will-delay-anew-at-restart")) {
    session.will_due = server_.now_ + std::chrono::seconds(session.will->delay_interval);
    server_.set_timer(session);
  }
}

void FaultyServer::come_back_with_other_retained() {
  std::vector<MessagePointer> stored;
  server_.retained_.match("#", server_.now_, stored);
  const auto remove = [this](const Message& message) {
    auto nothing = std::make_shared<Message>();
    nothing->topic = message.topic;
    nothing->retain = true;
    server_.retained_.store(nothing);
  };
  // 3.1.1/T-durability 5.0/T-durability
  if (!stored.empty() && faults_.on("retained-messages-lost-at-restart")) {
    for (const MessagePointer& each : stored) remove(*each);
    stored.clear();
  }
  for (const MessagePointer& each : stored) {
    // 5.0/T-durability
    if (has_properties(*each) && faults_.on("properties-lost-at-restart"))
      server_.retained_.store(without_properties(*each));
    // 5.0/T-durability
    if (each->message_expiry_interval && faults_.on("message-expiry-anew-at-restart"))
      server_.retained_.store(received_now(*each, server_.now_));
  }
  if (replaced_retained_ == nullptr) return;
  const bool replaced = std::ranges::any_of(
      stored, [this](const auto& each) { return each->topic == replaced_retained_->topic; });
  if (replaced) {
    // 3.1.1/T-durability 5.0/T-durability
    if (faults_.on("older-retained-message-back-at-restart")) server_.retained_.store(replaced_retained_);
  } else if (faults_.on("removed-retained-message-back-at-restart")) {
    // 3.1.1/T-durability 5.0/T-durability
    server_.retained_.store(replaced_retained_);
  }
}

}  // namespace broker
