// The server ends and comes back. The standard does not demand that anything survives (4.1 names volatile
// storage); this one keeps what a durable server keeps: all that it has acknowledged.
#include <algorithm>

#include "broker/server.h"

namespace broker {

/// A Will is due as if its connection had failed (3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-8); 5.0 lets a server
/// that ends put it off until it is back (3.1.2.5), and so does this one.
void Server::go_down(bool killed, Time now) {
  now_ = now;
  const std::vector<Connection*> open = connections_in_order();
  for (Connection* connection : open) {
    if (connection->phase == Connection::Phase::closing) continue;
    if (!killed && connection->phase == Connection::Phase::connected)
      send_disconnect(*connection, reason::server_shutting_down, "the server shuts down");
    if (Session* session = std::exchange(connection->session, nullptr); session != nullptr) {
      session->connection.reset();
      const std::uint32_t expiry = session->session_expiry_interval;
      if (session->will) session->will_due = now_ + std::chrono::seconds(will_delay(*session->will, expiry));
      if (expiry != Session::never_expires) session->expires_at = now_ + std::chrono::seconds(expiry);
      set_timer(*session);
    }
    close(*connection);
  }
  for (const Connection* connection : open) {
    if (connection->timer) timers_.erase({*connection->timer, TimerKind::connection, connection->id});
  }
  connections_.clear();
  faulty_.go_down(killed);
  doomed_.clear();
}

void Server::come_back(Time now) {
  now_ = now;
  if (!faults_.are_off()) faulty_.come_back_changed();
  tick(now);
}

}  // namespace broker
