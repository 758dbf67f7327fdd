// The result of a run: the single source of every report. Plain data; JSON is its written form
// (docs/schema/result.schema.json).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/outcome.h"
#include "codec/version.h"

namespace runner {

enum class RequirementVerdict : std::uint8_t {
  verified,
  violated,
  advised,
  unsupported,
  inconclusive,
  not_exercised,
  not_testable
};

/// How strict the gate is: whether advice (a SHOULD that was not followed) counts as a failure, too.
enum class Level : std::uint8_t { must, should };

/// Whether a case with this verdict fails the gate, unless a baseline tells of it.
constexpr bool fails_gate(client::Verdict verdict, Level level) {
  return verdict == client::Verdict::fail || verdict == client::Verdict::flaky ||
         (verdict == client::Verdict::advisory && level == Level::should);
}

/// A capability of the target as it was found.
struct Capability {
  std::string name;           ///< "maximum_qos", "shared_subscription_available", "tls"
  std::string value;          ///< "2", "yes", "no"
  std::string source;         ///< "CONNACK", "probe", "target file", "command line", "default"
  std::string version;        ///< "5.0", "3.1.1" or "" for both
  std::string listener = {};  ///< "limited"; empty: the default one, or all
};

struct TargetDescription {
  std::string name;  ///< "mosquitto 2.0.11", or host:port
  std::string url;   ///< never with a password
  bool loopback = true;
  bool simulated{};                      ///< in this process and in virtual time
  std::vector<codec::Version> versions;  ///< those that are judged
  std::string version_note;              ///< "speaks 3.1.1 only: …", or empty
  std::vector<Capability> capabilities;
};

/// What the seed, the selection and the options of the run were; enough to do it again.
struct Selection {
  std::string seed;
  std::vector<std::string> patterns;
  std::vector<std::string> covers;
  std::vector<std::string> tags;
  std::string shard;  ///< "1/3" or empty
  bool safe{};
  std::size_t jobs{};
  std::size_t repeat = 1;
  std::size_t retries{};
  double timeout_s{};
  double time_scale = 1;
  Level level = Level::must;
  std::string
      rerun_arguments;  ///< what a rerun line needs besides pattern and seed: "--broker 127.0.0.1:1883"
};

struct CaseResult {
  std::string id;  ///< "retain/newest-replaces-older[qos=1]@5.0"
  std::string suite;
  std::string scenario;
  std::string variant;  ///< of a matrix: the variant's label, "flags=3"; else empty
  std::string sentence;
  codec::Version version{};
  std::vector<std::string> covers;
  std::vector<std::string> tags;
  std::vector<std::string> formerly;  ///< ids that the case had before
  std::string file;
  std::uint32_t line{};
  std::vector<std::string> source;  ///< the scenario's lines; the first has number `line`
  std::vector<std::string> actors;  ///< by index, for the wire log
  client::Verdict verdict = client::Verdict::not_run;
  client::Outcome outcome;  ///< of the play that decided (the last one)
  std::size_t plays{};      ///< 1, or more with replays and --repeat
  std::string listener;     ///< where it was played, unless on the target's default listener: "limited"
  std::string listener_url;
  std::string canary;      ///< after a fail: "alive", "wounded: …", "dead"
  std::string known = {};  ///< a failure that the baseline tells of: its reasons
  bool running_when_broker_died{};
};

struct RequirementResult {
  std::string id;
  RequirementVerdict verdict = RequirementVerdict::not_exercised;
  std::vector<std::string> cases;  ///< ids of the cases that put it to the test, the deciding ones first
  std::string reason;              ///< not_testable, unsupported, inconclusive: why
  std::size_t advice{};            ///< how many cases advise against
};

/// A line of the baseline that the run does not bear out.
struct Stray {
  std::uint32_t line{};
  std::string entry;               ///< "retain/cleared@5.0 5.0/MQTT-3.3.1-6"
  std::string what;                ///< "passes; remove the line"
  std::vector<std::string> cases;  ///< ids of those that show it; empty when all or none do
};

/// What was expected to fail, and whether it did.
struct BaselineResult {
  std::string file;
  std::size_t entries{};
  std::vector<Stray> strays;
};

struct Summary {
  std::map<std::string, std::size_t> verdicts;  ///< by name_of(Verdict)
  double duration_s{};                          ///< everything
  double main_pass_s{};                         ///< without probe and replays
  bool broker_died{};
  std::string broker_died_text;  ///< "mosquitto ended with signal 11 (SIGSEGV) while 3 cases were running"
  bool interrupted{};
  bool deadline_reached{};
  int exit_code{};
};

struct RunResult {
  std::string tool_version;
  TargetDescription target;
  Selection selection;
  Summary summary;
  std::vector<CaseResult> cases;                ///< in order of suite, scenario, row, version
  std::vector<RequirementResult> requirements;  ///< every id of the catalogue that this run could speak of
  std::optional<BaselineResult> baseline = {};  ///< none: every failure is unexpected
  std::map<std::string, double> calibration;    ///< "delivery_ms_max", "grace_ms", …
};

/// Exit codes (DESIGN section 7); of several the gravest counts.
enum class Exit : int {
  as_expected = 0,
  unexpected = 1,
  usage = 2,
  invalid_scenario = 3,
  unreachable = 4,
  nothing_selected = 5,
  incomplete = 6,
  internal = 70,
  interrupted = 130
};

/// Fills `requirements` and the summary's counts and exit code from the cases. Pure.
void summarise(RunResult& result);

}  // namespace runner
