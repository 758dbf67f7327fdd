// Looking things up: by id, in order, by resemblance; and which ids no scenario may cover.
#include "requirements/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace requirements {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::ptrdiff_t position(std::string_view id) {
  return catalogue().find(id) - catalogue().all().data();
}

TEST(Catalogue, FindsARequirementByItsQualifiedId) {
  const Requirement* found = catalogue().find("5.0/MQTT-3.3.1-5");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->version, "5.0");
  EXPECT_EQ(found->kind, Kind::numbered);
  EXPECT_EQ(found->section, "3.3.1.3");
  EXPECT_EQ(found->binds, "server");
  EXPECT_EQ(found->grade, Grade::must);
}

TEST(Catalogue, KeepsTheTwoVersionsOfOneNumberApart) {
  EXPECT_NE(catalogue().find("3.1.1/MQTT-3.3.1-5")->sentence, catalogue().find("5.0/MQTT-3.3.1-5")->sentence);
}

TEST(Catalogue, FindsNothingForAnUnqualifiedOrUnknownId) {
  EXPECT_EQ(catalogue().find("MQTT-3.3.1-5"), nullptr);
  EXPECT_EQ(catalogue().find("5.0/MQTT-2.2.1-1"), nullptr);
  EXPECT_EQ(catalogue().find("5.0/4.13.2"), nullptr);
  EXPECT_EQ(catalogue().find(""), nullptr);
}

TEST(Catalogue, IsOrderedByVersionAndSectionAsNumbers) {
  EXPECT_LT(position("3.1.1/MQTT-7.1.2-1"), position("5.0/MQTT-1.5.4-1"));
  EXPECT_LT(position("5.0/MQTT-3.9.3-1"), position("5.0/MQTT-3.10.1-1"));
  EXPECT_LT(position("5.0/MQTT-3.3.1-9"), position("5.0/MQTT-3.3.1-10"));
}

TEST(Catalogue, PutsNumberedBeforeUnnumberedInASectionAndPromisesLast) {
  EXPECT_LT(position("5.0/MQTT-1.5.4-3"), position("5.0/U-001"));
  EXPECT_LT(position("5.0/U-001"), position("5.0/MQTT-1.5.5-1"));
  EXPECT_LT(position("3.1.1/MQTT-7.1.2-1"), position("3.1.1/T-acl"));
  EXPECT_EQ(catalogue().all().back().id, "5.0/T-users");
}

TEST(Catalogue, SuggestsBothVersionsWhenTheVersionWasLeftOut) {
  EXPECT_THAT(catalogue().suggest("MQTT-3.3.1-5"), ElementsAre("3.1.1/MQTT-3.3.1-5", "5.0/MQTT-3.3.1-5"));
  EXPECT_THAT(catalogue().suggest("T-acl"), ElementsAre("3.1.1/T-acl", "5.0/T-acl"));
}

TEST(Catalogue, SuggestsTheIdThatDiffersByCase) {
  EXPECT_THAT(catalogue().suggest("5.0/mqtt-3.3.1-5"), ElementsAre("5.0/MQTT-3.3.1-5"));
}

TEST(Catalogue, SuggestsTheNearestIdFirst) {
  const std::vector<std::string> near = catalogue().suggest("5.0/MQTT-3.3.1-99");
  ASSERT_THAT(near, SizeIs(3));
  EXPECT_EQ(near.front(), "5.0/MQTT-3.3.1-9");
  EXPECT_EQ(catalogue().suggest("5.0/MQTT-33.1-5").front(), "5.0/MQTT-3.3.1-5");
}

TEST(Catalogue, SuggestsNothingForWhatResemblesNoId) {
  EXPECT_THAT(catalogue().suggest("retained"), IsEmpty());
  EXPECT_THAT(catalogue().suggest(""), IsEmpty());
}

TEST(Catalogue, AClientsDutyWithoutAReactionOfTheServerBindsOnlyClients) {
  EXPECT_TRUE(binds_only_clients(*catalogue().find("5.0/MQTT-3.2.2-4")));
  EXPECT_TRUE(binds_only_clients(*catalogue().find("3.1.1/MQTT-2.3.1-2")));
}

TEST(Catalogue, AClientsDutyToWhichTheServerReactsDoesNotBindOnlyClients) {
  EXPECT_FALSE(binds_only_clients(*catalogue().find("5.0/MQTT-3.1.2-11")));
  EXPECT_FALSE(binds_only_clients(*catalogue().find("5.0/MQTT-3.2.2-11")));
  EXPECT_FALSE(binds_only_clients(*catalogue().find("5.0/MQTT-3.3.1-5")));
}

TEST(Catalogue, AnUntestableRuleForBothSidesDoesNotBindOnlyClients) {
  EXPECT_FALSE(binds_only_clients(*catalogue().find("5.0/MQTT-4.2-1")));
}

TEST(Catalogue, EveryDifferenceNamesARequirementAndGivesAReason) {
  for (const Difference& difference : catalogue().differences()) {
    EXPECT_NE(catalogue().find(difference.id), nullptr) << difference.id;
    EXPECT_FALSE(difference.reason.empty()) << difference.id;
  }
}

TEST(Catalogue, NamesOfGradesAndKindsAreThoseOfTheReports) {
  EXPECT_EQ(name(Grade::must), "must");
  EXPECT_EQ(name(Grade::should), "should");
  EXPECT_EQ(name(Grade::may), "may");
  EXPECT_EQ(name(Grade::note), "note");
  EXPECT_EQ(name(Grade::untestable), "untestable");
  EXPECT_EQ(name(Kind::numbered), "numbered");
  EXPECT_EQ(name(Kind::unnumbered), "unnumbered");
  EXPECT_EQ(name(Kind::target), "target");
}

}  // namespace
}  // namespace requirements
