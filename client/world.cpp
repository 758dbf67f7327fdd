// See world.h.
#include "client/world.h"

#include <algorithm>

#include "client/booking.h"

namespace client {

namespace {

constexpr Time tolerated_lag = std::chrono::milliseconds(50);
/// Of a long wait, which is a multiple of the slowest that was measured, a twentieth decides nothing.
constexpr Time::rep tolerated_share = 20;
constexpr std::string_view marker_prefix = "fence of ";

WireEvent event_of(const Connection& connection, Time now, WireEvent::What what, std::string bytes,
                   bool harness, std::string text) {
  WireEvent event;
  event.at = now;
  event.actor = connection.actor;
  event.connection = connection.ordinal;
  event.what = what;
  event.bytes = std::move(bytes);
  event.harness = harness;
  event.text = std::move(text);
  return event;
}

}  // namespace

World::World(const script::CasePlan& the_plan, Settings the_settings)
    : plan(the_plan), settings(std::move(the_settings)), actors(the_plan.actors.size()) {}

bool World::late_since(Time begin, Time silence) const {
  const Time tolerated = std::max(tolerated_lag, Time(silence / tolerated_share));
  return std::ranges::any_of(lags,
                             [&](const auto& lag) { return lag.first >= begin && lag.second > tolerated; });
}

Time World::scaled(Time duration) const {
  return Time(static_cast<Time::rep>(static_cast<double>(duration.count()) * settings.time_scale));
}

script::Actor World::resolve(script::Actor actor) const {
  const auto found = roles.find(actor);
  return found == roles.end() ? actor : found->second;
}

Connection* World::find(ConnectionId id) {
  for (ActorState& actor : actors)
    if (actor.connection && actor.connection->id == id) return &*actor.connection;
  return nullptr;
}

Connection* World::present(script::Actor actor) {
  ActorState& state = at(actor);
  return state.connection && state.connection->stage != Connection::Stage::ended ? &*state.connection
                                                                                 : nullptr;
}

Connection& World::open(script::Actor actor, script::Acks acks, bool pings) {
  ActorState& state = at(actor);
  Connection connection;
  connection.id = ++last_connection_;
  connection.actor = resolve(actor);
  connection.ordinal = state.connections++;
  connection.acks = acks;
  connection.pings = pings;
  connection.last_sent = now;
  connection.session = std::make_shared<Session>();
  state.connection = std::move(connection);
  state.unread.clear();
  state.tolerances.clear();
  const script::ActorPlan& actor_plan = plan.actors[state.connection->actor];
  actions.emplace_back(OpenConnection{state.connection->id, state.connection->actor, actor_plan.transport,
                                      actor_plan.certificate});
  return *state.connection;
}

void World::log(const Connection& connection, WireEvent::What what, std::string bytes, bool harness,
                std::string text) {
  outcome.wire.push_back(event_of(connection, now, what, std::move(bytes), harness, std::move(text)));
}

void World::write(Connection& connection, std::string_view bytes, const script::Delivery& delivery,
                  Token token, bool harness, bool wrong) {
  if (!connection.open() || connection.we_end || connection.half_closed || bytes.empty()) return;
  if (connection.gathered)
    *connection.gathered += bytes;
  else
    actions.emplace_back(WriteBytes{connection.id, std::string(bytes), delivery});
  connection.last_sent = now;
  if (connection.tainted && !harness) connection.pipelined_behind = true;
  if (wrong) connection.tainted = true;
  connection.out.push(bytes);
  while (std::optional<Frame> frame = connection.out.next()) {
    log(connection, WireEvent::What::sent, frame->bytes, harness);
    if (!frame->sound) {
      connection.out_lost = true;
      connection.tainted = true;
      continue;
    }
    Packet packet = read_packet(std::move(frame->bytes), plan.version, codec::Direction::client_to_server);
    packet.at = now;
    packet.wire_index = outcome.wire.size() - 1;
    book_sent(*this, connection, packet, token, harness);
  }
  write_deferred(connection);
}

void World::write_deferred(Connection& connection) {
  if (connection.gathered || connection.out.in_the_middle() || connection.deferred.empty()) return;
  std::string deferred;
  std::swap(deferred, connection.deferred);
  write(connection, deferred, {}, of_script, true, false);
}

void World::gather(Connection& connection) {
  connection.gathered.emplace();
}

void World::release(Connection& connection, const script::Delivery& delivery, bool end_follows) {
  std::string bytes = std::move(connection.gathered).value_or(std::string());
  connection.gathered.reset();
  if (!bytes.empty())
    actions.emplace_back(WriteBytes{connection.id, std::move(bytes), delivery, end_follows});
  if (!end_follows) write_deferred(connection);
}

void World::write_harness(Connection& connection, std::string_view bytes, Token token) {
  if (connection.in_the_middle()) {
    connection.deferred += bytes;
    return;
  }
  write(connection, bytes, {}, token, true, false);
}

std::string World::compose(codec::PacketType type, std::span<const codec::FieldValue> fields) {
  return codec::compose(type, plan.version, fields).value_or(std::string());
}

void World::acknowledge(Connection& connection, codec::PacketType type, std::uint16_t id, std::uint8_t code) {
  std::vector<codec::FieldValue> fields = {field(codec::Field::id, codec::Number{id})};
  if (code != 0) fields.push_back(field(codec::Field::code, codec::Number{code}));
  write_harness(connection, compose(type, fields), of_script);
}

void World::ping(Connection& connection, Token token) {
  write_harness(connection, compose(codec::PacketType::pingreq, {}), token);
}

std::uint16_t World::harness_id(const Connection& connection) {
  const auto& used = connection.session->outbound;
  do {
    last_harness_id_ =
        last_harness_id_ <= 32768 ? std::uint16_t{65535} : static_cast<std::uint16_t>(last_harness_id_ - 1);
  } while (used.contains(last_harness_id_));
  return last_harness_id_;
}

std::uint16_t World::verb_id(const Connection& connection) const {
  std::uint16_t id = 1;
  while (connection.session->outbound.contains(id)) ++id;
  return id;
}

std::string World::marker_payload(std::uint32_t number) const {
  return std::string(marker_prefix) + plan.topic_root + " " + std::to_string(number);
}

bool World::is_marker(std::string_view payload) const {
  return payload.starts_with(marker_prefix);
}

void World::advise_by_line(const std::string& charge, std::string text, script::Location where) {
  if (!given || !charge.empty()) advise(charge_or_point(charge), std::move(text), where);
}

void World::note_by_line(const std::string& charge, std::string text, script::Location where) {
  if (!given || !charge.empty()) note(charge_or_point(charge), std::move(text), where);
}

void World::advise(std::string requirement, std::string text, script::Location where) {
  outcome.advice.push_back(Remark{std::move(requirement), std::move(text), where});
}

void World::note(std::string requirement, std::string text, script::Location where) {
  outcome.notes.push_back(Remark{std::move(requirement), std::move(text), where});
}

void World::rule_broken(std::string_view requirement, bool must, std::string expected, std::string actual,
                        std::string explanation, std::size_t wire_index) {
  if (!must) {
    const bool known = std::ranges::any_of(outcome.advice, [&](const Remark& remark) {
      return remark.requirement == requirement && remark.text.starts_with(explanation);
    });
    if (!known) advise(std::string(requirement), explanation + " (" + actual + ")", step_at);
    return;
  }
  const bool known = std::ranges::any_of(outcome.failures, [&](const Failure& failure) {
    return failure.by_standing_rule && failure.requirement == requirement;
  });
  if (known) return;  // one broken rule, however often, is one failure
  Failure failure;
  failure.where = step_at;
  failure.expected = std::move(expected);
  failure.actual = std::move(actual);
  failure.requirement = std::string(requirement);
  failure.explanation = std::move(explanation);
  failure.by_standing_rule = true;
  failure.wire_index = wire_index;
  outcome.failures.push_back(std::move(failure));
}

}  // namespace client
