// The list of requirements: which scenarios a requirement has, and what is said of its proof.
#include "reports/requirement_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string retained = "5.0/MQTT-3.3.1-5";
const std::string well_formed = "5.0/MQTT-2.2.2-1";

std::vector<script::CaseInfo> cases() {
  std::vector<script::CaseInfo> list(2);
  for (auto& info : list) {
    info.suite = "retain";
    info.scenario = "newest-replaces-older";
    info.covers = {retained};
  }
  return list;
}

runner::Proof proof() {
  runner::Proof proof;
  runner::FaultProof& fault = proof.faults.emplace_back();
  fault.name = "no-property-length";
  fault.requirements = {well_formed};
  fault.killed = {well_formed};
  fault.by = {"subscribe/suback-bears-the-id[id=1]@5.0", "subscribe/suback-bears-the-id[id=2]@5.0",
              "subscribe/subscribe-is-answered@3.1.1"};
  proof.requirements = {
      {well_formed, runner::ProofState::proven, true, {"no-property-length"}, ""},
      {retained, runner::ProofState::unproven, true, {}, "no fault names it"},
  };
  return proof;
}

const RequirementRow& row_of(const std::vector<RequirementRow>& rows, std::string_view id) {
  return *std::ranges::find(rows, id, [](const RequirementRow& row) { return row.requirement->id; });
}

TEST(RequirementList, HasARowForEachRequirement) {
  EXPECT_EQ(requirement_rows(cases(), proof()).size(), requirements::catalogue().all().size());
}

TEST(RequirementList, AScenarioOfManyCasesIsNamedOnce) {
  const auto rows = requirement_rows(cases(), proof());
  EXPECT_THAT(row_of(rows, retained).scenarios, ElementsAre("retain/newest-replaces-older"));
  EXPECT_EQ(row_of(rows, retained).reason, "no fault names it");
}

TEST(RequirementList, WhatAStandingRuleWatchesHasTheScenariosThatNoticedAFaultInItsVersion) {
  const auto rows = requirement_rows(cases(), proof());
  EXPECT_THAT(row_of(rows, well_formed).scenarios, ElementsAre("subscribe/suback-bears-the-id"));
}

TEST(RequirementList, TheTextHasALineForEachAndTheSums) {
  const auto rows = requirement_rows(cases(), proof());
  const std::string text = requirement_list(rows);
  EXPECT_THAT(text, HasSubstr("5.0: 2 observable, 2 with a scenario, 1 proven, 0 excused\n"));
  EXPECT_EQ(std::ranges::count(text, '\n'), std::ssize(rows) + 3);
}

TEST(RequirementList, TheJsonSaysWhetherItIsProven) {
  const auto json = nlohmann::json::parse(requirement_list_to_json(requirement_rows(cases(), proof())));
  std::size_t proven = 0;
  for (const auto& row : json) {
    if (row["proven"] == true) ++proven;
    if (row["observable"] == false) {
      EXPECT_NE(row["reason"], "") << row["id"];
    }
  }
  EXPECT_EQ(proven, 1U);
}

}  // namespace
}  // namespace reports
