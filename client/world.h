// The state of one case in play, shared by all that act on it, and the few ways to touch the wire. What is
// written here is written in one place only: sends are booked from their bytes, ids of the harness count
// down, the log has every packet.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/connection.h"
#include "client/matching.h"
#include "client/player.h"
#include "client/trouble.h"
#include "client/unread.h"

namespace client {

struct ActorState {
  std::optional<Connection> connection;  ///< the present or the last one
  std::uint32_t connections = 0;         ///< so many have been opened
  UnreadList unread;
  std::vector<Tolerance> tolerances;
  std::vector<std::string> read_qos1;       ///< topic and payload of QoS 1 messages read so far (3.1.1 drain)
  std::optional<std::size_t> last_publish;  ///< index into World::published
};

/// A message that a script sent, for the question whether a strong fence is one.
struct PublishedMessage {
  script::Actor by{};
  Packet packet;
  bool complete{};
  bool harness{};
};

/// A packet that the harness itself must send later: a slow acknowledgement.
struct DelayedWrite {
  Time due{};
  ConnectionId connection{};
  script::Actor actor{};
  std::string bytes;
};

struct Marker {
  script::Actor actor{};
  std::string payload;
  bool retained{};
  Time at{};
};

/// The answer to a request of the harness.
struct HarnessAnswer {
  Time at{};
  codec::PacketType type{};
  std::uint8_t worst_code{};
};

/// A `never` in force.
struct Watch {
  const script::Never* never{};
  script::Location where;
};

struct World {
  World(const script::CasePlan& the_plan, Settings the_settings);

  const script::CasePlan& plan;
  Settings settings;
  Time now{};
  Time began{};
  Outcome outcome;
  std::vector<Action> actions;
  std::vector<ActorState> actors;
  Captures captures;
  std::map<script::Actor, script::Actor> roles;  ///< `as taker other`
  std::map<std::string, std::shared_ptr<Session>, std::less<>> sessions;
  std::vector<PublishedMessage> published;
  std::vector<DelayedWrite> delayed;
  std::vector<Marker> markers;
  std::map<Token, HarnessAnswer> answers;
  std::optional<BrokerAnswered> broker_answer;  ///< to the last wish to stop, kill or start it
  std::set<std::string> control_topics;  ///< of retained fences: the empty message that clears one is ours
  std::vector<Watch> watches;
  std::optional<Trouble> pending;  ///< found at an arrival: a never was hit, a packet made going on pointless
  std::set<std::string> rules_seen;  ///< ids of standing rules that had something to judge
  std::set<std::string> evaluated;   ///< `else` ids whose lines were really tested
  std::set<std::string> untested;    ///< ids of `covers` that the way which the broker took says nothing of
  std::vector<std::pair<Time, Time>> lags;
  bool given{};                ///< the running step stands in a `given`
  script::Location step_at{};  ///< of the running step: the line that a standing rule's breach is shown at

  // ---- time
  /// Whether the loop was more than 50 ms late since then; where a long silence decides, more than a
  /// twentieth of it.
  bool late_since(Time begin, Time silence = {}) const;
  Time scaled(Time duration) const;

  // ---- actors
  script::Actor resolve(script::Actor actor) const;
  ActorState& at(script::Actor actor) { return actors[resolve(actor)]; }
  const ActorState& at(script::Actor actor) const { return actors[resolve(actor)]; }
  const std::string& name(script::Actor actor) const { return plan.actors[resolve(actor)].name; }
  /// The connection if it is the actor's present one, else null (it was dropped or reset).
  Connection* find(ConnectionId id);
  Connection* present(script::Actor actor);

  // ---- the wire
  Connection& open(script::Actor actor, script::Acks acks, bool pings);
  /// Writes and books. Dropped silently when the broker has closed. `token` of_script: the script's own.
  void write(Connection& connection, std::string_view bytes, const script::Delivery& delivery, Token token,
             bool harness, bool wrong);
  /// What is written from here on is booked as ever and kept back; release() hands it over in one piece.
  static void gather(Connection& connection);
  void release(Connection& connection, const script::Delivery& delivery, bool end_follows);
  /// A packet of the harness; waits while the script stands in the middle of one of its own.
  void write_harness(Connection& connection, std::string_view bytes, Token token);
  /// An acknowledgement by the harness.
  void acknowledge(Connection& connection, codec::PacketType type, std::uint16_t id, std::uint8_t code = 0);
  void ping(Connection& connection, Token token);
  void log(const Connection& connection, WireEvent::What what, std::string bytes, bool harness,
           std::string text = {});

  // ---- names of the harness
  Token new_token() { return ++last_token_; }
  /// A packet id that nothing uses: from 65535 downwards for the harness, from 1 upwards for verbs.
  std::uint16_t harness_id(const Connection& connection);
  std::uint16_t verb_id(const Connection& connection) const;
  std::uint64_t next_order() { return ++last_order_; }
  std::uint32_t next_fence() { return ++last_fence_; }
  std::string marker_payload(std::uint32_t number) const;
  bool is_marker(std::string_view payload) const;

  // ---- findings
  /// What a line of the script advises or notes, charged to `charge` or the scenario's point. Within `given`
  /// the point is not on trial: without a charge of its own the line says nothing there.
  void advise_by_line(const std::string& charge, std::string text, script::Location where);
  void note_by_line(const std::string& charge, std::string text, script::Location where);
  void advise(std::string requirement, std::string text, script::Location where);
  void note(std::string requirement, std::string text, script::Location where);
  /// A standing rule is broken. Advice when the requirement is no must.
  void rule_broken(std::string_view requirement, bool must, std::string expected, std::string actual,
                   std::string explanation, std::size_t wire_index);
  /// The id that is charged when a line names none.
  std::string point() const { return plan.covers.empty() ? std::string() : plan.covers.front(); }
  std::string charge_or_point(const std::string& charge) const { return charge.empty() ? point() : charge; }

  std::string compose(codec::PacketType type, std::span<const codec::FieldValue> fields);

 private:
  void write_deferred(Connection& connection);

  Token last_token_ = 0;
  std::uint64_t last_order_ = 0;
  std::uint32_t last_fence_ = 0;
  ConnectionId last_connection_ = 0;
  std::uint16_t last_harness_id_ = 0;
};

}  // namespace client
