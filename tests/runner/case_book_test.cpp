// What one more play means for a case's verdict.
#include "runner/case_book.h"

#include <gmock/gmock.h>

namespace runner {
namespace {

using client::Outcome;
using client::Verdict;
using ::testing::HasSubstr;

Outcome played(Verdict verdict) {
  Outcome outcome;
  outcome.verdict = verdict;
  if (verdict == Verdict::fail) outcome.failures.emplace_back();
  return outcome;
}

TEST(CaseBook, APassDecides) {
  CaseRecord record;
  EXPECT_EQ(after_main_play(record, played(Verdict::pass), 1), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::pass);
  EXPECT_EQ(record.result.plays, 1U);
}

TEST(CaseBook, AFailCountsOnlyWhenItIsRepeated) {
  CaseRecord record;
  EXPECT_EQ(after_main_play(record, played(Verdict::fail), 1), Next::replay);
  EXPECT_FALSE(record.decided);
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::fail);
  EXPECT_EQ(record.result.plays, 2U);
}

TEST(CaseBook, AFailThatDoesNotComeAgainIsFlakyAndKeepsItsStory) {
  CaseRecord record;
  after_main_play(record, played(Verdict::fail), 1);
  EXPECT_EQ(after_replay(record, played(Verdict::pass), 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::flaky);
  EXPECT_EQ(record.result.outcome.failures.size(), 1U);
}

TEST(CaseBook, RetriesAreReplaysBeyondTheFirst) {
  CaseRecord record;
  after_main_play(record, played(Verdict::fail), 1);
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 2), Next::replay);
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 2), Next::replay);
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 2), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::fail);
}

TEST(CaseBook, AdviceCountsAtOnceWhereItFailsNoGate) {
  CaseRecord record;
  EXPECT_EQ(after_main_play(record, played(Verdict::advisory), 1), Next::decided);
  EXPECT_EQ(record.result.plays, 1U);
}

TEST(CaseBook, AdviceThatFailsTheGateIsConfirmedLikeAFail) {
  CaseRecord record;
  EXPECT_EQ(after_main_play(record, played(Verdict::advisory), 1, Level::should), Next::replay);
  EXPECT_EQ(after_replay(record, played(Verdict::advisory), 1), Next::replay);
  EXPECT_EQ(after_replay(record, played(Verdict::advisory), 1), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::advisory);
}

TEST(CaseBook, AdviceThatDoesNotComeAgainIsFlaky) {
  CaseRecord record;
  Outcome advised = played(Verdict::advisory);
  advised.advice.emplace_back();
  after_main_play(record, advised, 1, Level::should);
  EXPECT_EQ(after_replay(record, played(Verdict::pass), 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::flaky);
  EXPECT_EQ(record.result.outcome.advice.size(), 1U);
  EXPECT_THAT(record.result.outcome.reason, HasSubstr("got advice once"));
}

TEST(CaseBook, AFailBehindAdviceNeedsItsOwnRepetition) {
  CaseRecord record;
  after_main_play(record, played(Verdict::advisory), 1, Level::should);
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 0), Next::replay);
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::fail);
}

TEST(CaseBook, AdviceWithoutItsReplayAccusesNobody) {
  CaseRecord record;
  after_main_play(record, played(Verdict::advisory), 1, Level::should);
  give_up(record, "the deadline was reached");
  EXPECT_EQ(record.result.verdict, Verdict::inconclusive);
}

TEST(CaseBook, AStarvedPlayIsRepeatedAndAccusesNobody) {
  CaseRecord record;
  Outcome starved = played(Verdict::inconclusive);
  starved.starved = true;
  EXPECT_EQ(after_main_play(record, starved, 1), Next::replay);
  EXPECT_EQ(after_replay(record, played(Verdict::pass), 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::pass);
}

TEST(CaseBook, AnInconclusivePlayIsRepeatedTwice) {
  CaseRecord record;
  EXPECT_EQ(after_main_play(record, played(Verdict::inconclusive), 1), Next::replay);
  CaseRecord again = record;
  EXPECT_EQ(after_replay(record, played(Verdict::pass), 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::pass);
  EXPECT_EQ(after_replay(again, played(Verdict::inconclusive), 0), Next::replay);
  EXPECT_EQ(after_replay(again, played(Verdict::inconclusive), 0), Next::decided);
  EXPECT_EQ(again.result.verdict, Verdict::inconclusive);
}

TEST(CaseBook, AFailAfterAStarvedPlayNeedsItsOwnRepetition) {
  CaseRecord record;
  Outcome starved = played(Verdict::inconclusive);
  starved.starved = true;
  after_main_play(record, starved, 1);
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 0), Next::replay);
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::fail);
}

TEST(CaseBook, AStarvedReplayDecidesNothingThreeTimes) {
  CaseRecord record;
  after_main_play(record, played(Verdict::fail), 1);
  Outcome starved = played(Verdict::inconclusive);
  starved.starved = true;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(after_replay(record, starved, 0), Next::replay);
  CaseRecord starved_again = record;
  EXPECT_EQ(after_replay(record, played(Verdict::fail), 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::fail);
  EXPECT_EQ(after_replay(starved_again, starved, 0), Next::decided);
  EXPECT_EQ(starved_again.result.verdict, Verdict::inconclusive);
}

TEST(CaseBook, RepeatPlaysOnUntilTheNumberIsReached) {
  CaseRecord record;
  EXPECT_EQ(after_main_play(record, played(Verdict::pass), 3), Next::play_again);
  EXPECT_EQ(after_main_play(record, played(Verdict::advisory), 3), Next::play_again);
  EXPECT_EQ(after_main_play(record, played(Verdict::pass), 3), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::advisory) << "the play that leaves most to be said is told";
}

TEST(CaseBook, AnInconclusiveReplayLeavesAFailInconclusive) {
  CaseRecord record;
  after_main_play(record, played(Verdict::fail), 1);
  Outcome outcome = played(Verdict::inconclusive);
  outcome.reason = "the subscription was refused";
  EXPECT_EQ(after_replay(record, outcome, 0), Next::decided);
  EXPECT_EQ(record.result.verdict, Verdict::inconclusive);
  EXPECT_THAT(record.result.outcome.reason, HasSubstr("the subscription was refused"));
}

TEST(CaseBook, AFailWithoutItsReplayAccusesNobody) {
  CaseRecord record;
  after_main_play(record, played(Verdict::fail), 1);
  give_up(record, "the broker died");
  EXPECT_EQ(record.result.verdict, Verdict::inconclusive);
  EXPECT_THAT(record.result.outcome.reason, HasSubstr("the broker died"));
  EXPECT_EQ(record.result.outcome.failures.size(), 1U) << "what was seen is kept";
}

TEST(CaseBook, ACaseThatWasNotPlayedSaysWhy) {
  CaseRecord record;
  give_up(record, "the run was interrupted");
  EXPECT_EQ(record.result.verdict, Verdict::not_run);
  EXPECT_EQ(record.result.outcome.reason, "the run was interrupted");
}

}  // namespace
}  // namespace runner
