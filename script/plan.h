// What the compiler makes of a scenario for one version and one row, and what the player plays: a straight
// list of steps in which everything that can be known before the run is a literal. Versions, rows, `let`,
// `repeat`, `on`,
// `$…` are gone; only captures (?x) are still open. Meaning of every construct: docs/language.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "codec/compose.h"
#include "codec/field.h"
#include "codec/matrix.h"
#include "codec/version.h"

namespace script {

using Duration = std::chrono::nanoseconds;

/// A place in the scenario's file; line and column count from 1, in bytes.
struct Location {
  std::uint32_t line{};
  std::uint32_t column{};
  std::uint32_t length{};

  friend bool operator==(const Location&, const Location&) = default;
};

/// Index into CasePlan::actors.
using Actor = std::uint16_t;

/// A value learned on the wire, with what is added to it (`?id+1`).
struct CaptureUse {
  std::string name{};
  std::int64_t plus{};

  friend bool operator==(const CaptureUse&, const CaptureUse&) = default;
};

/// The next message of the authentication method that the target's credentials name (`$auth.good.next`).
struct NextMessage {
  std::string credentials{};

  friend bool operator==(const NextMessage&, const NextMessage&) = default;
};

using Operand = std::variant<codec::Value, CaptureUse, NextMessage>;

/// A field of a packet to send. Several of the same field stay several (user_property, filter).
struct SentField {
  codec::Field field{};
  Operand value{};
  bool marked_illegal{};  ///< `!` behind the value
  Location where{};
};

// ---- what a field must be
// ----------------------------------------------------------------------------------------

struct AnyValue {  ///< `*`: present on the wire, whatever it is
  friend bool operator==(const AnyValue&, const AnyValue&) = default;
};
struct AbsentValue {  ///< `-`: not on the wire
  friend bool operator==(const AbsentValue&, const AbsentValue&) = default;
};
struct Range {  ///< `lo..hi`, either end may be open; inclusive
  std::optional<codec::Number> lowest{};
  std::optional<codec::Number> highest{};

  friend bool operator==(const Range&, const Range&) = default;
};
struct Alternatives {  ///< `a`, `a|b`, `?x`
  std::vector<Operand> values{};

  friend bool operator==(const Alternatives&, const Alternatives&) = default;
};
using ElementMatch = std::variant<AnyValue, Range, Alternatives>;
struct ListMatch {  ///< `[0, 1|2, *]`: codes in order; for subscription_identifier a set
  std::vector<ElementMatch> elements{};

  friend bool operator==(const ListMatch&, const ListMatch&) = default;
};
struct RegexMatch {  ///< ECMAScript, the whole value
  std::string source{};

