// A baseline against a run: what is excused, and each way in which a line of it can be wrong.
#include "runner/known_failures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/summarise.h"

namespace runner {
namespace {

using client::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string replaced = "5.0/MQTT-3.3.1-5";
const std::string answered = "5.0/MQTT-3.12.4-1";

script::CaseInfo info_of(std::string scenario, std::string row) {
  script::CaseInfo info;
  info.suite = "retain";
  info.scenario = std::move(scenario);
  info.row = std::move(row);
  info.version = codec::Version::v5_0;
  info.id = "retain/" + info.scenario + (info.row.empty() ? "" : "[" + info.row + "]") + "@5.0";
  return info;
}

const std::vector<script::CaseInfo> all{info_of("newest", "qos=0"), info_of("newest", "qos=1"),
                                        info_of("cleared", "")};

KnownFailures known(std::string_view text) {
  auto baseline = read_baseline(text, "known");
  EXPECT_TRUE(baseline) << (baseline ? "" : baseline.error());
  return {baseline ? *baseline : Baseline{}, all};
}

CaseResult a_case(std::string id, Verdict verdict, const std::vector<std::string>& charged = {}) {
  CaseResult result;
  result.id = std::move(id);
  result.version = codec::Version::v5_0;
  result.verdict = verdict;
  result.outcome.verdict = verdict;
  for (const auto& each : charged) result.outcome.failures.emplace_back().requirement = each;
  return result;
}

/// The judgement of a run, with the cases as it leaves them.
struct Judged {
  std::vector<CaseResult> cases;
  BaselineResult baseline;
  Exit exit{};
};

Judged judged(std::string_view text, std::vector<CaseResult> cases) {
  RunResult run;
  run.target.versions = {codec::Version::v5_0};
  run.baseline = known(text).judge(cases);
  run.cases = cases;
  return {cases, *run.baseline, exit_code(run)};
}

std::string only_stray(const Judged& judged) {
  return judged.baseline.strays.size() == 1 ? judged.baseline.strays.front().what : "";
}

TEST(KnownFailures, AFailureThatALineTellsOfIsExpected) {
  const auto run = judged("retain/cleared " + replaced + "  # stays\n",
                          {a_case("retain/cleared@5.0", Verdict::fail, {replaced})});
  EXPECT_EQ(run.cases.front().known, "stays");
  EXPECT_THAT(run.baseline.strays, IsEmpty());
  EXPECT_EQ(run.exit, Exit::as_expected);
}

TEST(KnownFailures, AFailureOnAnotherIdIsNew) {
  const auto run = judged("retain/cleared " + replaced + "  # stays\n",
                          {a_case("retain/cleared@5.0", Verdict::fail, {answered})});
  EXPECT_EQ(run.cases.front().known, "");
  EXPECT_THAT(only_stray(run), HasSubstr("fails, but not on " + replaced));
  EXPECT_EQ(run.exit, Exit::unexpected);
}

TEST(KnownFailures, AFurtherIdIsNewUntilALineTellsOfIt) {
  const std::vector cases{a_case("retain/cleared@5.0", Verdict::fail, {replaced, answered})};
  const std::string one = "retain/cleared " + replaced + "  # stays\n";
  EXPECT_EQ(judged(one, cases).exit, Exit::unexpected);
  const auto both = judged(one + "retain/cleared " + answered + "  # is silent\n", cases);
  EXPECT_EQ(both.cases.front().known, "stays; is silent");
  EXPECT_EQ(both.exit, Exit::as_expected);
}

TEST(KnownFailures, WithoutIdALineTellsOfWhateverFails) {
  EXPECT_EQ(
      judged("retain/cleared  # all of it\n", {a_case("retain/cleared@5.0", Verdict::fail, {answered})}).exit,
      Exit::as_expected);
}

TEST(KnownFailures, FlakyIsExcusedAsAFailureIs) {
  EXPECT_EQ(
      judged("retain/cleared  # a race\n", {a_case("retain/cleared@5.0", Verdict::flaky, {answered})}).exit,
      Exit::as_expected);
}

TEST(KnownFailures, OnlyALineWithoutIdTellsOfAnInconclusiveCase) {
  const std::vector cases{a_case("retain/cleared@5.0", Verdict::inconclusive)};
  EXPECT_EQ(judged("retain/cleared  # refuses the SUBSCRIBE\n", cases).exit, Exit::as_expected);
  EXPECT_NE(judged("retain/cleared " + replaced + "  # stays\n", cases).exit, Exit::as_expected);
}

TEST(KnownFailures, APassIsUnexpectedUntilTheLineIsRemoved) {
  const auto run = judged("retain/cleared  # stays\n", {a_case("retain/cleared@5.0", Verdict::pass)});
  EXPECT_THAT(only_stray(run), HasSubstr("passes; remove the line"));
  EXPECT_THAT(run.baseline.strays.front().cases, ElementsAre("retain/cleared@5.0"));
  EXPECT_EQ(run.exit, Exit::unexpected);
}

TEST(KnownFailures, AdviceIsAPass) {
  EXPECT_EQ(judged("retain/cleared  # stays\n", {a_case("retain/cleared@5.0", Verdict::advisory)}).exit,
            Exit::unexpected);
}

TEST(KnownFailures, APatternThatIsTooWideIsNarrowed) {
  const auto run = judged(
      "retain/newest[qos=?]  # stays\n",
      {a_case("retain/newest[qos=0]@5.0", Verdict::pass), a_case("retain/newest[qos=1]@5.0", Verdict::fail)});
  EXPECT_THAT(only_stray(run), HasSubstr("passes in part"));
  EXPECT_THAT(run.baseline.strays.front().cases, ElementsAre("retain/newest[qos=0]@5.0"));
  EXPECT_EQ(run.cases.back().known, "stays");
}

TEST(KnownFailures, SometimesExcusesAPassAsWell) {
  const std::string text = "retain/cleared sometimes  # a race in the broker\n";
  EXPECT_EQ(judged(text, {a_case("retain/cleared@5.0", Verdict::pass)}).exit, Exit::as_expected);
  EXPECT_EQ(judged(text, {a_case("retain/cleared@5.0", Verdict::fail)}).exit, Exit::as_expected);
}

TEST(KnownFailures, SometimesHoldsForTheCaseWhateverItsOtherLinesSay) {
  const std::string text = "retain/*  # stays\nretain/cleared sometimes  # a race in the broker\n";
  const auto run = judged(text, {a_case("retain/cleared@5.0", Verdict::pass)});
  EXPECT_THAT(run.baseline.strays, IsEmpty());
  EXPECT_EQ(run.exit, Exit::as_expected);
}

TEST(KnownFailures, ALineThatNamesNoCaseIsAMistake) {
  const auto run = judged("retain/cleard  # stays\n", {a_case("retain/cleared@5.0", Verdict::pass)});
  EXPECT_THAT(only_stray(run), HasSubstr("names no case"));
  EXPECT_EQ(run.exit, Exit::unexpected);
}

TEST(KnownFailures, ALineThatTheSelectionLeftOutIsNot) {
  const auto run = judged("retain/cleared  # stays\n", {a_case("retain/newest[qos=0]@5.0", Verdict::pass)});
  EXPECT_THAT(run.baseline.strays, IsEmpty());
}

TEST(KnownFailures, ACaseThatWasNotRunSaysNothing) {
  EXPECT_THAT(
      judged("retain/cleared  # stays\n", {a_case("retain/cleared@5.0", Verdict::not_run)}).baseline.strays,
      IsEmpty());
}

TEST(KnownFailures, ALineWhoseCasesAreAllUnsupportedIsOutOfDate) {
  const auto run = judged("retain/cleared  # stays\n", {a_case("retain/cleared@5.0", Verdict::unsupported)});
  EXPECT_THAT(only_stray(run), HasSubstr("is unsupported here"));
}

TEST(KnownFailures, AnErrorOfOursIsNeverExcused) {
  EXPECT_EQ(judged("retain/cleared  # stays\n", {a_case("retain/cleared@5.0", Verdict::error)}).exit,
            Exit::internal);
}

TEST(KnownFailures, WhatEndsARunEarlyIsGraver) {
  RunResult run;
  run.cases = {a_case("retain/cleared@5.0", Verdict::pass)};
  run.baseline = known("retain/cleared  # stays\n").judge(run.cases);
  run.summary.broker_died = true;
  EXPECT_EQ(exit_code(run), Exit::incomplete);
}

}  // namespace
}  // namespace runner
