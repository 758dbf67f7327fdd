// What the faults of sessions and Wills do (3.1.2.4, 3.1.2.5, 3.1.3.2, 4.1). With none switched on, all of
// this changes nothing.
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"
#include "codec/utf8.h"

namespace broker {

/// The session goes on with its connection, and nobody finds it any more.
void FaultyServer::part_from_its_name(Session& session) {
  server_.session_of_client_.erase(session.client_id);
  session.client_id += " (older)";
}

/// Asked when the older connection of a client has been closed.
void FaultyServer::forget_what_was_taken_over(const ConnectRequest& request) {
  const auto kept = server_.session_of_client_.find(request.client_id);
  if (request.clean_start || kept == server_.session_of_client_.end()) return;
  Session& session = *server_.sessions_.at(kept->second);
  lose_at_takeover(session);
  // 3.1.1/MQTT-3.1.4-3 3.1.1/MQTT-4.1.0-2 5.0/MQTT-3.1.4-4 5.0/MQTT-4.1.0-1
  if (faults_.on("subscriptions-end-with-the-older-connection")) server_.drop_subscriptions(session);
  if (faults_.on("session-lost-at-takeover"))
    server_.end_session(session);  // 3.1.1/MQTT-3.1.4-3 5.0/MQTT-3.1.4-4
}

void FaultyServer::resume_badly(Session& session) {
  resume_changed(session);
  // 3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5 5.0/U-103
  if (faults_.on("subscriptions-lost-on-resume")) server_.drop_subscriptions(session);
  if (faults_.on("unsubscribed-filter-back-on-resume")) {
    for (const auto& [filter, filed] : session.subscriptions) {
      if (filed.filter_at == 0) server_.tree_.subscribe({}, filter, session.handle, filed.subscription);
    }
  }
  // 3.1.1/MQTT-3.1.2-4 3.1.1/MQTT-3.1.2-5 5.0/MQTT-3.1.2-5 5.0/U-103
  if (session.queue.empty() || !faults_.on("waiting-messages-lost-on-resume")) return;
  for (const Outgoing& each : session.queue) session.held_bytes -= each.message->size();
  session.queue.clear();
}

/// Whether a message is thrown away because its client is away.
bool FaultyServer::is_not_kept(Session& session, const Outgoing& outgoing) const {
  // 3.1.1/MQTT-3.1.2-5 5.0/MQTT-4.5.0-1
  if (outgoing.message->is_will && faults_.on("will-not-kept-for-who-is-away")) return true;
  // 3.1.1/MQTT-3.1.2-5 5.0/MQTT-4.5.0-1 5.0/U-103
  if (outgoing.qos == 2 && faults_.on("qos-2-not-kept-while-away")) return true;
  constexpr std::size_t few = 16;
  if (session.queue.size() >= few && faults_.on("sixteen-messages-kept-while-away")) return true;
  if (!session.queue.empty() && faults_.on("last-message-only-kept-while-away")) {
    std::erase_if(session.queue, [&](const Outgoing& each) {
      const bool replaced = each.message->topic == outgoing.message->topic;
      if (replaced) session.held_bytes -= each.message->size();
      return replaced;
    });
  }
  return false;
}

/// `former_expiry`: of a session that is resumed.
void FaultyServer::misjudge_expiry(Session& session, const ConnectRequest& request,
                                   std::optional<std::uint32_t> former_expiry) const {
  // 5.0/MQTT-4.1.0-2
  if (former_expiry && faults_.on("expiry-of-the-first-connect-holds"))
    session.session_expiry_interval = *former_expiry;
  // 5.0/MQTT-3.1.2-23
  if (request.session_expiry_interval == Session::never_expires && faults_.on("longest-expiry-is-none"))
    session.session_expiry_interval = 0;
}

/// The retained messages that the session's client published.
void FaultyServer::drop_retained_of(const Session& session) {
  std::vector<MessagePointer> all;
  server_.retained_.match("#", server_.now_, all);
  for (const MessagePointer& each : all) {
    if (each->publisher == session.client_id) forget_retained(each->topic);
  }
}

/// Whether the Will of a CONNECT does not take the place of the one before, or of none.
bool FaultyServer::goes_on_with_former_will(const Session& session, const ConnectRequest& request,
                                            bool present) const {
  // 3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7
  if (request.will) return present && faults_.on("will-not-stored-in-a-resumed-session");
  // 3.1.1/MQTT-3.1.2-10 3.1.1/MQTT-3.1.2-12 5.0/MQTT-3.1.2-10
  return session.will &&
         (faults_.on("will-not-removed-once-published") || faults_.on("will-of-a-former-connection-kept"));
}

/// Asked when a client that has a Will says DISCONNECT; true when the connection has been closed.
bool FaultyServer::mistakes_disconnect(Connection& connection, std::uint8_t code) {
  Session& session = *connection.session;
  if (code == reason::disconnect_with_will) {
    if (faults_.on("will-withheld-from-disconnect-4")) session.will.reset();  // 5.0/MQTT-3.1.2-8
    return false;
  }
  if (code != reason::success) {
    if (faults_.on("will-withheld-from-disconnects-with-errors")) session.will.reset();  // 5.0/MQTT-3.1.2-8
    return false;
  }
  // 3.1.1/MQTT-3.14.4-3 5.0/MQTT-3.14.4-3
  if (faults_.on("disconnect-overtaken-by-fin")) {
    put_off(connection, [this, &connection] {
      if (connection.session != nullptr) connection.session->will.reset();
      server_.close(connection);
    });
    return true;
  }
  // 3.1.1/MQTT-3.1.2-8 3.1.1/MQTT-3.1.2-10 3.1.1/MQTT-3.1.2-12 3.1.1/MQTT-3.14.4-3
  // 5.0/MQTT-3.1.2-8 5.0/MQTT-3.1.2-10 5.0/MQTT-3.14.4-3
  if (faults_.on("will-published-after-disconnect")) {
    server_.close(connection);
    return true;
  }
  // 3.1.1/MQTT-3.1.2-10 3.1.1/MQTT-3.1.2-12 5.0/MQTT-3.1.2-10
  if (!faults_.on("will-of-a-former-connection-kept")) return false;
  const SessionHandle handle = session.handle;
  auto will = std::exchange(session.will, std::nullopt);
  server_.close(connection);
  if (const auto kept = server_.sessions_.find(handle); kept != server_.sessions_.end())
    kept->second->will = std::move(will);
  return true;
}

bool FaultyServer::loses_will(const Message& message) const {
  // 3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7 5.0/MQTT-3.1.2-8
  if (faults_.on("will-not-published")) return true;
  return message.payload.empty() && faults_.on("will-without-payload-not-published");
}

void FaultyServer::distort_will(Message& message) const {
  message.is_will = true;
  // 3.1.1/MQTT-3.1.2-16 5.0/MQTT-3.1.2-14 3.1.1/MQTT-3.1.2-17 5.0/MQTT-3.1.2-15
  if (!message.retain && faults_.on("will-always-retained")) {
    message.retain = true;
  } else if (message.retain && faults_.on("will-never-retained")) {
    message.retain = false;
  }
  // 3.1.1/MQTT-3.3.1-10 5.0/MQTT-3.3.1-6
  if (message.retain && message.payload.empty() && faults_.on("empty-will-clears-nothing"))
    message.retain = false;
  // 5.0/MQTT-3.3.2-6
  if (message.message_expiry_interval && faults_.on("expiry-of-wills-dropped"))
    message.message_expiry_interval.reset();
  // 3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-7
  constexpr std::size_t much = 1'024;
  if (message.payload.size() > much && faults_.on("long-will-cut")) message.payload.resize(much);
  // 5.0/MQTT-3.3.2-4
  if (message.payload_format_indicator == 1 &&
      codec::check_text(message.payload, false).fault == codec::TextFault::ill_formed &&
      faults_.on("format-of-an-ill-formed-will-dropped"))
    message.payload_format_indicator.reset();
  if (message.user_properties.size() < 2) return;
  // 5.0/MQTT-3.1.3-10
  if (faults_.on("will-user-properties-sorted")) std::ranges::sort(message.user_properties);
  if (faults_.on("will-user-properties-reversed")) std::ranges::reverse(message.user_properties);
}

}  // namespace broker
