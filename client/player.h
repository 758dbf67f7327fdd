// Plays one compiled case. Pure: bytes and time go in, actions and a deadline come out; it touches neither
// socket nor clock, so the same player runs over TCP, TLS, WebSocket and over a scripted wire in virtual
// time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "client/authentication.h"
#include "client/outcome.h"
#include "client/transport_breach.h"
#include "codec/field.h"
#include "script/plan.h"

namespace client {

/// Names one connection of one actor; never used twice within a case.
using ConnectionId = std::uint32_t;

// ---- what the player wants done
// ----------------------------------------------------------------------------------

struct OpenConnection {
  ConnectionId connection{};
  script::Actor actor{};
  std::string transport;    ///< as in ActorPlan
  std::string certificate;  ///< as in ActorPlan
};
struct WriteBytes {
  ConnectionId connection{};
  std::string bytes;
  script::Delivery delivery;
  bool end_follows{};  ///< the FIN of our side comes next, and is to share the last segment
};
struct HalfClose {
  ConnectionId connection{};
};  ///< FIN of our side, goes on reading
struct CloseConnection {
  ConnectionId connection{};
};  ///< half-close, then read to the end; Ended is reported
struct ResetConnection {
  ConnectionId connection{};
};  ///< RST; nothing is reported afterwards
struct DropConnection {
  ConnectionId connection{};
};  ///< forget it, whatever its state; nothing is reported afterwards
struct StopReading {
  ConnectionId connection{};
};
struct GoOnReading {
  ConnectionId connection{};
};
/// Something is done with the broker itself, or with the link between two; BrokerAnswered tells how it went,
/// later. One thing at a time.
struct ControlBroker {
  enum class What : std::uint8_t { stop, kill, start, restart, cut_link, restore_link };
  What what{};
  std::string broker{};                   ///< which of the target's; empty where it has one
  std::optional<codec::PacketType> at{};  ///< the link is cut where the next of these would cross
};
using Action = std::variant<OpenConnection, WriteBytes, HalfClose, CloseConnection, ResetConnection,
                            DropConnection, StopReading, GoOnReading, ControlBroker>;

// ---- what the edge tells
// -----------------------------------------------------------------------------------------

struct Opened {
  ConnectionId connection{};
  TransportBreach breach{};
};
/// No transport: nobody listens, the name does not resolve, time-out.
struct OpenFailed {
  ConnectionId connection{};
  std::string why;
};
/// TCP stood, but the server refused the TLS or WebSocket handshake: for a scenario, a connection closed at
/// once.
struct Refused {
  ConnectionId connection{};
  std::string why;
  TransportBreach breach{};
};
struct Received {
  ConnectionId connection{};
  std::string_view bytes;
};
struct Ended {
  enum class How : std::uint8_t { fin, rst, error };
  ConnectionId connection{};
  How how{};
  std::string detail;
  TransportBreach breach{};
};
/// It has ended, or it answers CONNECT again; the link is as it was wished.
struct BrokerAnswered {
  bool done{};
  std::string why;  ///< not done: the end of a sentence that begins with the broker, or the link
};
using Event = std::variant<Opened, OpenFailed, Refused, Received, Ended, BrokerAnswered>;

// ---- what it needs to know
// ---------------------------------------------------------------------------------------

struct Credentials {
  std::string user_name;
  std::string password;
  bool given{};
};

/// What the server said in CONNACK of the probe, or what the target file declares.
struct ServerFacts {
  std::map<codec::Field, codec::Number> announced;  ///< defaults filled in (3.2.2.3)
  std::map<std::string, bool> capabilities;   ///< words of `needs`, and those that the probe found missing
  std::map<std::string, std::string> source;  ///< capability or field name -> where it was read
};

struct Settings {
  Time timeout = std::chrono::seconds(5);       ///< per awaited packet
  Time grace = std::chrono::milliseconds(100);  ///< behind weak and medium fences (TRIALS rule 4)
  bool keeps_order =
      true;  ///< within publisher, topic and QoS; else the grace stands behind strong fences, too
  Time strong_tail = std::chrono::milliseconds(20);
  /// `acks=slow`: so long after each arrival. On a far link more than on a near one, or a publisher could not
  /// fill the window before the first acknowledgement is there.
  Time slow_acks_by = std::chrono::milliseconds(100);
  Time close_wait = std::chrono::seconds(1);  ///< before a fence branch begins beside a wait for the close
  Time broker_fin_wait = std::chrono::seconds(2);  ///< `leaves`, `closes`
  double time_scale = 1.0;
  bool replay = false;   ///< longer waits: close_wait 5 s, patience with keep alive 40 s
  bool loopback = true;  ///< off loopback an RST without DISCONNECT is not held against it
  ServerFacts server;
  std::map<std::string, Credentials> users;     ///< by ActorPlan::user; "" is the target's default
  std::map<std::string, AuthCredentials> auth;  ///< by the names that scenarios use: `$auth.good`
  /// By ActorPlan::user: a prefix of topics that this user may read and everybody may publish to; markers for
  /// such an actor go there. Without one they go beside the case's root.
  std::map<std::string, std::string> marker_prefix;
};

/// 0, which names none, for what is about the broker.
template <typename ActionOrEvent>
ConnectionId connection_of(const ActionOrEvent& one) {
  return std::visit(
      [](const auto& each) -> ConnectionId {
        if constexpr (requires { each.connection; }) return each.connection;
        return 0;
      },
      one);
}

/// One play of one case. Drive it so: start(); then, until done(): carry out take_actions(), wait for events
/// or deadline(), report them by handle() or tick(). Every call takes the present time, which never runs
/// backwards.
class Player {
 public:
  /// The plan must outlive the player.
  Player(const script::CasePlan& plan, Settings settings);
  ~Player();
  Player(Player&&) noexcept;
  Player& operator=(Player&&) noexcept;

  void start(Time now);
  void handle(const Event& event, Time now);
  void tick(Time now);
  /// The loop noticed that it was this much late; spans that contain it may be called starved.
  void lag(Time amount, Time now);
  /// The run is being cut short (deadline, Ctrl-C, broker died): ends the case as inconclusive with that
  /// reason.
  void abandon(std::string_view reason, Time now);

  /// Once more when it is done: what is still open is to be dropped.
  std::vector<Action> take_actions();
  /// When tick() is due, if nothing happens before.
  std::optional<Time> deadline() const;

  /// The script is through; only the drain is going on. Such a case holds no slot.
  bool draining() const;
  bool done() const;
  /// Valid once done().
  const Outcome& outcome() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace client
