// Faulty data is refused with a sentence that says where the fault is. One sound document is spoilt in one
// point a test.
#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "requirements/catalogue.h"

namespace requirements {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view sound = R"([{
  "id": "5.0/MQTT-3.12.4-1", "section": "3.12.4", "level": "MUST", "binds": "server", "grade": "must",
  "basis": "own", "sentence": "The server answers PINGREQ.", "observable": true, "how": "Ping.",
  "accept": ["PINGRESP"], "forbid": ["silence"], "condition": "none at all"
}])";

std::string spoilt(std::string_view what, std::string_view by) {
  std::string text(sound);
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

std::expected<Catalogue, std::string> parse(std::string_view text) {
  const std::array documents{text};
  return Catalogue::parse(documents);
}

std::string error_of(std::string_view text) {
  const auto result = parse(text);
  return result ? "no error" : result.error();
}

TEST(Documents, ASoundDocumentIsRead) {
  const auto result = parse(sound);
  ASSERT_TRUE(result) << result.error();
  const Requirement* found = result->find("5.0/MQTT-3.12.4-1");
  ASSERT_NE(found, nullptr);
  EXPECT_THAT(found->accept, ElementsAre("PINGRESP"));
  EXPECT_THAT(found->forbid, ElementsAre("silence"));
  EXPECT_EQ(found->condition, "none at all");
  EXPECT_FALSE(found->on_detection);
}

TEST(Documents, WhyNoFaultCanBeMadeIsRead) {
  const auto result = parse(spoilt("\"condition\": \"none at all\"", "\"no_fault\": \"It binds nobody.\""));
  ASSERT_TRUE(result) << result.error();
  EXPECT_EQ(result->all().front().no_fault, "It binds nobody.");
}

TEST(Documents, TheReactionToABreachIsRead) {
  const auto with = [](std::string_view reaction) {
    return spoilt("\"accept\"", "\"reaction\": " + std::string(reaction) + ", \"accept\"");
  };
  const auto result = parse(with(R"({"is": "close", "return_codes": [2, 4]})"));
  ASSERT_TRUE(result) << result.error();
  EXPECT_EQ(result->all().front().reaction.kind, Reaction::Kind::close);
  EXPECT_THAT(result->all().front().reaction.return_codes, ElementsAre(2U, 4U));
  EXPECT_THAT(error_of(with(R"({"is": "shut"})")),
              HasSubstr("reaction: field \"is\" is not close, close_if"));
  EXPECT_THAT(error_of(with("{}")), HasSubstr("field \"is\" is missing"));
  EXPECT_THAT(error_of(with(R"({"is": "open", "stated_by": "5.0/U-002"})")),
              HasSubstr("stands beside \"is\""));
  EXPECT_THAT(error_of(with(R"({"is": "open", "in_connect": "5.0/U-002"})")),
              HasSubstr("the reaction of 5.0/MQTT-3.12.4-1 is that of 5.0/U-002, which has none"));
  EXPECT_THAT(error_of(with(R"({"is": "open", "return_codes": ["4"]})")),
              HasSubstr("is not a list of bytes"));
  EXPECT_THAT(error_of(with(R"("close")")), HasSubstr("field \"reaction\" is not an object"));
}

TEST(Documents, WhatCannotBeObservedNeedsNoReasonForNotBreakingIt) {
  const std::string untestable = spoilt("\"observable\": true, \"how\": \"Ping.\"",
                                        "\"observable\": false, \"reason\": \"x\", \"no_fault\": \"y\"");
  const std::string text = std::string(untestable).replace(untestable.find("\"must\""), 6, "\"untestable\"");
  EXPECT_THAT(error_of(text), HasSubstr("field \"no_fault\" stands where nothing is observable"));
}

TEST(Documents, TheKindComesFromTheId) {
  EXPECT_EQ(parse(spoilt("MQTT-3.12.4-1", "U-042"))->all().front().kind, Kind::unnumbered);
  EXPECT_EQ(parse(spoilt("MQTT-3.12.4-1", "T-acl"))->all().front().kind, Kind::target);
}

TEST(Documents, TextThatIsNotJsonIsRefusedWithItsPlace) {
  EXPECT_THAT(error_of("[{]"), StartsWith("document 1: it is not JSON: "));
  EXPECT_THAT(error_of("[{]"), HasSubstr("column 3"));
  EXPECT_THAT(error_of(""), HasSubstr("it is not JSON"));
}

TEST(Documents, TheFaultyDocumentIsNamedByItsNumber) {
  const std::array<std::string_view, 2> documents{sound, "{}"};
  EXPECT_EQ(Catalogue::parse(documents).error(), "document 2: it is not a list of objects");
}

TEST(Documents, AnEntryThatIsNoObjectOrHasNoIdIsNamedByItsNumber) {
  EXPECT_EQ(error_of("[1]"), "document 1: entry 1 is not an object");
  EXPECT_EQ(error_of(R"([{"section": "1"}])"), "document 1: entry 1 has no \"id\" that is a string");
  EXPECT_EQ(error_of(R"([{"id": 5}])"), "document 1: entry 1 has no \"id\" that is a string");
}

TEST(Documents, AnIdWithoutVersionIsRefused) {
  EXPECT_THAT(error_of(spoilt("5.0/MQTT", "MQTT")),
              StartsWith("document 1: MQTT-3.12.4-1: field \"id\" is not of"));
  EXPECT_THAT(error_of(spoilt("5.0/MQTT", "3.1/MQTT")), HasSubstr("field \"id\" is not of the form"));
  EXPECT_THAT(error_of(spoilt("5.0/MQTT-", "5.0/X-")), HasSubstr("field \"id\" is not of the form"));
}

TEST(Documents, AMissingFieldIsNamed) {
  EXPECT_EQ(error_of(spoilt(R"("level": "MUST", )", "")),
            "document 1: 5.0/MQTT-3.12.4-1: field \"level\" is missing");
  EXPECT_THAT(error_of(spoilt(R"("observable": true, )", "")), HasSubstr("field \"observable\" is missing"));
  EXPECT_THAT(error_of(spoilt(R"("how": "Ping.",)", "")), HasSubstr("field \"how\" is missing"));
}

TEST(Documents, AnUnknownFieldIsNamed) {
  EXPECT_THAT(error_of(spoilt("\"forbid\"", "\"forbids\"")), HasSubstr("field \"forbids\" is unknown"));
}

TEST(Documents, AnEmptySentenceIsRefused) {
  EXPECT_THAT(error_of(spoilt("The server answers PINGREQ.", "")), HasSubstr("field \"sentence\" is empty"));
}

TEST(Documents, AFieldOfTheWrongTypeIsNamed) {
  EXPECT_THAT(error_of(spoilt("\"own\"", "7")), HasSubstr("field \"basis\" is not a string"));
  EXPECT_THAT(error_of(spoilt("true", "\"yes\"")),
              HasSubstr("field \"observable\" is neither true nor false"));
  EXPECT_THAT(error_of(spoilt("[\"PINGRESP\"]", "\"PINGRESP\"")),
              HasSubstr("field \"accept\" is not a list"));
  EXPECT_THAT(error_of(spoilt("[\"PINGRESP\"]", "[1]")),
              HasSubstr("\"accept\" holds something other than strings"));
}

TEST(Documents, AnUnknownWordIsRefused) {
  EXPECT_THAT(error_of(spoilt(R"("grade": "must")", R"("grade": "mist")")),
              HasSubstr("\"grade\" is \"mist\", not must, should, may, note or untestable"));
  EXPECT_THAT(error_of(spoilt(R"("binds": "server")", R"("binds": "servers")")),
              HasSubstr("\"binds\" is none of server, client"));
}

TEST(Documents, ObservableMustAgreeWithTheGrade) {
  EXPECT_THAT(error_of(spoilt("true", "false")), HasSubstr("\"observable\" contradicts the grade"));
  EXPECT_THAT(error_of(spoilt(R"("grade": "must")", R"("grade": "untestable")")),
              HasSubstr("\"observable\" contradicts the grade"));
}

TEST(Documents, AnIdThatStandsTwiceIsRefusedAcrossDocuments) {
  const std::array<std::string_view, 2> documents{sound, sound};
  EXPECT_EQ(Catalogue::parse(documents).error(), "5.0/MQTT-3.12.4-1 stands twice");
}

TEST(Documents, ADifferenceIsReadAndMustNameAKnownRequirement) {
  constexpr std::string_view known =
      R"([{"id": "5.0/MQTT-3.12.4-1", "ours": "should", "grades": "must", "reason": "A trial."}])";
  constexpr std::string_view unknown =
      R"([{"id": "5.0/MQTT-9.9.9-9", "ours": "should", "grades": "must", "reason": "A trial."}])";
  const auto good = Catalogue::parse(std::array{sound, known});
  ASSERT_TRUE(good) << good.error();
  ASSERT_EQ(good->differences().size(), 1U);
  EXPECT_EQ(good->differences().front().ours, "should");
  EXPECT_EQ(good->differences().front().reason, "A trial.");
  const auto bad = Catalogue::parse(std::array{sound, unknown});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error(), "a difference names 5.0/MQTT-9.9.9-9, which does not exist");
}

TEST(Documents, NoDocumentsMakeAnEmptyCatalogue) {
  const auto result = Catalogue::parse({});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->all().empty());
}

}  // namespace
}  // namespace requirements
