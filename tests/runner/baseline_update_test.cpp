// `--update-baseline`: what stays of a baseline, what goes, and what comes.
#include "runner/baseline_update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace runner {
namespace {

using client::Verdict;

const std::string replaced = "5.0/MQTT-3.3.1-5";
const std::string answered = "5.0/MQTT-3.12.4-1";

script::CaseInfo info_of(std::string scenario, std::string row, codec::Version version) {
  script::CaseInfo info;
  info.suite = "retain";
  info.scenario = std::move(scenario);
  info.row = std::move(row);
  info.version = version;
  info.id = "retain/" + info.scenario + (info.row.empty() ? "" : "[" + info.row + "]") + "@" +
            std::string(codec::name_of(version));
  return info;
}

std::vector<script::CaseInfo> all_cases() {
  std::vector<script::CaseInfo> all;
  for (const auto version : {codec::Version::v3_1_1, codec::Version::v5_0}) {
    for (const char* row : {"qos=0", "qos=1"}) all.push_back(info_of("newest", row, version));
    all.push_back(info_of("cleared", "", version));
  }
  return all;
}
const std::vector<script::CaseInfo> all = all_cases();

CaseResult a_case(std::string id, Verdict verdict, const std::vector<std::string>& charged = {}) {
  CaseResult result;
  result.id = std::move(id);
  result.verdict = verdict;
  result.outcome.verdict = verdict;
  for (const auto& each : charged) result.outcome.failures.emplace_back().requirement = each;
  return result;
}

BaselineUpdate updated(std::string_view text, std::vector<CaseResult> cases, Level level = Level::must) {
  auto baseline = read_baseline(text, "known");
  EXPECT_TRUE(baseline) << (baseline ? "" : baseline.error());
  const KnownFailures known(baseline ? *baseline : Baseline{}, all, level);
  static_cast<void>(known.judge(cases));
  auto update = updated_baseline(text, known, cases, all, level, [](const CaseResult&, std::string_view id) {
    return "TODO " + std::string(id.empty() ? "it" : id);
  });
  EXPECT_TRUE(read_baseline(update.text, "known")) << update.text;
  return update;
}

std::vector<CaseResult> newest(Verdict old_0, Verdict old_1, Verdict new_0, Verdict new_1) {
  return {a_case("retain/newest[qos=0]@3.1.1", old_0, {replaced}),
          a_case("retain/newest[qos=1]@3.1.1", old_1, {replaced}),
          a_case("retain/newest[qos=0]@5.0", new_0, {replaced}),
          a_case("retain/newest[qos=1]@5.0", new_1, {replaced})};
}

TEST(BaselineUpdate, WhatIsBorneOutStaysWithCommentsAndOrder) {
  const std::string text = "# our broker\n\nretain/newest  # a race, ticket 7\r\n  # the end";
  const auto update = updated(text, newest(Verdict::fail, Verdict::fail, Verdict::fail, Verdict::fail));
  EXPECT_EQ(update.text, text + "\n");
  EXPECT_EQ(update.added + update.removed + update.narrowed, 0U);
}

TEST(BaselineUpdate, ALineThatIsNotBorneOutGoes) {
  const auto update =
      updated("retain/cleared  # stays\n# kept\nretain/nothing*  # no case\n",
              {a_case("retain/cleared@5.0", Verdict::pass), a_case("retain/cleared@3.1.1", Verdict::pass)});
  EXPECT_EQ(update.text, "# kept\n");
  EXPECT_EQ(update.removed, 2U);
}

TEST(BaselineUpdate, ALineThatPassesInPartIsNarrowedAndKeepsItsReason) {
  const auto update =
      updated("retain/newest " + replaced + "  # ticket 7\nretain/cleared sometimes  # race\n",
              newest(Verdict::fail, Verdict::fail, Verdict::pass, Verdict::fail));
  EXPECT_EQ(update.text, "retain/newest@3.1.1 " + replaced + "  # ticket 7\nretain/newest[qos=1]@5.0 " +
                             replaced + "  # ticket 7\nretain/cleared sometimes  # race\n");
  EXPECT_EQ(update.narrowed, 1U);
}

TEST(BaselineUpdate, OfWhatWasNotPlayedNothingIsTakenAway) {
  const auto update =
      updated("retain/newest  # ticket 7\n", {a_case("retain/newest[qos=0]@5.0", Verdict::pass),
                                              a_case("retain/newest[qos=0]@3.1.1", Verdict::not_run)});
  EXPECT_EQ(update.text, "retain/newest@3.1.1  # ticket 7\nretain/newest[qos=1]@5.0  # ticket 7\n");
}

TEST(BaselineUpdate, NewFailuresComeAtTheEndInAsFewLinesAsCanBe) {
  auto cases = newest(Verdict::pass, Verdict::fail, Verdict::pass, Verdict::fail);
  cases.push_back(a_case("retain/cleared@3.1.1", Verdict::fail, {replaced, answered}));
  cases.push_back(a_case("retain/cleared@5.0", Verdict::flaky, {answered}));
  const auto update = updated("# known\n", cases);
  EXPECT_EQ(update.text, "# known\nretain/newest[qos=1] " + replaced + "  # TODO " + replaced +
                             "\nretain/cleared@3.1.1 " + replaced + "  # TODO " + replaced +
                             "\nretain/cleared@3.1.1 " + answered + "  # TODO " + answered +
                             "\nretain/cleared@5.0 " + answered + " sometimes  # TODO " + answered + "\n");
  EXPECT_EQ(update.added, 4U);
}

TEST(BaselineUpdate, OnlyWhatALineLeavesUntoldIsAdded) {
  const auto update = updated("retain/cleared@5.0 " + replaced + "  # ticket 7\n",
                              {a_case("retain/cleared@5.0", Verdict::fail, {replaced, answered})});
  EXPECT_EQ(update.text, "retain/cleared@5.0 " + replaced + "  # ticket 7\nretain/cleared@5.0 " + answered +
                             "  # TODO " + answered + "\n");
}

TEST(BaselineUpdate, ALineWithTheWrongIdIsReplaced) {
  const auto update = updated("retain/cleared@5.0 " + replaced + "  # ticket 7\n",
                              {a_case("retain/cleared@5.0", Verdict::fail, {answered})});
  EXPECT_EQ(update.text, "retain/cleared@5.0 " + answered + "  # TODO " + answered + "\n");
}

TEST(BaselineUpdate, AFailureWithoutARequirementGetsALineForAllThatTheCaseFailsOn) {
  const auto update = updated("", {a_case("retain/cleared@5.0", Verdict::fail, {"", answered})});
  EXPECT_EQ(update.text, "retain/cleared@5.0  # TODO it\n");
}

TEST(BaselineUpdate, WhatIsInconclusiveOrOursIsNotTheBrokersToBeKnownFor) {
  EXPECT_EQ(updated("", {a_case("retain/cleared@5.0", Verdict::inconclusive),
                         a_case("retain/cleared@3.1.1", Verdict::error)})
                .text,
            "");
}

TEST(BaselineUpdate, AdviceIsWrittenAtTheLevelThatCountsIt) {
  auto advised = a_case("retain/cleared@5.0", Verdict::advisory);
  advised.outcome.advice.emplace_back().requirement = answered;
  EXPECT_EQ(updated("", {advised}).text, "");
  const std::string line = "retain/cleared@5.0 " + answered + "  # TODO " + answered + "\n";
  EXPECT_EQ(updated("", {advised}, Level::should).text, line);
  EXPECT_EQ(updated(line, {advised}, Level::should).text, line);
  EXPECT_EQ(updated(line, {advised}).text, "") << "at `must` such a case passes";
}

TEST(BaselineUpdate, ASecondRunChangesNothing) {
  const auto cases = newest(Verdict::fail, Verdict::fail, Verdict::pass, Verdict::flaky);
  const auto once = updated("retain/newest  # ticket 7\nretain/cleared  # no\n", cases);
  EXPECT_EQ(updated(once.text, cases).text, once.text);
}

}  // namespace
}  // namespace runner
