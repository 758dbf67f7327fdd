// When a fault counts as killed, what its collateral is, and when the proof as a whole holds: each rule with
// its contrary, on a small table and a small catalogue.
#include "runner/prove_judge.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace runner {
namespace {

using client::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string must = "5.0/MQTT-1.1.1-1";
const std::string other_must = "5.0/MQTT-1.1.1-2";
const std::string should = "5.0/MQTT-1.1.1-3";
const std::string named = "5.0/MQTT-1.1.1-4";
const std::string excused = "5.0/U-001";

requirements::Catalogue a_catalogue() {
  const auto entry = [](std::string_view id, std::string_view grade, std::string_view more = "") {
    return std::string(R"({"id": ")") + std::string(id) +
           R"(", "section": "1", "level": "MUST", "binds": "server", "basis": "own", "sentence": "s",)" +
           R"("observable": true, "how": "h", "grade": ")" + std::string(grade) + "\"" + std::string(more) +
           "}";
  };
  const std::string text = "[" + entry(must, "must") + "," + entry(other_must, "must") + "," +
                           entry(should, "should") + "," + entry(named, "must", R"(, "on_detection": true)") +
                           "," + entry(excused, "must", R"(, "no_fault": "It cannot be broken.")") + "]";
  const std::array<std::string_view, 1> documents{text};
  auto parsed = requirements::Catalogue::parse(documents);
  EXPECT_TRUE(parsed) << parsed.error();
  return *parsed;
}

constexpr std::array<broker::FaultRow, 3> table{{
    {"first-wrong", "5.0/MQTT-1.1.1-1 5.0/MQTT-1.1.1-3", "It is wrong."},
    {"second-wrong", "5.0/MQTT-1.1.1-2", "It is wrong, too."},
    {"error-let-pass", "5.0/MQTT-1.1.1-4", "An error is let pass.", "Every case sees it."},
}};

/// Case 0 covers the ids of the first fault, case 1 that of the second, case 2 that of the third; seven more
/// cover nothing of theirs.
Evidence evidence() {
  Evidence all;
  all.table = table;
  all.faults = {0, 1, 2};
  all.played = {10, 10, 10};
  const Observation pass{Verdict::pass, {}, {}};
  all.cases = {
      {"a/first", {must, should}, pass}, {"a/second", {other_must}, pass}, {"a/third", {named}, pass}};
  for (int i = 0; i < 7; ++i) all.cases.push_back({"b/neighbour" + std::to_string(i), {"5.0/U-099"}, pass});
  return all;
}

Observation failing(std::string id) {
  return {Verdict::fail, {std::move(id)}, {}};
}
Observation advising(std::string id) {
  return {Verdict::advisory, {}, {std::move(id)}};
}

Proof judged(const Evidence& all) {
  return judge_proof(all, a_catalogue());
}

RequirementProof proof_of(const Proof& proof, const std::string& id) {
  const auto found = std::ranges::find(proof.requirements, id, &RequirementProof::id);
  EXPECT_NE(found, proof.requirements.end()) << id;
  return found == proof.requirements.end() ? RequirementProof{} : *found;
}

TEST(Prove, AFaultIsKilledByACaseThatFailsOnItsId) {
  Evidence all = evidence();
  all.changes = {{0, 0, failing(must)}};
  const Proof proof = judged(all);
  EXPECT_EQ(proof.faults[0].verdict, FaultVerdict::killed);
  EXPECT_THAT(proof.faults[0].by, ElementsAre("a/first"));
  EXPECT_THAT(proof.faults[0].charges, ElementsAre(ElementsAre(must)));
  EXPECT_THAT(proof.faults[0].killed, ElementsAre(must));
  EXPECT_EQ(proof_of(proof, must).state, ProofState::proven);
  EXPECT_EQ(proof_of(proof, should).state, ProofState::unproven);
}

TEST(Prove, ACaseThatFailsOnAnotherIdKillsNothing) {
  Evidence all = evidence();
  all.changes = {{0, 0, failing(other_must)}};
  const Proof proof = judged(all);
  EXPECT_EQ(proof.faults[0].verdict, FaultVerdict::survived);
  EXPECT_THAT(proof.faults[0].by, IsEmpty());
  ASSERT_THAT(proof.faults[0].otherwise, SizeIs(1));
  EXPECT_EQ(proof.faults[0].otherwise[0].id, "a/first");
  EXPECT_THAT(proof.faults[0].otherwise[0].ids, ElementsAre(other_must));
}

TEST(Prove, ACaseThatCoversNoneOfTheIdsMayConvictAllTheSame) {
  Evidence all = evidence();
  all.changes = {{0, 4, failing(must)}};
  EXPECT_THAT(judged(all).faults[0].by, ElementsAre("b/neighbour1"));
}

TEST(Prove, WhatIsSaidWithoutTheFaultTooConvictsNobody) {
  Evidence all = evidence();
  all.cases[0].seen = failing(must);
  all.changes = {{0, 0, {Verdict::fail, {must, other_must}, {}}}};
  EXPECT_EQ(judged(all).faults[0].verdict, FaultVerdict::survived);
}

TEST(Prove, AdviceConvictsWhereTheGradeIsShould) {
  Evidence all = evidence();
  all.changes = {{0, 0, advising(should)}};
  EXPECT_THAT(judged(all).faults[0].killed, ElementsAre(should));
}

