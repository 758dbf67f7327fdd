// What the user may say about a run, beyond target and selection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "runner/known_failures.h"
#include "runner/result.h"

namespace runner {

struct Options {
  std::string tool_version;
  std::string seed;                  ///< hexadecimal; empty: a random one
  std::size_t jobs = 50;             ///< 1..200
  std::size_t repeat = 1;            ///< plays of every case
  std::size_t retries = 0;           ///< replays beyond the one that every fail gets
  bool replay = true;                ///< false: a fail is believed at once, unconfirmed
  bool fail_fast{};                  ///< nothing new is started after the first confirmed fail
  std::optional<double> timeout_s;   ///< per step; empty: calibrated
  std::optional<double> deadline_s;  ///< of the whole run
  double time_scale = 1;             ///< stretches waits and windows
  std::string topic_prefix;
  std::string client_id_prefix;
  std::optional<KnownFailures> known = {};  ///< these are not replayed, and do not count against the broker
  bool show_secrets{};                      ///< passwords and authentication data stay in the result
  /// Kept for the reports as it is: patterns, covers, tags, shard, safe, rerun_arguments.
  Selection selection;
};

}  // namespace runner
