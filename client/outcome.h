// What became of one case: the player's answer and the raw material of every report.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "codec/version.h"
#include "script/plan.h"

namespace client {

/// Since the start of the run; monotonic, real or virtual.
using Time = std::chrono::nanoseconds;

/// Case verdicts (DESIGN section 4). The player never says flaky or not_run, the runner does; it
/// says error only where a plan cannot be carried out (a value that fits no field, a capture never learned).
enum class Verdict : std::uint8_t { pass, advisory, fail, flaky, unsupported, inconclusive, not_run, error };

std::string_view name_of(Verdict verdict);

/// One line of the wire log.
struct WireEvent {
  enum class What : std::uint8_t { opened, sent, received, broker_ended, we_ended, note };
  Time at{};
  script::Actor actor{};
  std::uint32_t connection{};  ///< the actor's n-th connection, from 0
  What what{};
  std::string bytes;  ///< sent and received: one packet, or what cannot be framed
  bool harness{};     ///< fences, pings, automatic acknowledgements, drain: not the script's own
  std::string text;   ///< broker_ended: "FIN" | "RST" | …; note: what is to be said
};

/// The first thing that went wrong, in the scenario's words.
struct Failure {
  script::Location where;   ///< of the field or the line that failed
  std::string expected;     ///< in the scenario notation
  std::string actual;       ///< what came instead, or "nothing within 5 s; the broker answers pings"
  std::string requirement;  ///< the id charged
  std::string explanation;  ///< a sentence
  bool by_standing_rule{};
  std::size_t wire_index{};  ///< the event that showed it; wire.size() when none did
};

/// A should or may that was not followed, or a standing rule's advice.
struct Remark {
  std::string requirement;
  std::string text;
  script::Location where;
};

struct Outcome {
  Verdict verdict = Verdict::not_run;
  std::vector<Failure> failures;  ///< the one that decided first; standing rules may add theirs
  std::vector<Remark> advice;     ///< advised
  std::vector<Remark> notes;      ///< noted
  std::string reason;      ///< unsupported, inconclusive: a sentence; names capability and where it was read
  std::string capability;  ///< unsupported: the capability that is missing
  std::string capability_source;      ///< unsupported: "CONNACK", "SUBACK", "target file", "probe"
  std::vector<std::string> verified;  ///< ids of `covers` and standing rules that this case put to the test
  std::vector<WireEvent> wire;
  Time duration{};
  std::vector<Time> marker_delays;           ///< how long each marker of a fence took to arrive
  std::vector<std::string> retained_topics;  ///< set by this case and perhaps still there
  std::vector<std::string> kept_sessions;    ///< client ids whose session may outlive the case
  bool starved{};
  /// What a broker of ours printed meanwhile, line by line, the last lines of much; the runner adds it.
  std::vector<std::string> broker_log;
};

}  // namespace client
