// The faults of PUBLISH to clients that take more than a line (delivery.h).
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {
namespace {

void swap_the_first_two(std::list<Outgoing>& queue) {
  std::iter_swap(queue.begin(), std::next(queue.begin()));
}

}  // namespace

/// The newest message could not be sent at once: it waits as it is (5.0/MQTT-3.3.2-17).
void FaultyServer::let_wait(Session& session) {
  Outgoing& newest = session.queue.back();
  newest.waited = true;
  if (newest.message->user_properties.empty() || !faults_.on("waiting-message-loses-user-properties")) return;
  auto stripped = std::make_shared<Message>(*newest.message);
  stripped->user_properties.clear();
  session.held_bytes -= newest.message->size() - stripped->size();
  newest.message = std::move(stripped);
}

/// The fourth of a burst is held back until the next has passed it, or until an acknowledgement comes.
bool FaultyServer::is_overtaken(Session& session) {
  constexpr std::size_t before_it = 3;
  constexpr std::uint32_t each_fifth = 5;
  // 3.1.1/MQTT-4.6.0-6 5.0/MQTT-4.6.0-5 3.1.1/MQTT-4.6.0-5 5.0/MQTT-4.6.0-6
  if (session.connection && ++session.wrong_memory.enqueued >= each_fifth &&
      faults_.on("fifth-message-late")) {
    if (session.wrong_memory.enqueued == each_fifth) return true;
    session.wrong_memory.enqueued = 0;
    if (session.queue.size() > 1) swap_the_first_two(session.queue);
    return false;
  }
  if (!session.connection || session.inflight.size() % (before_it + 1) != before_it) return false;
  // 3.1.1/MQTT-4.6.0-6 5.0/MQTT-4.6.0-5 3.1.1/MQTT-4.6.0-5 5.0/MQTT-4.6.0-6
  if (!faults_.on("message-overtaken-on-the-way")) return false;
  if (session.queue.size() == 1) return true;
  swap_the_first_two(session.queue);
  return false;
}

/// Every second QoS 0 message lets what comes in the same moment pass; true when it is sent later.
bool FaultyServer::is_put_behind(Connection& connection, const Outgoing& outgoing) {
  if (faults_.are_off()) return false;
  connection.put_behind = !connection.put_behind;
  // 3.1.1/MQTT-4.6.0-6 5.0/MQTT-4.6.0-5
  if (!connection.put_behind || !faults_.on("qos-0-message-overtaken")) return false;
  put_off(connection,
          [this, &connection, outgoing] { server_.send_publish(connection, outgoing, 0, false); });
  return true;
}

/// What is open is sent again, all of it (3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1).
bool FaultyServer::is_lost_on_reconnect(const Inflight& item) const {
  // 3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-3 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-3
  if (item.sent_again && item.awaits != Inflight::Awaits::pubcomp && faults_.on("open-messages-resent-once"))
    return true;
  // 3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1 3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-3
  if (item.awaits == Inflight::Awaits::puback) return faults_.on("open-qos-1-not-resent");
  if (item.awaits != Inflight::Awaits::pubrec) return false;
  // 5.0/MQTT-4.3.3-7
  if (item.outgoing.message->expired(server_.now_) && faults_.on("sent-qos-2-message-expires")) return true;
  // 3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1 5.0/MQTT-4.3.3-3
  return faults_.on("open-qos-2-not-resent");
}

/// What a session that goes on knows of the messages that were under way.
void FaultyServer::recall(Session& session) {
  if (!session.wrong_memory.acknowledged.empty()) {  // by a fault
    Inflight& again = session.wrong_memory.acknowledged.front();
    again.sent_here = false;
    session.ids_in_use.insert(again.id);
    session.held_bytes += again.outgoing.message->size();
    session.inflight.splice(session.inflight.begin(), session.wrong_memory.acknowledged);
  }
  if (session.inflight.empty()) return;
  // 3.1.1/MQTT-4.6.0-1 5.0/MQTT-4.6.0-1
  if (session.inflight.size() > 1 && faults_.on("resent-in-reverse")) session.inflight.reverse();
  // 3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1 3.1.1/MQTT-2.3.1-4
  if (faults_.on("resent-under-new-id")) {
    for (Inflight& each : session.inflight) {
      session.ids_in_use.erase(each.id);
      each.id = server_.next_id(session);
      session.ids_in_use.insert(each.id);
    }
  }
  // 3.1.1/MQTT-2.3.1-4 5.0/MQTT-2.2.1-4 3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-1 5.0/MQTT-4.3.3-1
  if (faults_.on("ids-begin-anew-on-reconnect")) session.last_id = 0;
}

/// A message for several subscriptions of a client: at the highest QoS granted, with all their identifiers
/// (3.1.1/MQTT-3.3.5-1 5.0/MQTT-3.3.4-2 5.0/MQTT-3.3.4-3 5.0/MQTT-3.3.4-4).
void FaultyServer::misjudge_overlap(const Message& message,
                                    const std::vector<const Subscription*>& subscriptions, Outgoing& outgoing,
                                    std::uint8_t& granted) const {
  if (!outgoing.subscription_identifiers.empty() && faults_.on("overlap-without-identifiers"))
    outgoing.subscription_identifiers.clear();  // 5.0/MQTT-3.3.4-3 5.0/MQTT-3.3.4-4
  // 3.1.1/MQTT-3.3.5-1 5.0/MQTT-3.3.4-2
  if (faults_.on("overlap-at-qos-of-first")) granted = subscriptions.front()->qos;
  if (faults_.on("overlap-at-lowest-qos")) {
    for (const Subscription* each : subscriptions) granted = std::min(granted, each->qos);
  }
  // 3.1.1/MQTT-3.3.5-1 5.0/MQTT-3.3.4-2 3.1.1/MQTT-3.8.4-6 5.0/MQTT-3.8.4-8
  if (message.qos > granted && faults_.on("overlap-above-grant")) granted = message.qos;
}

void FaultyServer::send_again(Connection& connection) {
  for (const Inflight& each : connection.session->inflight) {
    if (each.awaits != Inflight::Awaits::pubcomp)
      server_.send_publish(connection, each.outgoing, each.id, true);
  }
}

/// DUP says that this server sends it again, nothing else.
bool FaultyServer::passes_dup_on(const Outgoing& outgoing) const {
  if (!outgoing.message->dup) return false;
  if (outgoing.qos == 0) {
    // 3.1.1/MQTT-3.3.1-2 5.0/MQTT-3.3.1-2 3.1.1/MQTT-4.3.1-1 5.0/MQTT-4.3.1-1
    return faults_.on("publishers-dup-passed-on-at-qos-0");
  }
  // 3.1.1/MQTT-3.3.1-3 5.0/MQTT-3.3.1-3 3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-2 5.0/MQTT-4.3.3-2
  return faults_.on("publishers-dup-passed-on");
}

/// Asked where the client's Topic Alias Maximum leaves no more aliases.
bool FaultyServer::gets_alias_unasked(Connection& connection, const std::string& topic) const {
  constexpr std::uint32_t busy = 3;
  // 5.0/MQTT-3.1.2-27
  return connection.request.topic_alias_maximum == 0 && faults_.on("alias-for-who-takes-none") &&
         ++connection.sent_on[topic] >= busy;
}

/// A PUBACK ends the exchange, whatever it says. True when that has been dealt with.
bool FaultyServer::mishandles_puback(const codec::Acknowledgement& puback) const {
  constexpr std::uint8_t topic_name_invalid = 0x90;
  if (puback.code >= reason::unspecified_error)  // 5.0/MQTT-4.4.0-2
    return faults_.on("refused-message-resent-after-puback") ||
           (puback.code > topic_name_invalid && faults_.on("refusals-above-0x90-not-understood"));
  // 5.0/U-084: success may be spelt out
  return puback.tail != codec::Tail::nothing && faults_.on("puback-with-code-not-understood");
}

/// A PUBCOMP likewise. True when that has been dealt with.
bool FaultyServer::mishandles_pubcomp(const codec::Acknowledgement& pubcomp) const {
  // 5.0/U-084: success may be spelt out
  return pubcomp.tail != codec::Tail::nothing && faults_.on("pubcomp-with-code-not-understood");
}

/// What PUBREC sets going: PUBREL, and the message keeps its identifier and its place until PUBCOMP. True
/// when PUBREL has been dealt with.
bool FaultyServer::mishandles_release(Session& session, Connection& connection, std::uint16_t id) {
  // 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-4
  if (faults_.on("pubrel-missing")) return true;
  // 3.1.1/MQTT-2.3.1-4 5.0/MQTT-2.2.1-4 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-1
  if (faults_.on("id-free-at-pubrec")) {
    session.ids_in_use.erase(id);
    session.last_id = static_cast<std::uint16_t>(id - 1);
  }
  // 5.0/MQTT-3.3.4-9 5.0/MQTT-4.9.0-2 5.0/U-109
  Inflight& released = *session.find_inflight(id);
  if (released.counted && faults_.on("place-free-at-pubrec")) {
    released.counted = false;
    --connection.send_quota_used;
    server_.pump(session);
  }
  // 3.1.1/MQTT-4.6.0-4
  if (session.inflight.size() < 2 || !faults_.on("pubrels-in-order-of-publish")) return false;
  release_in_order(session, connection, id);
  return true;
}

void FaultyServer::release_in_order(Session& session, Connection& connection, std::uint16_t id) {
  auto& due = session.wrong_memory.pubrels_due;
  due.insert(id);
  std::uint32_t first_open = 0x1'0000;
  for (const Inflight& each : session.inflight) {
    if (each.awaits == Inflight::Awaits::pubrec) first_open = std::min<std::uint32_t>(first_open, each.id);
  }
  while (!due.empty() && *due.begin() < first_open) {
    server_.acknowledge(connection, codec::PacketType::pubrel, *due.begin(), reason::success);
    due.erase(due.begin());
  }
}

/// A full window keeps back nothing but PUBLISH (5.0/MQTT-3.3.4-10 5.0/MQTT-4.9.0-3).
bool FaultyServer::is_delayed(const Connection& connection, codec::PacketType type) const {
  using Type = codec::PacketType;
  if (connection.session == nullptr || connection.send_quota_used < connection.request.receive_maximum)
    return false;
  // 5.0/MQTT-3.3.4-10 5.0/MQTT-4.9.0-3
  if (type == Type::puback || type == Type::pubrec || type == Type::pubcomp)
    return faults_.on("full-window-delays-acknowledgements");
  if (type == Type::suback || type == Type::unsuback || type == Type::pingresp)
    return faults_.on("full-window-delays-answers");
  return false;
}

}  // namespace broker
