// What the faults of clients do that come back or take over (resuming.h). With none switched on, all
// of this changes nothing.
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {
namespace {

/// Under this name a session is found no more by its client.
std::string name_aside(const std::string& client_id) {
  return client_id + " (set aside)";
}

}  // namespace

/// The subscriptions of a session that goes on, as they were (3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5).
void FaultyServer::resume_changed(Session& session) {
  session.wrong_memory.resumed = true;
  std::vector<std::string> left;
  for (auto& [filter, filed] : session.subscriptions) {
    Subscription changed = filed.subscription;
    // 3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5
    if (changed.qos > 0 && faults_.on("grants-lost-on-resume")) changed.qos = 0;
    // 5.0/MQTT-3.1.2-5 5.0/MQTT-3.8.3-3
    if ((changed.no_local || changed.retain_as_published) && faults_.on("options-lost-on-resume"))
      changed.no_local = changed.retain_as_published = false;
    if (changed.identifier != 0 && faults_.on("identifiers-lost-on-resume")) changed.identifier = 0;
    const std::string_view plain = std::string_view(filter).substr(filed.filter_at);
    if (filed.filter_at == 0) {
      server_.tree_.subscribe({}, plain, session.handle, changed);
    } else if (faults_.on("shares-left-on-resume")) {  // 5.0/MQTT-3.1.2-5
      left.push_back(filter);
    }
    filed.subscription = changed;
  }
  for (const std::string& filter : left) server_.remove_subscription(session, filter);
}

/// A session that goes on brings nothing that is retained (3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12).
void FaultyServer::greet_badly(Session& session) {
  if (session.subscriptions.empty() || !faults_.on("retained-messages-on-resume")) return;
  for (const auto& [filter, filed] : session.subscriptions) {
    if (filed.filter_at == 0) server_.send_retained(session, filter, filed.subscription);
  }
}

/// A message that begins to wait for its client.
void FaultyServer::change_while_away(Outgoing& outgoing) const {
  // 3.1.1/MQTT-3.3.1-9 5.0/MQTT-3.3.1-12 5.0/MQTT-3.3.1-13
  if (outgoing.retain) {
    if (faults_.on("waiting-message-without-retain")) outgoing.retain = false;
  } else if (outgoing.message->retain && faults_.on("waiting-message-with-retain")) {
    outgoing.retain = true;
  }
  // 5.0/MQTT-3.3.2-15
  if (!outgoing.message->response_topic || !faults_.on("waiting-request-without-response-topic")) return;
  auto changed = std::make_shared<Message>(*outgoing.message);
  changed->response_topic.reset();
  outgoing.message = std::move(changed);
}

/// What is open is sent again before what waits (5.0/MQTT-4.6.0-1).
bool FaultyServer::is_put_off(const Session& session) const {
  if (session.queue.empty()) return false;
  const bool due =
      std::ranges::any_of(session.inflight, [](const Inflight& each) { return !each.sent_here; });
  return due && faults_.on("waiting-messages-before-open-ones");  // 5.0/MQTT-4.6.0-1
}

void FaultyServer::lose_at_takeover(Session& session) const {
  // 3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1
  if (!session.inflight.empty() && faults_.on("open-messages-lost-at-takeover")) {
    for (const Inflight& each : session.inflight) {
      if (each.outgoing.message) session.held_bytes -= each.outgoing.message->size();
    }
    session.inflight.clear();
    session.ids_in_use.clear();
  }
  // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-10
  if (!session.received_qos_2.empty() && faults_.on("received-ids-lost-at-takeover"))
    session.received_qos_2.clear();
}

/// A clean start ends the session that was there (3.1.1/MQTT-3.1.2-6 5.0/MQTT-3.1.2-4). True: it did not.
bool FaultyServer::set_aside(Session& session) {
  if (session.connection || !faults_.on("session-back-after-clean-start")) return false;
  const std::string name = name_aside(session.client_id);
  if (const auto former = server_.session_of_client_.find(name); former != server_.session_of_client_.end())
    server_.end_session(*server_.sessions_.at(former->second));
  server_.session_of_client_.erase(session.client_id);
  server_.session_of_client_.emplace(name, session.handle);
  session.client_id = name;
  session.expires_at.reset();
  return true;
}

void FaultyServer::bring_back(const std::string& client_id) {
  const auto found = server_.session_of_client_.find(name_aside(client_id));
  if (found == server_.session_of_client_.end() || server_.session_of_client_.contains(client_id)) return;
  Session& session = *server_.sessions_.at(found->second);
  server_.session_of_client_.erase(found);
  server_.session_of_client_.emplace(client_id, session.handle);
  session.client_id = client_id;
}

/// A client is the same by whatever listener it comes.
void FaultyServer::mistake_for_another(const Connection& connection) {
  const auto known = server_.session_of_client_.find(connection.request.client_id);
  if (known == server_.session_of_client_.end()) return;
  Session& session = *server_.sessions_.at(known->second);
  // 3.1.1/MQTT-3.1.2-4 5.0/MQTT-3.1.2-5 3.1.1/MQTT-3.1.4-2 5.0/MQTT-3.1.4-3
  if (session.wrong_memory.listener != connection.peer.listener && faults_.on("sessions-apart-by-listener"))
    part_from_its_name(session);
}

/// Its session goes, and the connection stays, though nothing is heard on it any more.
void FaultyServer::let_go_of(Connection& connection) {
  server_.detach(connection);
  server_.set_timer(connection, std::nullopt);
  connection.phase = Connection::Phase::closing;
}

/// Whoever is not let in does no harm to the client whose identifier it uses (3.1.1/T-users 5.0/T-users).
void FaultyServer::act_before_the_check(const Connection& connection) {
  const ConnectRequest& request = connection.request;
  const auto known = server_.session_of_client_.find(request.client_id);
  if (!request.user_name || known == server_.session_of_client_.end()) return;
  Session& session = *server_.sessions_.at(known->second);
  // 3.1.1/T-users 5.0/T-users
  if (Connection* other = server_.connection_of(session); other != nullptr) {
    if (faults_.on("taken-over-before-the-password-is-checked")) server_.close(*other);
  } else if (request.clean_start && faults_.on("session-ended-before-the-password-is-checked")) {
    server_.end_session(session);
  }
}

/// Who is not let in leaves no Will (3.1.1/T-users 5.0/T-users).
void FaultyServer::publish_will_of_refused(Connection& connection, std::uint8_t code) {
  if (code != reason::bad_user_name_or_password || !connection.request.will ||
      !faults_.on("will-of-a-refused-client-published"))
    return;
  connection.request.will->message->received_at = server_.now_;
  server_.distribute(connection.request.will->message);
}

}  // namespace broker
