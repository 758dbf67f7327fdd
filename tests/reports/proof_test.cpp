// The proof on the terminal and as JSON.
#include "reports/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"
#include "tests/reports/support/schema.h"

namespace {

using nlohmann::json;
using reports::Style;
using reports::Verbosity;
using runner::FaultProof;
using runner::FaultVerdict;
using runner::ProofState;
using testing::HasSubstr;
using testing::IsEmpty;

FaultProof fault(std::string name, std::string id, FaultVerdict verdict) {
  FaultProof made;
  made.name = std::move(name);
  made.requirements = {std::move(id)};
  made.explanation = "What it does wrong, in a sentence.";
  made.verdict = verdict;
  made.played = 12;
  return made;
}

/// A proof in which everything is wrong that can be.
runner::Proof a_proof() {
  runner::Proof proof;
  proof.tool_version = "0.1.0";
  proof.seed = "0";
  proof.cases = 801;
  proof.plays = 45678;
  proof.duration_s = 12.34;
  proof.disobedient = {sample::failing_case()};
  FaultProof killed = fault("retained-not-replaced", "5.0/MQTT-3.3.1-5", FaultVerdict::killed);
  killed.by = {"retain/newest-replaces-older[qos=1]@5.0"};
  killed.charges = {killed.requirements};
  killed.killed = killed.requirements;
  FaultProof careless = fault("pingresp-late", "5.0/MQTT-3.12.4-1", FaultVerdict::killed);
  for (int i = 0; i < 9; ++i) careless.fallen.push_back("ping/case-" + std::to_string(i) + "@5.0");
  careless.careless = true;
  FaultProof excused = fault("session-lost", "5.0/MQTT-3.1.2-5", FaultVerdict::killed);
  excused.fallen = careless.fallen;
  excused.collateral = "Nothing of a session is left.";
  FaultProof survived = fault("will-twice", "5.0/MQTT-3.1.2-8", FaultVerdict::survived);
  survived.otherwise = {{"will/once@5.0", client::Verdict::fail, {"5.0/MQTT-3.3.4-1"}},
                        {"will/none@5.0", client::Verdict::inconclusive, {}}};
  proof.faults = {killed, careless, excused, survived,
                  fault("auth-ignored", "5.0/MQTT-4.12.0-1", FaultVerdict::uncovered)};
  proof.requirements = {
      {"5.0/MQTT-3.3.1-5", ProofState::proven, true, {"retained-not-replaced"}, ""},
      {"5.0/MQTT-3.1.2-8", ProofState::unproven, true, {"will-twice"}, "no case convicts the broker of it"},
      {"5.0/MQTT-4.12.0-1", ProofState::unproven, false, {"auth-ignored"}, "no case names it"},
      {"5.0/MQTT-4.12.0-2", ProofState::unproven, false, {}, "no fault names it"},
      {"5.0/U-001", ProofState::excused, false, {}, "Either way is right."}};
  proof.shares[{"3.1.1", "numbered"}] = {126, 111, 2, 120};
  proof.shares[{"5.0", "numbered"}] = {237, 180, 4, 200};
  proof.shares[{"5.0", "unnumbered"}] = {113, 20, 5, 30};
  return proof;
}

TEST(ProofScreen, TellsFirstWhatIsWrongThenWhatIsToComeThenTheFigures) {
  golden::expect("reports", "proof.txt", reports::proof_screen(a_proof(), Style{}));
}

TEST(ProofScreen, IsQuietOnRequest) {
  Style style;
  style.verbosity = Verbosity::quiet;
  EXPECT_EQ(reports::proof_screen(a_proof(), style), reports::proof_figures(a_proof(), style));
}

TEST(ProofScreen, ShowsTheBlocksOfThoseThatConvict) {
  runner::Proof proof = a_proof();
  proof.faults[0].convictions = {sample::failing_case()};
  const std::string text = reports::conviction_blocks(proof, Style{});
  EXPECT_THAT(text, HasSubstr("retained-not-replaced   5.0/MQTT-3.3.1-5\n"));
  EXPECT_THAT(text, HasSubstr("--simulate --fault retained-not-replaced --seed 0 -vv"));
}

TEST(ProofJson, IsAsItsSchemaSays) {
  const auto document = json::parse(reports::proof_to_json(a_proof()));
  const auto schema =
      json::parse(golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/docs/schema/proof.schema.json"));
  EXPECT_THAT(schema::faults(schema, document), IsEmpty());
  EXPECT_THAT(schema::undescribed(schema, document), IsEmpty());
}

TEST(ProofJson, TellsOfEachFaultWhoConvictsIt) {
  const auto document = json::parse(reports::proof_to_json(a_proof()));
  EXPECT_EQ(document["faults"][0]["verdict"], "killed");
  EXPECT_EQ(document["faults"][0]["by"], json({"retain/newest-replaces-older[qos=1]@5.0"}));
  EXPECT_EQ(document["faults"][3]["verdict"], "survived");
  EXPECT_EQ(document["requirements"][4]["state"], "excused");
  EXPECT_EQ(document["requirements"][4]["reason"], "Either way is right.");
  EXPECT_EQ(document["summary"]["holds"], false);
  EXPECT_EQ(document["summary"]["careless"], 1);
}

}  // namespace
