// See the header.
#include "runner/case_book.h"

#include <fmt/format.h>

namespace runner {
namespace {

using client::Outcome;
using client::Verdict;

constexpr std::size_t most_starved_replays = 3;
constexpr std::size_t inconclusive_replays = 2;

/// Which of several plays without a fail is told: the one that leaves most to be said.
int weight(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return 1;
    case Verdict::advisory: return 2;
    case Verdict::unsupported: return 3;
    case Verdict::inconclusive: return 4;
    case Verdict::flaky: return 5;
    case Verdict::fail: return 6;
    case Verdict::error: return 7;
    case Verdict::not_run: return 0;
  }
  return 0;
}

void adopt(CaseRecord& record, const Outcome& outcome, Verdict verdict) {
  record.result.outcome = outcome;
  record.result.outcome.verdict = verdict;
  record.result.verdict = verdict;
}

Next decided(CaseRecord& record) {
  record.decided = true;
  return Next::decided;
}

}  // namespace

Next after_main_play(CaseRecord& record, const Outcome& outcome, std::size_t repeat, Level level) {
  ++record.main_plays;
  ++record.result.plays;
  if (weight(outcome.verdict) >= weight(record.result.verdict)) adopt(record, outcome, outcome.verdict);
  if (outcome.verdict == Verdict::fail) {
    record.first_failure = outcome;
    return Next::replay;
  }
  if (outcome.verdict == Verdict::advisory && fails_gate(Verdict::advisory, level)) {
    record.first_advice = outcome;
    return Next::replay;
  }
  // What spoiled it may have been an accident: the machine's, or a connection that the broker dropped once.
  if (outcome.verdict == Verdict::inconclusive) return Next::replay;
  const bool more = outcome.verdict == Verdict::pass || outcome.verdict == Verdict::advisory;
  return more && record.main_plays < repeat ? Next::play_again : decided(record);
}

Next after_replay(CaseRecord& record, const Outcome& outcome, std::size_t retries) {
  ++record.result.plays;
  if (outcome.starved && record.starved_replays < most_starved_replays) {
    ++record.starved_replays;
    return Next::replay;
  }
  ++record.replays;
  switch (outcome.verdict) {
    case Verdict::fail:
      adopt(record, outcome, Verdict::fail);
      if (!record.first_failure) {  // it had only been starved before: this is its first failure
        record.first_failure = outcome;
        record.replays = 0;
        return Next::replay;
      }
      return record.replays <= retries ? Next::replay : decided(record);
    case Verdict::pass:
    case Verdict::advisory:
    case Verdict::unsupported:
      if (record.first_failure) {
        adopt(record, *record.first_failure, Verdict::flaky);
        record.result.outcome.reason = fmt::format("failed once, and did not when it was played again alone");
      } else if (record.first_advice && outcome.verdict == Verdict::advisory && record.replays <= retries) {
        return Next::replay;
      } else if (record.first_advice && outcome.verdict == Verdict::pass) {
        adopt(record, *record.first_advice, Verdict::flaky);
        record.result.outcome.reason = "got advice once, and none when it was played again alone";
      } else {
        adopt(record, outcome, outcome.verdict);
      }
      return decided(record);
    case Verdict::inconclusive:
      if (!record.first_failure && !record.first_advice && record.replays < inconclusive_replays)
        return Next::replay;
      if (record.first_failure) {
        adopt(record, *record.first_failure, Verdict::inconclusive);
        record.result.outcome.reason =
            fmt::format("failed once; played again alone it was inconclusive: {}", outcome.reason);
      } else if (record.first_advice) {
        adopt(record, *record.first_advice, Verdict::inconclusive);
        record.result.outcome.reason =
            fmt::format("got advice once; played again alone it was inconclusive: {}", outcome.reason);
      } else {
        adopt(record, outcome, Verdict::inconclusive);
      }
      return decided(record);
    case Verdict::flaky:
    case Verdict::not_run:
    case Verdict::error: break;
  }
  adopt(record, outcome, Verdict::error);
  return decided(record);
}

void give_up(CaseRecord& record, std::string_view reason) {
  if (record.decided) return;
  record.decided = true;
  if (record.first_failure) {
    adopt(record, *record.first_failure, Verdict::inconclusive);
    record.result.outcome.reason = fmt::format("failed once, and could not be played again: {}", reason);
  } else if (record.first_advice) {
    adopt(record, *record.first_advice, Verdict::inconclusive);
    record.result.outcome.reason = fmt::format("got advice once, and could not be played again: {}", reason);
  } else if (record.result.plays == 0) {
    record.result.verdict = Verdict::not_run;
    record.result.outcome.verdict = Verdict::not_run;
    record.result.outcome.reason = reason;
  }
}

void decide(CaseRecord& record, Verdict verdict, std::string_view reason) {
  record.decided = true;
  record.result.verdict = verdict;
  record.result.outcome.verdict = verdict;
  record.result.outcome.reason = reason;
}

}  // namespace runner
