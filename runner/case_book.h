// What is known of each case while the run goes on, and what one more play means for its verdict: a fail
// counts after it was repeated alone, and not before. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "runner/result.h"
#include "script/script.h"

namespace runner {

enum class Next : std::uint8_t { decided, play_again, replay };

struct CaseRecord {
  script::CaseInfo info;
  CaseResult result;
  std::size_t main_plays = 0;
  std::size_t replays = 0;
  std::size_t starved_replays = 0;  ///< those in which this machine was too busy to judge
  bool decided = false;
  std::optional<client::Outcome> first_failure;
  std::optional<client::Outcome> first_advice;  ///< of a run whose gate advice fails
  client::Time ended{};                         ///< of the last play
};

/// After a play in the main pass, of which there are to be `repeat` unless one fails or is inconclusive:
/// those are replayed. At Level::should advice fails the gate, so it is confirmed like a fail.
Next after_main_play(CaseRecord& record, const client::Outcome& outcome, std::size_t repeat,
                     Level level = Level::must);

/// After a play alone. A fail is one when 1 + `retries` replays failed, too; one that passes is flaky. Advice
/// that was to be confirmed is so when as many replays brought some, or is flaky. A
/// replay for which this machine was too busy decides nothing and is repeated, three times at most; one that
/// is inconclusive, without a fail before it, is repeated once.
Next after_replay(CaseRecord& record, const client::Outcome& outcome, std::size_t retries);

/// The run ends before the case could be decided: a fail without its replay accuses nobody.
void give_up(CaseRecord& record, std::string_view reason);

/// Decided without a play.
void decide(CaseRecord& record, client::Verdict verdict, std::string_view reason);

}  // namespace runner
