// What the faults of acknowledgements, packet identifiers and the send quota do that take more than a line
// (exchanges.h). With none switched on, all of this changes nothing.
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {

/// A PUBACK for an identifier that is not in use acknowledges nothing (3.1.1/MQTT-4.3.2-1 5.0/MQTT-4.3.2-3).
void FaultyServer::take_for_the_oldest(Session& session, Connection& connection) {
  if (session.inflight.empty() || session.inflight.front().awaits != Inflight::Awaits::puback) return;
  if (faults_.on("any-puback-ends-the-oldest"))
    server_.forget(session, connection, session.inflight.front().id);
}

/// A QoS 0 message takes no place in the Receive Maximum, so that others come (5.0/MQTT-4.5.0-1).
void FaultyServer::take_place_for_nothing(Connection& connection) const {
  if (connection.request.receive_maximum <= server_.settings_.maximum_inflight &&
      faults_.on("qos-0-takes-up-quota"))
    ++connection.send_quota_used;
}

/// An exchange that is over is over (3.1.1/MQTT-4.3.3-1 5.0/MQTT-4.4.0-1).
void FaultyServer::remember_completed(Session& session, std::uint16_t id) const {
  auto& released = session.wrong_memory.released;
  if (released.empty() || released.front().id != id || !faults_.on("last-pubcomp-forgotten")) return;
  released.front().awaits = Inflight::Awaits::pubrec;
  session.wrong_memory.acknowledged = std::move(released);
  released.clear();
}

/// Identifiers are those of one client (3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-8).
bool FaultyServer::is_open_elsewhere(std::uint16_t id) const {
  const bool open = std::ranges::any_of(
      server_.sessions_, [id](const auto& each) { return each.second->received_qos_2.contains(id); });
  return open && faults_.on("received-ids-shared-by-all-clients");
}

/// Asked when a message has been taken: true when nobody is to get it.
bool FaultyServer::loses(Session& session, std::uint16_t id, const std::shared_ptr<Message>& message) const {
  constexpr std::ptrdiff_t many_levels = 32;
  if (message->qos == 2) {
    session.wrong_memory.last_qos_2_id = id;
    session.wrong_memory.last_qos_2 = message;
  }
  // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-12: DUP or not, it is a new message
  if (message->qos == 2 && message->dup && faults_.on("new-qos-2-message-with-dup-swallowed")) return true;
  // 3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1
  if (message->payload.empty() && !message->retain && faults_.on("empty-message-dropped")) return true;
  // 3.1.1/MQTT-4.7.3-4 5.0/MQTT-4.7.3-4
  return std::ranges::count(message->topic, '/') >= many_levels &&
         faults_.on("topics-of-many-levels-dropped");
}

/// A PUBREL for an identifier that is not in use releases nothing (3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-11).
void FaultyServer::release_again(Session& session, std::uint16_t id) {
  if (session.wrong_memory.last_qos_2 == nullptr || session.wrong_memory.last_qos_2_id != id ||
      !faults_.on("pubrel-again-delivers-again"))
    return;
  server_.distribute(session.wrong_memory.last_qos_2);
}

}  // namespace broker
