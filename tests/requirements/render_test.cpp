// What people read: two explanations are compared as a whole with golden files, the rest by what matters in
// it. After an intended change, write the new text into golden/ by hand and read it there once more.
#include "requirements/render.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace requirements {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string golden(std::string_view name) {
  std::ifstream in(fmt::format("{}/tests/requirements/golden/{}", CONFORMANCE_SOURCE_DIR, name));
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string explained(std::string_view id) {
  return explain(*catalogue().find(id));
}

TEST(Explain, ARequirementWithEveryPartReadsLikeItsGoldenFile) {
  const std::vector<std::string> scenarios{"publish/second-topic-alias", "publish/topic-alias-limits"};
  EXPECT_EQ(explain(*catalogue().find("5.0/MQTT-3.2.2-17"), scenarios),
            golden("explain-5.0-MQTT-3.2.2-17.txt"));
}

TEST(Explain, AnUntestableRequirementReadsLikeItsGoldenFile) {
  EXPECT_EQ(explained("3.1.1/MQTT-4.8.0-2"), golden("explain-3.1.1-MQTT-4.8.0-2.txt"));
}

TEST(Explain, ATargetsPromiseNamesNoSection) {
  EXPECT_THAT(explained("5.0/T-acl"), StartsWith("5.0/T-acl   promise   binds the server\n"));
}

TEST(Explain, ScenariosAreListedOnlyWhenThereAreAny) {
  EXPECT_THAT(explained("5.0/MQTT-3.12.4-1"), Not(HasSubstr("scenarios")));
  const std::vector<std::string> one{"ping/answered"};
  EXPECT_THAT(explain(*catalogue().find("5.0/MQTT-3.12.4-1"), one),
              HasSubstr("scenarios     - ping/answered\n"));
}

TEST(Explain, SaysSoWhenNothingProvesAViolation) {
  EXPECT_THAT(explained("5.0/MQTT-4.6.0-2"), HasSubstr("  violates      nothing by itself\n"));
}

TEST(Explain, SaysWhyNoFaultCanBeMade) {
  Requirement requirement = *catalogue().find("5.0/MQTT-4.6.0-2");
  requirement.no_fault = "It asks for nothing.";
  EXPECT_THAT(explain(requirement), HasSubstr("  no fault      It asks for nothing.\n"));
}

TEST(Explain, NoLineIsWiderThan100ColumnsAndNoneEndsWithASpace) {
  for (const Requirement& requirement : catalogue().all()) {
    std::istringstream lines(explain(requirement));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 104U) << requirement.id << ": " << line;  // an ellipsis counts as three bytes
      EXPECT_FALSE(line.ends_with(' ')) << requirement.id << ": " << line;
    }
  }
}

TEST(Explain, EveryBasisInTheDataHasAMeaning) {
  for (const Requirement& requirement : catalogue().all()) {
    EXPECT_NE(explain_basis(requirement.basis), requirement.basis) << requirement.id;
  }
  EXPECT_EQ(explain_basis("whim"), "whim");
}

TEST(RenderDifferences, NamesBothJudgementsAndTheReason) {
  const std::vector<Difference> differences{{"5.0/U-001", "note", "may", "Nothing is left to fail."}};
  EXPECT_EQ(render_differences(differences),
            "5.0/U-001   ours: note   grades: may\n  Nothing is left to fail.\n");
}

TEST(RenderDifferences, SaysSoWhenThereAreNone) {
  EXPECT_EQ(render_differences({}), "No requirement is judged otherwise than in the grades.\n");
}

}  // namespace
}  // namespace requirements
