// Connections come, are heard and go; timers.
#include "broker/server.h"

#include <algorithm>
#include <fmt/format.h>

namespace broker {

Server::Server(std::shared_ptr<const Settings> settings, const Faults& faults, std::uint64_t seed,
               std::function<void(const LogLine&)> log)
    : kept_settings_(std::move(settings)),
      settings_(*kept_settings_),
      faults_(faults),
      faulty_(*this, faults_),
      access_(settings_, faults_),
      log_(std::move(log)),
      random_(seed),
      tree_(faults_),
      retained_(settings_.maximum_retained_messages, settings_.maximum_retained_bytes, faults_) {}

void Server::opened(ConnectionId id, const Peer& peer, Time now) {
  now_ = now;
  if (connections_.size() >= settings_.maximum_connections) {
    log_.warn("{}: closed, there are {} connections already", peer.address, connections_.size());
    actions_.emplace_back(Close{id});
    return;
  }
  const auto special = settings_.listeners.find(peer.listener);
  auto connection = std::make_unique<Connection>(
      id, peer, special == settings_.listeners.end() ? settings_.default_listener : special->second);
  connection->decoder = new_decoder(*connection);
  connection->last_heard = now;
  set_timer(*connection, now + std::chrono::seconds(settings_.connect_within_s));
  connections_.emplace(id, std::move(connection));
}

void Server::received(ConnectionId id, std::string_view bytes, Time now) {
  now_ = now;
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Connection& connection = *found->second;
  if (connection.phase == Connection::Phase::closing || connection.deaf) return;
  if (!connection.held.empty()) connection.decoder.feed(codec::as_bytes(std::exchange(connection.held, {})));
  connection.decoder.feed(codec::as_bytes(bytes));
  while (connection.phase != Connection::Phase::closing) {
    const codec::Decoded decoded = connection.decoder.next();
    if (decoded.is_incomplete()) {
      if (!connection.decoder.pending().empty()) faulty_.mishandle_piece(connection);
      break;
    }
    if (decoded.is_violation()) {
      if (faulty_.let_pass(connection, decoded.violation())) continue;
      fail(connection, decoded.violation());
      break;
    }
    connection.last_heard = now;
    const bool was_connect = connection.phase == Connection::Phase::awaits_connect;
    handle(connection, decoded.packet());
    settle();
    if (!connection.decoder.pending().empty() && faulty_.leaves_the_rest(connection, was_connect)) break;
  }
}

/// Whoever has not been told a Maximum Packet Size yet, or never is, is held to that of the whole broker.
codec::DecodeOptions Server::decode_options(const Connection& connection) const {
  const auto& told = connection.v5() ? connection.capabilities() : settings_.default_listener.capabilities;
  codec::DecodeOptions options;
  options.maximum_packet_size = told.maximum_packet_size;
  constexpr std::uint32_t small = 65'535;
  // 5.0/MQTT-3.3.4-1: what is just as large is served
  if (connection.v5() && options.maximum_packet_size <= small && faults_.on("maximum-packet-size-one-short"))
    --options.maximum_packet_size;
  return options;
}

codec::StreamDecoder Server::new_decoder(const Connection& connection) const {
  return {connection.request.version, codec::Direction::client_to_server, decode_options(connection)};
}

void Server::handle(Connection& connection, const codec::Packet& packet) {
  using Type = codec::PacketType;
  using Phase = Connection::Phase;
  const Type type = packet.type();
  if (connection.phase == Phase::awaits_connect) {
    if (type == Type::connect) return connect(connection, packet);
    if (faulty_.serves_without_connect(connection, packet)) return;
    // 3.1.1/MQTT-3.1.0-1 5.0/MQTT-3.1.0-1
    return fail(connection, reason::protocol_error, fmt::format("{} came before CONNECT", name_of(type)));
  }
  if (connection.phase == Phase::authenticates && type != Type::auth && type != Type::disconnect) {
    if (faulty_.serves_during_authentication(connection, packet)) return;
    // 5.0/MQTT-3.1.2-30
    return refuse(connection, reason::protocol_error,
                  fmt::format("{} came before the end of the authentication", name_of(type)));
  }
  if (now_ == connection.accepted_at && faults_.on("packets-right-behind-connect-lost"))
    return;  // 3.1.1/MQTT-3.8.4-1 5.0/U-034
  switch (type) {
    case Type::connect:  // 3.1.1/MQTT-3.1.0-2 5.0/MQTT-3.1.0-2 5.0/MQTT-3.2.0-2
      if (faults_.on("second-connect-ignored")) return;
      if (faults_.on("second-connect-served")) return send_connack(connection, false, {});
      return fail(connection, reason::protocol_error, "a second CONNECT");
    case Type::publish: return publish(connection, packet);
    case Type::puback: return puback(connection, packet);
    case Type::pubrec: return pubrec(connection, packet);
    case Type::pubrel: return pubrel(connection, packet);
    case Type::pubcomp: return pubcomp(connection, packet);
    case Type::subscribe: return subscribe(connection, packet);
    case Type::unsubscribe: return unsubscribe(connection, packet);
    case Type::pingreq: {  // 3.1.1/MQTT-3.12.4-1 5.0/MQTT-3.12.4-1
      if (connection.v5() && !connection.session->inflight.empty() &&
          faults_.on("open-messages-resent-on-ping"))
        faulty_.send_again(connection);  // 5.0/MQTT-4.4.0-1
      ++connection.pings;
      if (faulty_.pings_in_vain(connection)) return;
      codec::Packet answer;
      answer.first_byte = codec::first_byte_of(Type::pingresp);
      return send(connection, answer);
    }
    case Type::disconnect: return disconnect(connection, packet);
    case Type::auth: return authenticate(connection, packet);
    default:
      return fail(connection, reason::protocol_error,
                  fmt::format("{} comes from servers only", name_of(type)));
  }
}

void Server::written(ConnectionId id, std::size_t bytes, Time now) {
  now_ = now;
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Connection& connection = *found->second;
  const bool was_full = connection.unsent >= settings_.maximum_unsent_bytes / 2;
  connection.unsent -= std::min(bytes, connection.unsent);
  if (was_full && connection.unsent < settings_.maximum_unsent_bytes / 2 && connection.session != nullptr) {
    pump(*connection.session);
    settle();
  }
}

void Server::ended(ConnectionId id, Time now) {
  now_ = now;
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  Connection& connection = *found->second;
  if (connection.phase != Connection::Phase::closing) {
    log_.note("{}: connection lost", log_.who(connection));
    // 3.1.1/MQTT-3.1.2-4 3.1.1/MQTT-4.1.0-1 5.0/MQTT-3.1.2-23
    if (connection.session != nullptr && faults_.on("subscriptions-lost-with-the-connection"))
      drop_subscriptions(*connection.session);
    if (connection.session != nullptr && !connection.decoder.pending().empty())
      faulty_.act_on_half_a_packet(connection);
  }
  detach(connection);
  set_timer(connection, std::nullopt);
  faulty_.drop_what_was_put_off(id);
  connections_.erase(found);
  settle();
}

void Server::tick(Time now) {
  now_ = now;
  while (!timers_.empty() && std::get<Time>(*timers_.begin()) <= now) {
    const auto [due, kind, id] = *timers_.begin();
    timers_.erase(timers_.begin());
    if (kind == TimerKind::put_off) {
      faulty_.do_what_was_put_off();
    } else if (kind == TimerKind::connection) {
      const auto found = connections_.find(id);
      if (found == connections_.end()) continue;
      found->second->timer.reset();
      connection_timer(*found->second);
    } else {
      const auto found = sessions_.find(static_cast<SessionHandle>(id));
      if (found != sessions_.end()) session_timer(*found->second);
    }
    settle();
  }
}

void Server::settle() {
  while (!doomed_.empty() || !overrun_.empty()) {
    for (const ConnectionId id : std::exchange(doomed_, {})) {
      const auto found = connections_.find(id);
      if (found != connections_.end()) close(*found->second);
    }
    for (const SessionHandle handle : std::exchange(overrun_, {})) {
      const auto found = sessions_.find(handle);
      if (found == sessions_.end()) continue;
      Session& session = *found->second;
      session.session_expiry_interval = 0;
      if (Connection* connection = connection_of(session); connection != nullptr) {
        fail(*connection, reason::quota_exceeded, "too many messages wait to be acknowledged");
      } else {
        end_session(session);
      }
    }
  }
}

/// Being heard does not move the timer, which would cost more than the packet: when it is due, it looks.
void Server::connection_timer(Connection& connection) {
  using Phase = Connection::Phase;
  if (connection.phase == Phase::closing) return;
  if (connection.phase == Phase::awaits_connect || connection.phase == Phase::authenticates) {
    if (faults_.on("connection-without-connect-kept")) return;  // 3.1.1/U-121 5.0/U-032
    log_.note("{}: no CONNECT within {} s", log_.who(connection), settings_.connect_within_s);
    return close(connection);
  }
  if (connection.keep_alive == 0) {
    faulty_.gives_up(connection, false);
    return;
  }
  const Time patience =
      std::chrono::milliseconds(1'500 * connection.keep_alive);  // 3.1.1/MQTT-3.1.2-24 5.0/MQTT-3.1.2-22
  if (now_ < connection.last_heard + patience) {
    if (faulty_.gives_up(connection, true)) return;
    return set_timer(connection, connection.last_heard + patience);
  }
  // 3.1.1/MQTT-3.1.2-24 5.0/MQTT-3.1.2-22
  if (now_ < connection.last_sent + patience && faults_.on("deliveries-count-for-keep-alive"))
    return set_timer(connection, connection.last_sent + patience);
  if (faults_.on("keep-alive-not-watched")) return;
  if (connection.session->will && faults_.on("will-not-published-after-keep-alive"))
    connection.session->will.reset();
  fail(connection, reason::keep_alive_timeout, "nothing was heard for one and a half times the Keep Alive");
}

void Server::session_timer(Session& session) {
  if (session.will_due && *session.will_due <= now_) publish_will(session);
  if (session.expires_at && *session.expires_at <= now_) {
    if (faults_.on("session-never-expires")) return session.expires_at.reset();  // 5.0/MQTT-4.1.0-2
    log_.note("{}: the session has expired", session.client_id);
    return end_session(session);  // 5.0/MQTT-3.1.2-23
  }
  set_timer(session);
}

/// A timer that moves keeps its memory.
void Server::set_timer(Connection& connection, std::optional<Time> due) {
  decltype(timers_)::node_type kept;
  if (connection.timer) kept = timers_.extract({*connection.timer, TimerKind::connection, connection.id});
  connection.timer = due;
  if (!due) return;
  if (kept) {
    kept.value() = {*due, TimerKind::connection, connection.id};
    timers_.insert(std::move(kept));
  } else {
    timers_.emplace(*due, TimerKind::connection, connection.id);
  }
}

/// Adds a timer; one that is no longer true finds nothing to do.
void Server::set_timer(Session& session) {
  if (session.will_due) timers_.emplace(*session.will_due, TimerKind::session, session.handle);
  if (session.expires_at) timers_.emplace(*session.expires_at, TimerKind::session, session.handle);
}

std::vector<Connection*> Server::connections_in_order() const {
  std::vector<Connection*> open;
  open.reserve(connections_.size());
  for (const auto& [id, connection] : connections_) open.push_back(connection.get());
  std::ranges::sort(open, {}, &Connection::id);
  return open;
}

void Server::shut_down(Time now) {
  now_ = now;
  for (Connection* connection : connections_in_order()) {
    if (connection->phase == Connection::Phase::closing) continue;
    if (connection->phase == Connection::Phase::connected) {
      if (connection->session != nullptr) connection->session->will.reset();  // we go, not the client
      send_disconnect(
          *connection,
          settings_.server_reference.empty() ? reason::server_shutting_down : reason::use_another_server,
          "the server shuts down");
    }
    close(*connection);
  }
}

std::optional<Time> Server::deadline() const {
  if (timers_.empty()) return std::nullopt;
  return std::get<Time>(*timers_.begin());
}

std::vector<Action> Server::take_actions() {
  return std::exchange(actions_, {});
}

void Server::take_actions(std::vector<Action>& actions) {
  actions.clear();
  actions.swap(actions_);
}

Broker::Statistics Server::statistics() const {
  Broker::Statistics all;
  all.connections = connections_.size();
  all.sessions = sessions_.size();
  all.subscriptions = tree_.size();
  all.retained = retained_.size();
  for (const auto& [handle, session] : sessions_)
    all.queued += session->queue.size() + session->inflight.size();
  return all;
}

Connection* Server::connection_of(const Session& session) {
  if (!session.connection) return nullptr;
  const auto found = connections_.find(*session.connection);
  return found == connections_.end() ? nullptr : found->second.get();
}

}  // namespace broker
