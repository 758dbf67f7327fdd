// PUBLISH to clients, redelivery, flow control (4.3, 4.4, 4.6, 4.9).
#include <algorithm>
#include <fmt/format.h>

#include "broker/faults/latin_1.h"
#include "broker/server.h"

namespace broker {
namespace {

constexpr std::uint8_t dup_bit = 8;
constexpr std::uint8_t retain_bit = 1;

std::uint8_t publish_byte(const Outgoing& outgoing, bool dup) {
  unsigned byte = codec::first_byte_of(codec::PacketType::publish);
  byte |= static_cast<unsigned>(outgoing.qos) << 1U;
  if (dup) byte |= dup_bit;
  if (outgoing.retain) byte |= retain_bit;
  return static_cast<std::uint8_t>(byte);
}

/// The properties that travel with a message, unaltered and in their order (3.3.2.3).
void pass_on(const Outgoing& outgoing, Time now, const Faults& faults, PropertyList& properties) {
  const Message& message = *outgoing.message;
  if (message.payload_format_indicator) {  // 5.0/MQTT-3.3.2-4
    properties.number(PropertyId::payload_format_indicator, *message.payload_format_indicator);
  }
  if (message.message_expiry_interval && !faults.on("expiry-interval-dropped")) {  // 5.0/MQTT-3.3.2-6
    const auto waited = std::chrono::duration_cast<std::chrono::seconds>(now - message.received_at).count();
    std::int64_t left = std::int64_t{*message.message_expiry_interval} - waited;
    if (waited > 0 && faults.on("expiry-interval-not-reduced")) left += waited;  // 5.0/MQTT-3.3.2-6
    if (faults.on("expiry-interval-in-milliseconds")) left *= 1'000;             // 5.0/MQTT-3.3.2-6
    properties.number(PropertyId::message_expiry_interval,
                      static_cast<std::uint32_t>(std::max<std::int64_t>(left, 0)));
  }
  if (message.content_type)
    properties.text(PropertyId::content_type, *message.content_type);  // 5.0/MQTT-3.3.2-20
  if (message.response_topic)
    properties.text(PropertyId::response_topic, *message.response_topic);  // 5.0/MQTT-3.3.2-15
  if (message.correlation_data)
    properties.text(PropertyId::correlation_data, *message.correlation_data);  // 5.0/MQTT-3.3.2-16
  for (const auto& [name, value] : message.user_properties)
    properties.pair(name, value);  // 5.0/MQTT-3.3.2-17 5.0/MQTT-3.3.2-18
  for (const std::uint32_t identifier : outgoing.subscription_identifiers) {
    properties.number(PropertyId::subscription_identifier, identifier);
  }
}

}  // namespace

void Server::deliver(Session& session, Outgoing outgoing) {
  Connection* connection = connection_of(session);
  // 5.0/MQTT-4.5.0-1
  if (connection != nullptr && connection->exchange && faults_.on("deliveries-lost-during-reauthentication"))
    return;
  if (outgoing.qos > 0) return enqueue(session, std::move(outgoing));
  if (connection == nullptr || connection->unsent >= settings_.maximum_unsent_bytes)
    return;  // at most once (4.3.1)
  if (outgoing.message->expired(now_) && !faults_.on("expired-message-delivered"))
    return;  // 5.0/MQTT-3.3.2-5
  if (faulty_.is_put_behind(*connection, outgoing)) return;
  send_publish(*connection, outgoing, 0, false);
  faulty_.take_place_for_nothing(*connection);
}

/// What cannot wait any more is not dropped in silence: the session ends, and its client can see that.
void Server::enqueue(Session& session, Outgoing outgoing) {
  if (session.overrun) return;
  if (session.queue.size() >= settings_.maximum_queued_messages ||
      session.held_bytes >= settings_.maximum_held_bytes) {
    log_.warn("{}: too many messages wait; its session ends", session.client_id);
    session.overrun = true;
    overrun_.push_back(session.handle);  // not at once: the caller is going through subscriptions
    return;
  }
  if (!session.connection) {
    if (faulty_.is_not_kept(session, outgoing)) return;
    faulty_.change_while_away(outgoing);
  }
  session.held_bytes += outgoing.message->size();
  // 3.1.1/MQTT-4.6.0-6 5.0/MQTT-4.6.0-5 3.1.1/MQTT-4.6.0-5 5.0/MQTT-4.6.0-6
  if (!session.queue.empty() && faults_.on("waiting-messages-in-reverse")) {
    session.queue.push_front(std::move(outgoing));
  } else {
    session.queue.push_back(std::move(outgoing));
  }
  if (faulty_.is_overtaken(session)) return;
  pump(session);
  if (!session.queue.empty()) faulty_.let_wait(session);
}

/// How many messages may be unacknowledged (4.9).
std::uint32_t Server::send_quota(const Connection& connection) const {
  const std::uint32_t quota =
      std::min<std::uint32_t>(connection.request.receive_maximum, settings_.maximum_inflight) +
      connection.extra_quota;
  if (connection.send_quota_used == quota && faults_.on("receive-maximum-exceeded-by-one"))
    return quota + 1;  // 5.0/MQTT-3.3.4-9 5.0/MQTT-4.9.0-1 5.0/MQTT-4.9.0-2
  if (connection.send_quota_used + 1 == quota && faults_.on("receive-maximum-1-means-none"))
    return quota - 1;  // 5.0/MQTT-4.9.0-1
  return quota;
}

bool Server::may_send_now(const Connection& connection) const {
  return connection.send_quota_used < send_quota(connection) &&  // 5.0/MQTT-3.3.4-9
         connection.unsent < settings_.maximum_unsent_bytes;
}

void Server::pump(Session& session) {
  Connection* connection = connection_of(session);
  if (connection == nullptr || connection->phase != Connection::Phase::connected) return;
  if (!resend(session, *connection)) return;
  while (!session.queue.empty() && may_send_now(*connection)) {
    Outgoing next = std::move(session.queue.front());
    session.queue.pop_front();
    if (next.message->expired(now_) && !faults_.on("expired-message-delivered")) {  // 5.0/MQTT-3.3.2-5
      session.held_bytes -= next.message->size();
      continue;
    }
    std::uint16_t id = next_id(session);
    if (id == 0) {
      session.queue.push_front(std::move(next));
      return;
    }
    // 3.1.1/MQTT-2.3.1-1 5.0/MQTT-2.2.1-4
    if (next.waited && next.qos == 2 && faults_.on("waiting-qos-2-message-with-id-0")) id = 0;
    // 3.1.1/MQTT-3.3.1-3 5.0/MQTT-3.3.1-3 3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-2 5.0/MQTT-4.3.3-2
    const bool dup = next.waited && faults_.on("waiting-message-with-dup");
    if (!send_publish(*connection, next, id, dup)) {  // 5.0/MQTT-3.1.2-25: as if it had been sent
      if (faulty_.is_upset_by_size(session, *connection, next)) return;
      session.held_bytes -= next.message->size();
      continue;
    }
    session.ids_in_use.insert(id);
    // 5.0/MQTT-3.3.4-9 5.0/MQTT-4.9.0-2
    const bool counted = next.qos == 1 || !faults_.on("receive-maximum-for-qos-1-only");
    if (counted) ++connection->send_quota_used;
    const auto awaits = next.qos == 1 ? Inflight::Awaits::puback : Inflight::Awaits::pubrec;
    session.inflight.push_back({id, awaits, true, std::move(next), counted});
  }
  resend(session, *connection);  // what a fault has put off
}

/// After a reconnect everything unacknowledged goes out again, in its order
/// (3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1 3.1.1/MQTT-4.6.0-1). False: the client takes no more for now.
bool Server::resend(Session& session, Connection& connection) {
  if (faulty_.is_put_off(session)) return true;
  for (auto each = session.inflight.begin(); each != session.inflight.end();) {
    Inflight& item = *each++;
    if (item.sent_here) continue;
    if (item.awaits == Inflight::Awaits::pubcomp && !item.outgoing.message) {
      resend_pubrel(connection, item.id);
    } else {
      if (!may_send_now(connection)) return false;
      const bool dup = !faults_.on("resent-without-dup");  // 3.1.1/MQTT-3.3.1-1 5.0/MQTT-3.3.1-1
      if (faulty_.is_lost_on_reconnect(item) || !send_publish(connection, item.outgoing, item.id, dup)) {
        session.ids_in_use.erase(item.id);
        session.held_bytes -= item.outgoing.message->size();
        session.inflight.erase(std::prev(each));
        continue;
      }
      // 5.0/MQTT-3.3.4-9 5.0/MQTT-4.9.0-2
      item.counted = !faults_.on("resent-messages-not-counted");
      if (item.counted) ++connection.send_quota_used;
      item.sent_again = true;
      // 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-4
      if (item.awaits == Inflight::Awaits::pubrec && faults_.on("resent-publish-with-pubrel-behind-it"))
        acknowledge(connection, codec::PacketType::pubrel, item.id, reason::success);
    }
    item.sent_here = true;
  }
  return true;
}

void Server::resend_pubrel(Connection& connection, std::uint16_t id) {
  // 3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-5
  if (faults_.on("open-pubrel-not-resent")) return;
  if (faults_.on("resent-pubrel-under-next-id"))  // 3.1.1/MQTT-2.3.1-6 5.0/MQTT-2.2.1-5
    id = static_cast<std::uint16_t>(id % 0xFFFFU + 1);
  if (!faults_.on("resent-pubrel-with-dup"))  // 3.1.1/MQTT-3.6.1-1 5.0/MQTT-3.6.1-1
    return acknowledge(connection, codec::PacketType::pubrel, id, reason::success);
  codec::Packet packet;
  packet.first_byte = codec::first_byte_of(codec::PacketType::pubrel) | dup_bit;
  packet.version = connection.request.version;
  packet.body = codec::Acknowledgement{.id = id};
  send_bytes(connection, encoded(packet));
}

/// A Packet Identifier that is not in use (3.1.1/MQTT-2.3.1-4 5.0/MQTT-2.2.1-4); 0 when all are.
std::uint16_t Server::next_id(Session& session) {
  constexpr std::size_t all = 65'535;
  if (session.ids_in_use.size() >= all) return 0;
  do {
    ++session.last_id;
    // 3.1.1/MQTT-2.3.1-4 5.0/MQTT-2.2.1-4 3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-1 5.0/MQTT-4.3.3-1
  } while (session.last_id == 0 ||
           (session.ids_in_use.contains(session.last_id) && !faults_.on("ids-begin-anew-on-reconnect")));
  return session.last_id;
}

/// False: the packet is larger than the client takes, and was not sent (5.0/MQTT-3.1.2-24).
bool Server::send_publish(Connection& connection, const Outgoing& outgoing, std::uint16_t id, bool dup) {
  const Message& message = *outgoing.message;
  codec::Publish publish;
  publish.topic = message.topic;
  publish.payload = message.payload;
  if (outgoing.qos > 0) publish.id = id;
  // 3.1.1/MQTT-2.3.1-5 5.0/MQTT-2.2.1-2
  if (outgoing.qos == 0 && message.qos > 0 && faults_.on("qos-0-with-packet-id")) publish.id = id;
  std::string misspelt;  // 3.1.1/MQTT-3.3.2-1 5.0/MQTT-3.3.2-1
  if (is_beyond_ascii(message.topic) && faults_.on("topic-in-latin-1"))
    publish.topic = misspelt = latin_1(message.topic);
  if (!faults_.are_off() && faulty_.misspells(message.topic, misspelt)) publish.topic = misspelt;
  PropertyList properties;
  std::uint16_t new_alias = 0;
  if (connection.v5()) {
    pass_on(outgoing, now_, faults_, properties);
    const auto known = connection.outgoing_aliases.find(message.topic);
    const auto limit = std::min(connection.request.topic_alias_maximum, settings_.maximum_outgoing_aliases);
    if (known != connection.outgoing_aliases.end()) {
      publish.topic = {};
      properties.number(PropertyId::topic_alias, known->second);
    } else if (connection.outgoing_aliases.size() < limit ||  // 5.0/MQTT-3.1.2-26 5.0/MQTT-3.1.2-27
               (limit > 0 && connection.outgoing_aliases.size() == limit &&
                faults_.on("alias-above-the-clients-maximum")) ||  // 5.0/MQTT-3.3.2-11
               faulty_.gets_alias_unasked(connection, message.topic)) {
      new_alias = static_cast<std::uint16_t>(connection.outgoing_aliases.size() + 1);
      // 5.0/MQTT-3.3.2-8
      properties.number(PropertyId::topic_alias, faults_.on("alias-0-used") ? new_alias - 1U : new_alias);
      if (faults_.on("alias-before-its-topic")) publish.topic = {};  // 5.0/U-075
    } else if (message.publishers_alias != 0 && faults_.on("publishers-alias-passed-on")) {
      properties.number(PropertyId::topic_alias, message.publishers_alias);  // 5.0/MQTT-3.1.2-27
    }
    if (!faults_.are_off()) faulty_.misstate(outgoing, properties);
    publish.properties = properties.view();
  }
  codec::Packet packet;
  packet.first_byte = publish_byte(outgoing, dup || faulty_.passes_dup_on(outgoing));
  packet.version = connection.request.version;
  packet.body = publish;
  std::string bytes = encoded(packet);
  if (bytes.empty() || is_too_large(connection, bytes.size())) return false;  // 5.0/MQTT-3.1.2-24
  if (!faults_.are_off() && faulty_.is_lost_by_length(bytes.size())) return false;
  if (new_alias != 0) connection.outgoing_aliases.emplace(message.topic, new_alias);
  connection.last_sent = now_;
  send_bytes(connection, std::move(bytes));
  return true;
}

}  // namespace broker
