// What clients acknowledge of the messages that they were sent: PUBACK, PUBREC, PUBCOMP (4.3, 4.9).
#include <algorithm>

#include "broker/server.h"

namespace broker {

void Server::puback(Connection& connection, const codec::Packet& packet) {
  Session& session = *connection.session;
  const auto& acknowledgement = std::get<codec::Acknowledgement>(packet.body);
  const std::uint16_t id = acknowledgement.id;
  const Inflight* found = session.find_inflight(id);
  if (found == nullptr) return faulty_.take_for_the_oldest(session, connection);
  if (faulty_.mishandles_puback(acknowledgement)) return;
  if (found->awaits != Inflight::Awaits::puback) {
    // 3.1.1/MQTT-4.3.3-1
    if (faults_.on("puback-ends-qos-2")) return forget(session, connection, id);
    return fail(connection, reason::protocol_error, "PUBACK for a message of QoS 2");
  }
  // 5.0/MQTT-4.8.2-6: a shared message that is refused goes to nobody else
  if (acknowledgement.code >= reason::unspecified_error &&
      faults_.on("refused-shared-message-moved-after-puback"))
    faulty_.move_to_another_member(session, found->outgoing);
  // 5.0/U-109: refused or not, its place is free
  if (acknowledgement.code >= reason::unspecified_error && faults_.on("refused-qos-1-keeps-its-place"))
    ++connection.send_quota_used;
  forget(session, connection, id);
}

void Server::pubrec(Connection& connection, const codec::Packet& packet) {
  Session& session = *connection.session;
  const auto& acknowledgement = std::get<codec::Acknowledgement>(packet.body);
  const std::uint16_t id = acknowledgement.id;
  Inflight* found = session.find_inflight(id);
  if (found == nullptr) {
    if (acknowledgement.code >= reason::unspecified_error) return;
    return acknowledge(connection, codec::PacketType::pubrel, id, reason::packet_identifier_not_found,
                       "no message with this Packet Identifier awaits PUBREC");
  }
  if (found->awaits == Inflight::Awaits::puback) {
    // 3.1.1/MQTT-4.3.2-1
    if (faults_.on("pubrec-ends-qos-1")) return forget(session, connection, id);
    return fail(connection, reason::protocol_error, "PUBREC for a message of QoS 1");
  }
  if (acknowledgement.code >= reason::unspecified_error) {
    if (faults_.on("refused-message-resent-after-pubrec")) return;  // 5.0/MQTT-4.4.0-2
    // 5.0/MQTT-4.8.2-6
    if (found->outgoing.message && faults_.on("refused-shared-message-moved-after-pubrec"))
      faulty_.move_to_another_member(session, found->outgoing);
    if (faults_.on("refused-qos-2-keeps-its-place")) ++connection.send_quota_used;  // 5.0/U-109
    return forget(session, connection, id);
  }
  // 5.0/U-084
  if (acknowledgement.tail != codec::Tail::nothing && faults_.on("pubrec-with-code-not-understood")) return;
  if (found->awaits == Inflight::Awaits::pubrec) {
    if (!faults_.are_off() && faulty_.stops_half_way(session, *found->outgoing.message)) return;
    if (faults_.on("last-pubcomp-forgotten"))
      session.wrong_memory.released = {*found};  // 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.4.0-1
    found->awaits = Inflight::Awaits::pubcomp;   // 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-4
    if (!faults_.are_off()) session.wrong_memory.half_done[id] = found->outgoing.message;
    // 3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.3.3-6
    if (!faults_.on("released-message-resent") && !faults_.on("second-pubrec-brings-it-again")) {
      session.held_bytes -= found->outgoing.message->size();
      found->outgoing.message.reset();
    }
    found->sent_here = true;
    // PUBRELs follow the order of the PUBRECs (3.1.1/MQTT-4.6.0-4).
    const auto at = std::ranges::find(session.inflight, id, &Inflight::id);
    session.inflight.splice(session.inflight.end(), session.inflight, at);
  } else if (found->outgoing.message && faults_.on("second-pubrec-brings-it-again")) {
    send_publish(connection, found->outgoing, id, true);
    return;
  }
  if (faulty_.mishandles_release(session, connection, id)) return;
  acknowledge(connection, codec::PacketType::pubrel, id, reason::success);
}

void Server::pubcomp(Connection& connection, const codec::Packet& packet) {
  Session& session = *connection.session;
  const auto& acknowledgement = std::get<codec::Acknowledgement>(packet.body);
  const std::uint16_t id = acknowledgement.id;
  const Inflight* found = session.find_inflight(id);
  if (found == nullptr || faulty_.mishandles_pubcomp(acknowledgement)) return;
  if (found->awaits != Inflight::Awaits::pubcomp) {
    // 3.1.1/MQTT-4.3.3-1
    if (faults_.on("pubcomp-ends-qos-2-at-once")) return forget(session, connection, id);
    return fail(connection, reason::protocol_error, "PUBCOMP without a PUBREC before it");
  }
  faulty_.remember_completed(session, id);
  forget(session, connection, id);
}

/// The message is the client's now; its place is free (4.9).
void Server::forget(Session& session, Connection& connection, std::uint16_t id) {
  const auto at = std::ranges::find(session.inflight, id, &Inflight::id);
  if (at == session.inflight.end()) return;
  if (at->awaits == Inflight::Awaits::puback && faults_.on("last-puback-forgotten"))
    session.wrong_memory.acknowledged = {*at};  // 5.0/MQTT-4.4.0-1
  if (!faults_.are_off()) FaultyServer::remember_finished(session, *at);
  if (at->outgoing.message) session.held_bytes -= at->outgoing.message->size();
  // A PUBREL that was sent again took no place on this connection (5.0/U-109).
  if (at->counted) {
    --connection.send_quota_used;
  } else if (at->awaits == Inflight::Awaits::pubcomp && faults_.on("pubcomp-of-resent-pubrel-raises-quota")) {
    ++connection.extra_quota;
  }
  session.inflight.erase(at);
  session.ids_in_use.erase(id);
  send_bytes(connection, std::exchange(connection.delayed_answers, {}));  // kept back by faults alone
  pump(session);
}

}  // namespace broker