  friend bool operator==(const RegexMatch&, const RegexMatch&) = default;
};
enum class Comparison : std::uint8_t { equal, not_equal, matches };

struct Expectation {
  codec::Field field{};
  Comparison comparison{};
  std::variant<AnyValue, AbsentValue, Range, Alternatives, ListMatch, RegexMatch> value{};
  Location where{};
};

/// Limits on the arrival (docs/language.md, "Receiving"): the lower bound counts from the beginning of the
/// step before, the upper one from its end.
struct Window {
  std::optional<Duration> lower{};
  std::optional<Duration> upper{};
  Location where{};
};

struct PacketPattern {
  enum class What : std::uint8_t { packet, closed, anything };
  What what{};
  codec::PacketType type{};
  std::vector<Expectation> selecting{};  ///< behind `with`
  std::vector<Expectation> required{};
  std::vector<Expectation> advised{};  ///< behind `should`: a mismatch is an advisory
  bool only{};                         ///< no property but those that are named
  Location where{};
};

// ---- steps
// --------------------------------------------------------------------------------------------------------

/// How bytes are handed to the transport.
struct Delivery {
  std::optional<std::uint32_t> split{};       ///< write in pieces of so many bytes, each a segment of its own
  std::optional<std::uint32_t> frame_size{};  ///< WebSocket: cut into frames of so many bytes
  bool text_frame{};                          ///< WebSocket: `frame=text`
};

struct Send {
  Actor actor{};
  codec::PacketType type{};
  std::vector<SentField> fields{};
  codec::Overrides overrides{};
  Delivery delivery{};
  bool wrong_here{};                ///< `PACKET!`
  const codec::Variant* variant{};  ///< of a matrix: `fields` are what it starts from; or null
};

struct SendBytes {
  Actor actor{};
  std::string bytes{};
  Delivery delivery{};
  bool wrong_here{};  ///< `BYTES!`
};

struct Receive {
  std::vector<Actor> actors{};                           ///< several: `one of`
  std::optional<std::pair<Actor, Actor>> taker_other{};  ///< `as taker other`: roles bound by this receive
  PacketPattern pattern{};
  std::uint32_t at_least = 1;
  std::optional<std::uint32_t> at_most = 1;  ///< nothing: without bound
  Window window{};
  std::string charge{};  ///< behind `else`; empty: the scenario's point
};

struct Maybe {
  Receive receive{};
};

struct React {
  enum class How : std::uint8_t { closed, refused };
  Actor actor{};
  How how{};
  std::optional<Operand> id{};
  std::vector<codec::Number> codes{};  ///< those named; others are an advisory
  Window window{};
  std::string charge{};
  std::string also{};    ///< charged besides: a general rule that is broken with the one at hand
  std::string reason{};  ///< whose advice it is that a DISCONNECT tells why; empty: that of `charge`
};

enum class VerbKind : std::uint8_t {
  opens,
  connects,
  subscribes,
  unsubscribes,
  publishes,
  leaves,
  closes,
  resets,
  half_closes,
  stalls,
  resumes,
  reauthenticates,
  is_served  ///< no word of its own: `reacts to $good`
};
enum class Acks : std::uint8_t { automatic, slow, manual };

struct Verb {
  Actor actor{};
  VerbKind kind{};
  std::vector<SentField> fields{};  ///< `session=kept` and `will=$m` are already resolved into fields
  codec::Overrides overrides{};
  Delivery delivery{};
  Acks acks = Acks::automatic;      ///< connects, opens
  bool pings = true;                ///< connects, opens
  std::string auth{};               ///< connects, reauthenticates: whose exchange to go through; empty: none
  const codec::Variant* variant{};  ///< is_served: what was sent, with these fields to start from
  std::vector<Expectation> answer{};
  std::string charge{};
};

struct After {
  Duration duration{};
};

/// What is done with the broker itself, or with the link between two.
struct BrokerControl {
  enum class What : std::uint8_t { restarts, stops, kills, starts, cuts_link, restores_link };
  What what{};
  std::string broker{};                   ///< which of the target's; empty where it has one
  std::optional<codec::PacketType> at{};  ///< the link is cut where the next of these would cross
};

struct Fence {
  enum class Kind : std::uint8_t { weak, medium, strong, retained };
  Kind kind{};
  Actor from{};                    ///< weak: the pinging actor; retained: unused
  std::vector<Actor> to{};         ///< medium, strong, retained
  std::optional<Operand> topic{};  ///< strong
  std::optional<codec::Number> qos{};
  std::string filter{};  ///< retained: the control's topic, fitting filter and all
};

struct Step;

struct Given {
  std::vector<Step> steps;
};
enum class BranchGrade : std::uint8_t { must, should, may };
struct Branch {
  BranchGrade grade{};
  std::string text{};  ///< behind should/may
  std::vector<Step> steps;
  std::string charge{};  ///< of the remark; empty: that of the first line
  Location where{};
  std::vector<std::string> untested{};  ///< ids of `covers` that a server which goes this way did not come to
};
struct Either {
  std::vector<Branch> branches;
};
struct AnyOrder {
  std::vector<Step> lines;  ///< Receive and Maybe only
};
/// What one actor sends in a single write. Behind the last packet may stand the end of its connection.
struct AtOnce {
  Actor actor{};
  std::vector<Step> lines;  ///< Send and SendBytes; the last may be the Verb half-closes, closes or resets
  Delivery delivery{};      ///< of all of it together
};
struct Never {
  std::vector<Actor> actors{};
  PacketPattern pattern{};
  std::optional<Duration> at_least{};  ///< `for 3s`
  std::vector<Step> steps;             ///< ends in a fence
  std::string charge{};
};

struct Step {
  std::variant<Send, SendBytes, Receive, Maybe, React, Verb, After, BrokerControl, Fence, Given, Either,
               AnyOrder, AtOnce, Never>
      what;
  Location where{};    ///< the whole statement's first line
  std::string text{};  ///< that line as it stands in the file, without indentation
};

// ---- the case
// -----------------------------------------------------------------------------------------------------

struct ActorPlan {
  std::string name{};
  std::string client_id{};
  std::string user{};         ///< key among the target's users; empty: the target's default credentials
  std::string transport{};    ///< listener by name: tcp, tls, mtls, ws, wss; empty: where the run points
  std::string certificate{};  ///< none, client, foreign; empty: what the target says
  bool role{};                ///< not a client but a name that `as taker other` binds
};

/// `needs`: a word (users, acl, tls, ws, …) or a range of a server's announced value.
struct Need {
  std::string capability{};  ///< the word; empty when it is a server value
  codec::Field server{};
  Range range{};
  Location where{};
};

struct CasePlan {
  std::string id{};     ///< "retain/newest-replaces-older[qos=1]@5.0"
  std::string suite{};  ///< "retain"
  std::string scenario{};
  std::string row{};       ///< "qos=1", or "" when there is no `for`
  std::string sentence{};  ///< what the scenario says of itself
  std::string file{};      ///< as it was named when read: "scenarios/retain.scenario"
  Location where{};
  codec::Version version{};
  /// Ids of this version; the first is charged by default. In a case of a matrix that is the one which its
  /// variant violates.
  std::vector<std::string> covers{};
  std::vector<std::string> tags{};
  std::vector<Need> needs{};
  std::vector<ActorPlan> actors{};
  std::vector<Step> steps{};
  std::string topic_root{};  ///< `$t`
  std::vector<std::string>
      rootless_topics;  ///< patterns named without the root: their traffic is not foreign
};

/// What a plan is made from besides the scenario.
struct Environment {
  std::string seed = "0";  ///< hexadecimal; names derive from it and from the case's id
  std::string topic_prefix{};
  std::string client_id_prefix{};
  /// What the server announced in that version, defaults filled in (3.2.2.3); empty before the probe: `check`
  /// uses 1 and 65535.
  std::map<codec::Field, codec::Number> server{};
  std::map<std::string, std::string> users{};  ///< role -> user name (reader, writer)
  std::map<std::string, std::string> acl{};    ///< acl.readable -> topic
  std::map<std::string, std::string> auth{};   ///< credentials -> Authentication Method
};

}  // namespace script
