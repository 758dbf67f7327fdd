// A bare section is told apart from an id and from a slip of the pen.
#include "requirements/section_reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace requirements {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SectionReference, HasAVersionAndASection) {
  const auto reference = parse_section_reference("5.0/4.13.2");
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->version, "5.0");
  EXPECT_EQ(reference->section, "4.13.2");
  EXPECT_TRUE(parse_section_reference("3.1.1/6"));
  EXPECT_TRUE(parse_section_reference("5.0/3.1.2.11.2"));
}

TEST(SectionReference, IsNotAnId) {
  EXPECT_FALSE(parse_section_reference("5.0/MQTT-3.3.1-5"));
  EXPECT_FALSE(parse_section_reference("5.0/U-042"));
  EXPECT_FALSE(parse_section_reference("5.0/T-acl"));
}

TEST(SectionReference, NeedsAKnownVersion) {
  EXPECT_FALSE(parse_section_reference("4.13.2"));
  EXPECT_FALSE(parse_section_reference("3.1/4.13.2"));
  EXPECT_FALSE(parse_section_reference("/4.13.2"));
  EXPECT_FALSE(parse_section_reference(""));
}

TEST(SectionReference, NeedsNumbersJoinedByDots) {
  for (const char* text : {"5.0/", "5.0/.", "5.0/4.", "5.0/.4", "5.0/4..1", "5.0/4.1a", "5.0/4.1 ", "5.0/4/1",
                           "5.0/-4", "5.0/0.1", "5.0/8.1", "5.0/42.1", "5.0/4.123"}) {
    EXPECT_FALSE(parse_section_reference(text)) << text;
  }
}

TEST(NumbersIn, AreFoundInTheirOrder) {
  EXPECT_THAT(numbers_in("MQTT-3.10.4-6"), ElementsAre(3, 10, 4, 6));
  EXPECT_THAT(numbers_in("U-042"), ElementsAre(42));
  EXPECT_THAT(numbers_in("T-acl"), IsEmpty());
  EXPECT_THAT(numbers_in(""), IsEmpty());
}

TEST(NumbersIn, CountAsTheLargestWhenTheyAreTooLarge) {
  EXPECT_THAT(numbers_in("99999999999"), ElementsAre(std::numeric_limits<int>::max()));
}

}  // namespace
}  // namespace requirements
