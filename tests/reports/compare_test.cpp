// Two results beside each other: the words, what is worse, and the exit code.
#include "reports/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"
#include "tests/reports/support/schema.h"

namespace {

using client::Verdict;
using nlohmann::json;
using reports::Trend;
using runner::Exit;
using testing::IsEmpty;

runner::CaseResult a_case(std::string id, Verdict verdict, const std::vector<std::string>& charged = {}) {
  runner::CaseResult result;
  result.id = std::move(id);
  result.suite = "retain";
  result.verdict = result.outcome.verdict = verdict;
  for (const auto& each : charged) result.outcome.failures.emplace_back().requirement = each;
  return result;
}

runner::RunResult of(std::vector<runner::CaseResult> cases) {
  runner::RunResult result;
  result.target.name = "broker 1";
  result.cases = std::move(cases);
  return result;
}

struct One {
  std::string word;
  Trend trend{};
  Exit exit{};
  bool operator==(const One&) const = default;
};

/// What is said of a case that was `before` and is `now`.
One one(const std::vector<runner::CaseResult>& before, const std::vector<runner::CaseResult>& now,
        runner::Level level = runner::Level::must) {
  const auto old = of(before);
  auto after = of(now);
  after.selection.level = level;
  const auto comparison = reports::compare(old, after);
  if (comparison.changes.empty()) return {"", Trend::other, comparison.exit};
  return {comparison.changes.front().word, comparison.changes.front().trend, comparison.exit};
}

const std::string replaced = "5.0/MQTT-3.3.1-5";
const std::string answered = "5.0/MQTT-3.12.4-1";

TEST(Compare, WhatIsAlikeIsNotNamed) {
  EXPECT_EQ(one({a_case("a", Verdict::fail, {replaced})}, {a_case("a", Verdict::fail, {replaced})}),
            (One{"", Trend::other, Exit::as_expected}));
}

TEST(Compare, AFailThatWasNoneIsWorse) {
  EXPECT_EQ(one({a_case("a", Verdict::pass)}, {a_case("a", Verdict::fail, {replaced})}),
            (One{"pass->FAIL", Trend::worse, Exit::unexpected}));
  EXPECT_EQ(one({a_case("a", Verdict::unsupported)}, {a_case("a", Verdict::flaky, {replaced})}),
            (One{"unsupported->FLAKY", Trend::worse, Exit::unexpected}));
}

TEST(Compare, AFailThatIsKnownIsNotWorse) {
  auto known = a_case("a", Verdict::fail, {replaced});
  known.known = "ticket 7";
  EXPECT_EQ(one({a_case("a", Verdict::pass)}, {known}), (One{"pass->FAIL", Trend::other, Exit::as_expected}));
}

TEST(Compare, AFailOnFurtherRequirementsIsWorse) {
  EXPECT_EQ(one({a_case("a", Verdict::fail, {replaced})}, {a_case("a", Verdict::fail, {replaced, answered})}),
            (One{"fail->FAIL", Trend::worse, Exit::unexpected}));
}

TEST(Compare, APassThatWasNoneIsBetter) {
  EXPECT_EQ(one({a_case("a", Verdict::fail, {replaced})}, {a_case("a", Verdict::pass)}),
            (One{"fail->PASS", Trend::better, Exit::as_expected}));
}

TEST(Compare, WhatCannotBeJudgedAnyMoreMakesItIncomplete) {
  EXPECT_EQ(one({a_case("a", Verdict::pass)}, {a_case("a", Verdict::not_run)}),
            (One{"pass->NOT_RUN", Trend::lost, Exit::incomplete}));
}

TEST(Compare, ACaseThatComesOrGoesSaysSo) {
  EXPECT_EQ(one({}, {a_case("a", Verdict::pass)}), (One{"NEW", Trend::other, Exit::as_expected}));
  EXPECT_EQ(one({}, {a_case("a", Verdict::fail)}), (One{"NEW", Trend::worse, Exit::unexpected}));
  EXPECT_EQ(one({a_case("a", Verdict::fail)}, {}), (One{"GONE", Trend::other, Exit::as_expected}));
}

TEST(Compare, AdviceIsWorseAtTheLevelThatCountsIt) {
  const auto pass = a_case("a", Verdict::pass);
  const auto advisory = a_case("a", Verdict::advisory);
  EXPECT_EQ(one({pass}, {advisory}), (One{"pass->ADVISORY", Trend::other, Exit::as_expected}));
  EXPECT_EQ(one({pass}, {advisory}, runner::Level::should),
            (One{"pass->ADVISORY", Trend::worse, Exit::unexpected}));
}

/// The sample run, and the same with one of each change.
runner::RunResult changed() {
  auto result = sample::run();
  for (auto& entry : result.cases) {
    if (entry.verdict == Verdict::fail) {
      entry.verdict = entry.outcome.verdict = Verdict::pass;
      entry.outcome.failures.clear();
      break;
    }
  }
  for (auto& entry : result.requirements)
    if (entry.verdict == runner::RequirementVerdict::violated) {
      entry.verdict = runner::RequirementVerdict::verified;
      break;
    }
  auto added = a_case("retain/added@5.0", Verdict::fail, {replaced});
  result.cases.push_back(added);
  return result;
}

TEST(Compare, ScreenLooksAsItIsMeantTo) {
  const auto before = sample::run();
  const auto after = changed();
  const auto comparison = reports::compare(before, after);
  EXPECT_EQ(comparison.exit, Exit::unexpected);
  golden::expect("reports", "compare.txt",
                 reports::comparison_text(comparison, before, after, "old.json", "new.json", {}));
}

TEST(Compare, JsonIsValidByItsSchema) {
  const auto schema_document =
      json::parse(golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/docs/schema/comparison.schema.json"));
  const auto before = sample::run();
  const auto after = changed();
  const auto comparison = reports::compare(before, after);
  const auto document =
      json::parse(reports::comparison_json(comparison, before, after, "old\xff.json", "new.json"));
  EXPECT_THAT(schema::faults(schema_document, document), IsEmpty());
  EXPECT_THAT(schema::undescribed(schema_document, document), IsEmpty());
  EXPECT_EQ(document["summary"]["worse"], 1);
  EXPECT_EQ(document["summary"]["better"], 1);
}

}  // namespace
