// The two kinds of lines that assert: `X <- P …` and `X is closed/refused`. Both are first looked at (can it
// be satisfied now, later, never?) and then taken, because `either` looks at several and takes one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "client/matching.h"
#include "client/poll.h"

namespace client {

/// What a line would take if it were its turn.
struct Candidate {
  enum class State : std::uint8_t { waiting, match, blocked };
  State state{};
  script::Actor actor{};
  std::uint64_t order{};  ///< of the arrival that satisfies it
  std::size_t index{};    ///< in the actor's queue of that type
  codec::PacketType type{};
  std::vector<std::size_t> tolerated;   ///< earlier packets of that queue, used up on the way
  std::vector<std::size_t> tolerances;  ///< by which of the actor's tolerances, in step with `tolerated`
  std::optional<Bindings> bindings;
  std::optional<Trouble> trouble;  ///< why it is blocked
  std::optional<Packet> packet;    ///< react: the acknowledgement, DISCONNECT or CONNACK that came with it
  bool ended{};                    ///< the end of the connection is part of it
  std::optional<Time> overdue;     ///< react: closed so late that only the patience of a replay saw it
};

Candidate look(const World& world, const script::Receive& line, const Timing& timing, script::Location where);
/// Takes it off the unread list, binds captures and roles, grades `should`.
void take(World& world, const script::Receive& line, const Candidate& candidate);

Candidate look(const World& world, const script::React& line, const Timing& timing, script::Location where);
void take(World& world, const script::React& line, const Candidate& candidate, script::Location where);

/// When waiting for such a line ends. `since`: the beginning, or the last packet that counted.
Time deadline_of(const World& world, const script::Window& window, const Timing& timing, Time since);
/// How long a replay waits for the close of a client that fell silent (TRIALS rule 9); nothing when this line
/// is no such case.
std::optional<Time> patience_of(const World& world, const script::React& line, const Timing& timing);

/// "bob <- PUBLISH …", for reports.
std::string print(const World& world, const script::Receive& line);
std::string print(const World& world, const script::React& line);

/// Trouble of a line for which nothing came in time.
Trouble nothing_came(const World& world, script::Actor actor, std::string expected, const std::string& charge,
                     script::Location where, Time waited);

/// Whether what the line waits for is a QoS 0 message, which may be lost without anybody's fault.
bool may_be_lost(const World& world, const script::Receive& line);
/// Its absence is advice.
void advise_of_loss(World& world, const script::Receive& line, script::Location where);

/// Tolerates what `line` describes from here to the end of the connection.
void tolerate(World& world, const script::Receive& line, std::optional<std::uint32_t> count);
/// Whether a tolerance of the actor covers the packet; its index.
std::optional<std::size_t> tolerance_for(const World& world, script::Actor actor, const Packet& packet,
                                         const std::vector<std::size_t>& used);
bool tolerates_end(const World& world, script::Actor actor);

}  // namespace client
