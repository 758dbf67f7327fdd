// From cases to the verdicts of requirements, to counts and to the exit code: each rule with its contrary.
#include "runner/summarise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "requirements/catalogue.h"

namespace runner {
namespace {

using client::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const std::string retained = "5.0/MQTT-3.3.1-5";
const std::string other = "5.0/MQTT-3.12.4-1";

CaseResult a_case(std::string id, Verdict verdict, std::vector<std::string> covers = {retained}) {
  CaseResult result;
  result.id = std::move(id);
  result.version = codec::Version::v5_0;
  result.covers = std::move(covers);
  result.verdict = verdict;
  result.outcome.verdict = verdict;
  if (verdict == Verdict::pass || verdict == Verdict::advisory) result.outcome.verified = result.covers;
  return result;
}

CaseResult charging(CaseResult result, std::string id) {
  result.outcome.failures.emplace_back().requirement = std::move(id);
  return result;
}
CaseResult advising(CaseResult result, std::string id) {
  result.outcome.advice.push_back({std::move(id), "a should", {}});
  return result;
}
CaseResult verifying(CaseResult result, std::string id) {
  result.outcome.verified.push_back(std::move(id));
  return result;
}
CaseResult because(CaseResult result, std::string reason) {
  result.outcome.reason = std::move(reason);
  return result;
}

RunResult run_of(std::vector<CaseResult> cases) {
  RunResult result;
  result.target.versions = {codec::Version::v5_0};
  result.cases = std::move(cases);
  summarise(result);
  return result;
}

RequirementResult judged(std::vector<CaseResult> cases, const std::string& id = retained) {
  const RunResult result = run_of(std::move(cases));
  const auto found = std::ranges::find(result.requirements, id, &RequirementResult::id);
  EXPECT_NE(found, result.requirements.end()) << id;
  return found == result.requirements.end() ? RequirementResult{} : *found;
}

int exit_of(std::vector<Verdict> verdicts) {
  std::vector<CaseResult> cases;
  for (const Verdict verdict : verdicts) cases.push_back(a_case("c", verdict));
  return run_of(std::move(cases)).summary.exit_code;
}

TEST(Requirement, IsVerifiedByAPassingCaseThatCoversIt) {
  EXPECT_EQ(judged({a_case("a", Verdict::pass)}).verdict, RequirementVerdict::verified);
  EXPECT_EQ(judged({a_case("a", Verdict::advisory)}).verdict, RequirementVerdict::verified);
  EXPECT_EQ(judged({a_case("a", Verdict::pass)}, other).verdict, RequirementVerdict::not_exercised);
}

TEST(Requirement, IsNotExercisedByACaseThatPassedWithoutPuttingItToTheTest) {
  auto avoiding = a_case("a", Verdict::advisory);
  avoiding.outcome.verified.clear();
  EXPECT_EQ(judged({avoiding}).verdict, RequirementVerdict::not_exercised);
  EXPECT_EQ(judged({avoiding}).reason, "a passed without a sign of it");
  EXPECT_EQ(judged({avoiding, a_case("b", Verdict::pass)}).verdict, RequirementVerdict::verified);
}

TEST(Requirement, IsVerifiedByAStandingRuleOfAPassingCaseOnly) {
  EXPECT_EQ(judged({verifying(a_case("a", Verdict::pass), other)}, other).verdict,
            RequirementVerdict::verified);
  for (const Verdict verdict : {Verdict::inconclusive, Verdict::fail, Verdict::flaky, Verdict::unsupported}) {
    EXPECT_EQ(judged({verifying(a_case("a", verdict), other)}, other).verdict,
              RequirementVerdict::not_exercised);
  }
}

TEST(Requirement, IsViolatedByAFailThatChargesIt) {
  const auto result = judged({a_case("a", Verdict::pass), charging(a_case("b", Verdict::fail), retained)});
  EXPECT_EQ(result.verdict, RequirementVerdict::violated);
  EXPECT_THAT(result.cases, ElementsAre("b", "a"));
  EXPECT_THAT(result.reason, IsEmpty());
}

TEST(Requirement, IsViolatedByAStandingRuleThatNoCaseCovers) {
  auto failing = charging(charging(a_case("a", Verdict::fail), retained), other);
  EXPECT_EQ(judged({failing}, other).verdict, RequirementVerdict::violated);
}

TEST(Requirement, IsNotViolatedByAFailOnAnotherId) {
  const auto failing = charging(a_case("a", Verdict::fail), other);
  const auto alone = judged({failing});
  EXPECT_EQ(alone.verdict, RequirementVerdict::inconclusive);
  EXPECT_EQ(alone.reason, "a failed on " + other + " before it could tell");
  EXPECT_EQ(judged({failing, a_case("b", Verdict::pass)}).verdict, RequirementVerdict::verified);
}

TEST(Requirement, IsNotViolatedByAFlakyCase) {
  const auto flaky = charging(a_case("a", Verdict::flaky), retained);
  const auto alone = judged({flaky});
  EXPECT_EQ(alone.verdict, RequirementVerdict::inconclusive);
  EXPECT_THAT(alone.reason, HasSubstr("passed when it was played again"));
  EXPECT_EQ(judged({flaky, a_case("b", Verdict::pass)}).verdict, RequirementVerdict::verified);
  EXPECT_EQ(judged({flaky, charging(a_case("b", Verdict::fail), retained)}).verdict,
            RequirementVerdict::violated);
}

TEST(Requirement, IsAdvisedWhenThereIsNothingButAdviceAgainstIt) {
  const auto advice = advising(a_case("a", Verdict::advisory), retained);
  const auto alone = judged({advice});
  EXPECT_EQ(alone.verdict, RequirementVerdict::advised);
  EXPECT_EQ(alone.advice, 1U);
  const auto both = judged({advice, a_case("b", Verdict::pass)});
  EXPECT_EQ(both.verdict, RequirementVerdict::verified);
  EXPECT_EQ(both.advice, 1U);
  EXPECT_THAT(both.cases, ElementsAre("b", "a"));
}

TEST(Requirement, CountsACaseThatAdvisesTwiceOnce) {
  const auto twice = advising(advising(a_case("a", Verdict::advisory), retained), retained);
  EXPECT_EQ(judged({twice, advising(a_case("b", Verdict::pass), retained)}).advice, 2U);
}

TEST(Requirement, KeepsTheAdviceOfACaseThatFailedOnAnotherId) {
  const auto failing = charging(advising(a_case("a", Verdict::fail), retained), other);
  EXPECT_EQ(judged({failing}).verdict, RequirementVerdict::advised);
  const auto starved = advising(a_case("a", Verdict::inconclusive), retained);
  EXPECT_EQ(judged({starved}).verdict, RequirementVerdict::inconclusive);
  EXPECT_EQ(judged({starved}).advice, 1U);
}

TEST(Requirement, IsUnsupportedWhenAllItsCasesAre) {
  const auto lacking = because(a_case("a", Verdict::unsupported), "no retain, says CONNACK");
  const auto alone = judged({lacking});
  EXPECT_EQ(alone.verdict, RequirementVerdict::unsupported);
  EXPECT_EQ(alone.reason, "no retain, says CONNACK");
  EXPECT_EQ(judged({lacking, a_case("b", Verdict::pass)}).verdict, RequirementVerdict::verified);
  EXPECT_EQ(judged({lacking, a_case("b", Verdict::inconclusive)}).verdict, RequirementVerdict::inconclusive);
  EXPECT_EQ(judged({lacking, a_case("b", Verdict::not_run)}).verdict, RequirementVerdict::not_exercised);
}

TEST(Requirement, NamesTheCapabilityWhenTheCaseHasNoSentence) {
  auto lacking = a_case("a", Verdict::unsupported);
  lacking.outcome.capability = "qos2";
  lacking.outcome.capability_source = "SUBACK";
  EXPECT_EQ(judged({lacking}).reason, "the target lacks qos2 (SUBACK)");
}

TEST(Requirement, IsInconclusiveWithTheReasonOfItsCase) {
  const auto result = judged({because(a_case("a", Verdict::inconclusive), "the harness was starved")});
  EXPECT_EQ(result.verdict, RequirementVerdict::inconclusive);
  EXPECT_EQ(result.reason, "a: the harness was starved");
  EXPECT_THAT(judged({a_case("a", Verdict::error)}).reason, HasSubstr("error of this program"));
}

TEST(Requirement, IsNotExercisedWithoutACaseThatRan) {
  EXPECT_EQ(judged({}).verdict, RequirementVerdict::not_exercised);
  EXPECT_THAT(judged({}).reason, IsEmpty());
  EXPECT_EQ(judged({a_case("a", Verdict::not_run)}).verdict, RequirementVerdict::not_exercised);
  EXPECT_EQ(judged({a_case("a", Verdict::not_run)}).reason, "a was not run");
}

TEST(Requirement, IsNotTestableWithTheReasonOfTheCatalogueUnlessSeenViolated) {
  const auto all = requirements::catalogue().all();
  const auto untestable =
      std::ranges::find_if(all, [](const auto& each) { return !each.observable && each.version == "5.0"; });
  ASSERT_NE(untestable, all.end());
  const auto result = judged({a_case("a", Verdict::pass, {untestable->id})}, untestable->id);
  EXPECT_EQ(result.verdict, RequirementVerdict::not_testable);
  EXPECT_EQ(result.reason, untestable->reason);
  EXPECT_EQ(judged({charging(a_case("a", Verdict::fail), untestable->id)}, untestable->id).verdict,
            RequirementVerdict::violated);
}

TEST(Requirement, ListsItsCasesInTheOrderInWhichTheyDecide) {
  EXPECT_THAT(judged({a_case("unsupported", Verdict::unsupported), a_case("clouded", Verdict::inconclusive),
                      verifying(a_case("in passing", Verdict::pass, {other}), retained),
                      a_case("first", Verdict::pass), a_case("second", Verdict::pass),
                      a_case("unrelated", Verdict::pass, {other})})
                  .cases,
              ElementsAre("first", "second", "in passing", "clouded", "unsupported"));
}

TEST(Requirements, AreThoseOfTheVersionsThatAreJudged) {
  RunResult result;
  result.target.versions = {codec::Version::v3_1_1};
  summarise(result);
  EXPECT_FALSE(result.requirements.empty());
  for (const auto& each : result.requirements) EXPECT_TRUE(each.id.starts_with("3.1.1/")) << each.id;
  result.target.versions = {codec::Version::v3_1_1, codec::Version::v5_0};
  summarise(result);
  EXPECT_EQ(result.requirements.size(), requirements::catalogue().all().size());
}

TEST(Summary, CountsAllEightVerdictsTheMissingOnesAsZero) {
  const auto result =
      run_of({a_case("a", Verdict::pass), a_case("b", Verdict::pass), a_case("c", Verdict::flaky)});
  EXPECT_THAT(result.summary.verdicts,
              UnorderedElementsAre(Pair("pass", 2U), Pair("advisory", 0U), Pair("fail", 0U),
                                   Pair("flaky", 1U), Pair("unsupported", 0U), Pair("inconclusive", 0U),
                                   Pair("not_run", 0U), Pair("error", 0U)));
}

TEST(Summary, IsTheSameWhenMadeTwice) {
  auto result = run_of({a_case("a", Verdict::pass)});
  const auto requirements = result.requirements.size();
  summarise(result);
  EXPECT_EQ(result.requirements.size(), requirements);
  EXPECT_EQ(result.summary.verdicts.at("pass"), 1U);
}

TEST(ExitCode, Is0ForPassAdvisoryAndUnsupported) {
  EXPECT_EQ(exit_of({Verdict::pass, Verdict::advisory, Verdict::unsupported}), 0);
}

TEST(ExitCode, Is1ForAFailOrAFlakyCase) {
  EXPECT_EQ(exit_of({Verdict::pass, Verdict::fail}), 1);
  EXPECT_EQ(exit_of({Verdict::pass, Verdict::flaky}), 1);
}

TEST(ExitCode, Is6ForInconclusiveAloneAnd1BesideAFail) {
  EXPECT_EQ(exit_of({Verdict::pass, Verdict::inconclusive}), 6);
  EXPECT_EQ(exit_of({Verdict::inconclusive, Verdict::fail}), 1);
  EXPECT_EQ(exit_of({Verdict::inconclusive, Verdict::flaky}), 1);
}

TEST(ExitCode, Is6ForCasesThatWereNotRunAnd1BesideAFail) {
  EXPECT_EQ(exit_of({Verdict::pass, Verdict::not_run}), 6);
  EXPECT_EQ(exit_of({Verdict::fail, Verdict::not_run}), 1);
}

TEST(ExitCode, Is6ForABrokerThatDiedOrADeadlineEvenBesideAFail) {
  RunResult died;
  died.cases = {a_case("a", Verdict::fail)};
  died.summary.broker_died = true;
  EXPECT_EQ(exit_code(died), Exit::incomplete);
  RunResult late;
  late.cases = {a_case("a", Verdict::pass)};
  late.summary.deadline_reached = true;
  EXPECT_EQ(exit_code(late), Exit::incomplete);
}

TEST(ExitCode, Is70ForAnErrorEvenBesideABrokerThatDied) {
  RunResult result;
  result.cases = {a_case("a", Verdict::error), a_case("b", Verdict::fail)};
  result.summary.broker_died = true;
  EXPECT_EQ(exit_code(result), Exit::internal);
}

TEST(ExitCode, Is130WhenInterruptedWhateverElse) {
  RunResult result;
  result.cases = {a_case("a", Verdict::error)};
  result.summary.interrupted = true;
  EXPECT_EQ(exit_code(result), Exit::interrupted);
}

TEST(ExitCode, Is5WithoutAnyCase) {
  EXPECT_EQ(exit_of({}), 5);
}

}  // namespace
}  // namespace runner