TEST(Prove, AdviceOnAMustConvictsNobody) {
  Evidence all = evidence();
  all.changes = {{1, 1, advising(other_must)}};
  EXPECT_EQ(judged(all).faults[1].verdict, FaultVerdict::survived);
}

TEST(Prove, AdviceConvictsWhereAnErrorMayBeLetPassInSilence) {
  Evidence all = evidence();
  all.changes = {{2, 2, advising(named)}};
  EXPECT_EQ(judged(all).faults[2].verdict, FaultVerdict::killed);
}

TEST(Prove, AFaultThatNothingNamesIsUncovered) {
  Evidence all = evidence();
  all.cases[1].covers.clear();
  EXPECT_EQ(judged(all).faults[1].verdict, FaultVerdict::uncovered);
  all.always_watched.insert(other_must);
  EXPECT_EQ(judged(all).faults[1].verdict, FaultVerdict::survived);
}

TEST(Prove, NeighboursThatFallAreCountedAndMoreThanFiveNeedAReason) {
  Evidence all = evidence();
  for (std::size_t i = 0; i < most_collateral; ++i) all.changes.push_back({0, 3 + i, failing(other_must)});
  EXPECT_FALSE(judged(all).faults[0].careless);
  all.changes.push_back({0, 8, {Verdict::inconclusive, {}, {}}});
  Proof proof = judged(all);
  EXPECT_THAT(proof.faults[0].fallen, SizeIs(most_collateral + 1));
  EXPECT_TRUE(proof.faults[0].careless);
  for (ChangedPlay& change : all.changes) change.fault = 2;
  proof = judged(all);
  EXPECT_FALSE(proof.faults[2].careless);
  EXPECT_EQ(proof.faults[2].collateral, "Every case sees it.");
}

TEST(Prove, ACaseThatCoversAnIdIsNoNeighbour) {
  Evidence all = evidence();
  all.changes = {{0, 0, failing(must)}};
  EXPECT_THAT(judged(all).faults[0].fallen, IsEmpty());
}

TEST(Prove, ARequirementThatNoFaultCanBreakIsExcusedWithItsReason) {
  const Proof proof = judged(evidence());
  EXPECT_EQ(proof_of(proof, excused).state, ProofState::excused);
  EXPECT_EQ(proof_of(proof, excused).reason, "It cannot be broken.");
}

TEST(Prove, AnUnprovenRequirementSaysWhy) {
  Evidence all = evidence();
  all.cases[1].covers.clear();
  const Proof proof = judged(all);
  EXPECT_THAT(proof_of(proof, must).reason, HasSubstr("with first-wrong on"));
  EXPECT_EQ(proof_of(proof, other_must).reason, "no case and no standing rule names it");
}

TEST(Prove, SharesAreCountedByVersionAndGroup) {
  Evidence all = evidence();
  all.changes = {{0, 0, failing(must)}};
  const Proof proof = judged(all);
  const ProvenShare numbered = proof.shares.at({"5.0", "numbered"});
  EXPECT_EQ(numbered.observable, 4U);
  EXPECT_EQ(numbered.proven, 1U);
  EXPECT_EQ(numbered.covered, 4U);
  EXPECT_EQ(proof.shares.at({"5.0", "unnumbered"}).excused, 1U);
}

TEST(Prove, TheProofHoldsWhenAllThatIsCoveredIsProven) {
  Evidence all = evidence();
  all.changes = {
      {0, 0, {Verdict::fail, {must}, {should}}}, {1, 1, failing(other_must)}, {2, 2, advising(named)}};
  EXPECT_TRUE(holds(judged(all)));
  all.changes.pop_back();
  EXPECT_FALSE(holds(judged(all)));
  all.cases[2].covers.clear();
  EXPECT_TRUE(holds(judged(all)));
}

TEST(Prove, TheProofDoesNotHoldWhenTheObedientBrokerFails) {
  Evidence all = evidence();
  all.changes = {
      {0, 0, {Verdict::fail, {must}, {should}}}, {1, 1, failing(other_must)}, {2, 2, advising(named)}};
  Proof proof = judged(all);
  proof.disobedient.emplace_back();
  EXPECT_FALSE(holds(proof));
}

TEST(Prove, APartOfTheProofSpeaksOfItsOwnRequirementsOnly) {
  Evidence all = evidence();
  all.faults = {1};
  all.played = {1};
  all.all_faults = false;
  all.changes = {{1, 1, failing(other_must)}};
  const Proof proof = judged(all);
  EXPECT_THAT(proof.requirements, SizeIs(1));
  EXPECT_FALSE(proof.whole);
  EXPECT_TRUE(holds(proof));
}

TEST(Prove, OnlyAFailIsChargedToItsFailures) {
  client::Outcome outcome;
  outcome.verdict = Verdict::inconclusive;
  outcome.failures.emplace_back().requirement = must;
  outcome.notes.push_back({should, "noted", {}});
  const Observation seen = observe(outcome);
  EXPECT_THAT(seen.violated, IsEmpty());
  EXPECT_THAT(seen.remarked, ElementsAre(should));
}

}  // namespace
}  // namespace runner
