// Matrices in the language: cases and their names, what they cover, what is sent, which reactions are lawful.
#include "script/matrix.h"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "tests/script/support/files.h"

namespace {

using codec::Field;
using codec::PacketType;
using codec::Version;
using testing::ElementsAre;
using Kind = requirements::Reaction::Kind;

constexpr std::string_view of_subscribe =
    "  for bad in illegal SUBSCRIBE\n  alice connects\n  alice -> $bad!\n  alice reacts to $bad\n";
constexpr std::string_view both = "3.1.1/MQTT-4.8.0-1 5.0/MQTT-4.13.1-1";

std::vector<script::CaseInfo> cases_of(std::string_view body, std::string_view covers = both) {
  const script::ParseResult result = script_test::parse(script_test::with_suite(body, covers));
  EXPECT_EQ(script_test::rendered(result.diagnostics), "");
  return script::cases_of(result.suite);
}

script::CasePlan plan_of_row(std::string_view body, std::string_view row, Version version = Version::v5_0,
                             std::string_view covers = both) {
  for (const script::CaseInfo& info : cases_of(body, covers)) {
    if (info.row != row || info.version != version) continue;
    auto plan = script::compile(info, {});
    EXPECT_TRUE(plan.has_value());
    if (plan) return *plan;
  }
  ADD_FAILURE() << "no case [" << row << "]";
  return {};
}

template <typename Step>
const Step* find(const std::vector<script::Step>& steps) {
  for (const script::Step& step : steps)
    if (const Step* found = std::get_if<Step>(&step.what)) return found;
  return nullptr;
}

TEST(Matrices, HaveACaseForEachVariantNamedByIt) {
  const auto cases = cases_of(of_subscribe);
  const auto count = [&](Version version) {
    return static_cast<std::size_t>(std::ranges::count(cases, version, &script::CaseInfo::version));
  };
  for (const Version version : {Version::v3_1_1, Version::v5_0})
    EXPECT_EQ(count(version),
              codec::variants_of(PacketType::subscribe, version, codec::Legality::illegal).size());
  EXPECT_GT(cases.size(), 64U) << "the limit on rows is not for them";
  EXPECT_EQ(cases.front().id, "test/it[flags=3]@3.1.1");
  EXPECT_TRUE(cases.front().of_matrix);
  std::set<std::string> ids;
  for (const script::CaseInfo& info : cases) EXPECT_TRUE(ids.insert(info.id).second) << info.id;
}

TEST(Matrices, CoverTheIdThatTheVariantViolates) {
  for (const script::CaseInfo& info : cases_of(of_subscribe)) {
    if (info.version == Version::v3_1_1) continue;
    if (info.row == "flags=3") {
      EXPECT_THAT(info.covers, ElementsAre("5.0/MQTT-3.8.1-1", "5.0/MQTT-4.13.1-1"));
    }
    if (info.row == "subscription_identifier-twice") {
      EXPECT_THAT(info.covers, ElementsAre("5.0/U-088", "5.0/MQTT-4.13.1-1"));
    }
    // To this the standard states no reaction, so no server can break it.
    if (info.row == "property_length-in-2-bytes") {
      EXPECT_THAT(info.covers, ElementsAre("5.0/MQTT-4.13.1-1"));
    }
  }
}

TEST(Matrices, MultiplyWithOtherRows) {
  const auto cases = cases_of(
      "  for qos in 0 1\n  for bad in illegal PINGREQ\n  alice connects\n  alice publishes topic=\"$t\" "
      "payload=\"x\" qos=$qos\n  alice -> $bad!\n  alice reacts to $bad\n",
      "5.0/MQTT-4.13.1-1");
  const auto variants = codec::variants_of(PacketType::pingreq, Version::v5_0, codec::Legality::illegal);
  ASSERT_EQ(cases.size(), 2 * variants.size());
  EXPECT_EQ(cases.front().row, "qos=0,flags=1");
  EXPECT_EQ(cases.back().row, "qos=1," + variants.back().label);
}

TEST(Matrices, StartFromAPlainPacketWithTheCasesOwnNames) {
  const script::CasePlan plan = plan_of_row(of_subscribe, "flags=3");
  const script::Send* send = find<script::Send>(plan.steps);
  ASSERT_NE(send, nullptr);
  EXPECT_TRUE(send->wrong_here);
  ASSERT_NE(send->variant, nullptr);
  EXPECT_EQ(send->variant->label, "flags=3");
  ASSERT_EQ(send->fields.size(), 3U);
  EXPECT_EQ(send->fields[1].field, Field::filter);
  EXPECT_EQ(std::get<codec::Value>(send->fields[1].value), codec::Value(plan.topic_root));
}

TEST(Matrices, TakeFieldsOfTheLineForThoseOfThePlainPacket) {
  const script::CasePlan plan = plan_of_row(
      "  for bad in illegal SUBSCRIBE\n  alice connects\n  alice -> $bad! id=77 \"$t/a\" max_qos=2 "
      "\"$t/b\"\n  alice reacts to $bad\n",
      "flags=3");
  const script::Send* send = find<script::Send>(plan.steps);
  ASSERT_NE(send, nullptr);
  std::vector<Field> fields;
  for (const script::SentField& field : send->fields) fields.push_back(field.field);
  EXPECT_THAT(fields, ElementsAre(Field::id, Field::filter, Field::max_qos, Field::filter));
  EXPECT_EQ(std::get<codec::Value>(send->fields[0].value), codec::Value(codec::Number{77}));
}

TEST(Matrices, PutAWillBelowTheRootOfTheCase) {
  const script::CasePlan plan =
      plan_of_row("  for bad in illegal CONNECT\n  alice opens\n  alice -> $bad!\n  alice reacts to $bad\n",
                  "will_content_type-twice");
  const script::Send* send = find<script::Send>(plan.steps);
  ASSERT_NE(send, nullptr);
  const auto will = std::ranges::find(send->fields, Field::will_topic, &script::SentField::field);
  ASSERT_NE(will, send->fields.end());
  EXPECT_EQ(std::get<codec::Value>(will->value), codec::Value(plan.topic_root + "/will"));
}

TEST(Matrices, DemandTheCloseAloneWhereTheStandardDoes) {
  const script::CasePlan plan = plan_of_row(of_subscribe, "flags=3", Version::v3_1_1);
  const script::React* react = find<script::React>(plan.steps);
  ASSERT_NE(react, nullptr);
  EXPECT_EQ(react->how, script::React::How::closed);
  EXPECT_EQ(react->also, "3.1.1/MQTT-4.8.0-1");
  EXPECT_EQ(find<script::Either>(plan.steps), nullptr);
}

TEST(Matrices, GradeTheBranchesByTheWordOfTheCatalogue) {
  const auto grades = [](std::string_view row) {
    const script::CasePlan plan = plan_of_row(of_subscribe, row);
    const script::Either* either = find<script::Either>(plan.steps);
    std::vector<script::BranchGrade> found;
    for (std::size_t i = 0; either != nullptr && i < either->branches.size(); ++i)
      found.push_back(either->branches[i].grade);
    return found;
  };
  using enum script::BranchGrade;
  EXPECT_THAT(grades("subscription_identifier-twice"), ElementsAre(must, should, must, should));
  EXPECT_THAT(grades("filter-empty"), ElementsAre(must, should, should));
  EXPECT_THAT(grades("property_length-in-2-bytes"), ElementsAre(must, may, may));
}

TEST(Matrices, AdviseNothingWhereTheStandardStatesNoReaction) {
  constexpr std::string_view body =
      "  for bad in illegal DISCONNECT\n  bob connects\n  alice connects\n  alice -> $bad!\n  alice reacts "
      "to "
      "$bad\n  either\n    bob <- PUBLISH\n  or should \"publishes the Will\"\n    fence bob\n";
  const auto grade = [&](std::string_view row) {
    const script::CasePlan plan = plan_of_row(body, row, Version::v5_0, "5.0/MQTT-4.13.1-1");
    return std::get<script::Either>(plan.steps.back().what).branches.back().grade;
  };
  EXPECT_EQ(grade("reason_string-twice"), script::BranchGrade::should);
  EXPECT_EQ(grade("code=0x01"), script::BranchGrade::may);
}

TEST(Matrices, AskForTheLawfulAnswerToALegalVariant) {
  const script::CasePlan plan = plan_of_row(
      "  for good in legal PUBLISH\n  alice connects\n  alice -> $good\n  alice reacts to $good\n", "qos=2",
      Version::v5_0, "5.0/MQTT-3.3.4-1");
  ASSERT_EQ(plan.steps.size(), 3U);
  const auto& verb = std::get<script::Verb>(plan.steps[2].what);
  EXPECT_EQ(verb.kind, script::VerbKind::is_served);
  ASSERT_NE(verb.variant, nullptr);
  EXPECT_EQ(verb.variant->label, "qos=2");
  EXPECT_THAT(plan.covers, ElementsAre("5.0/MQTT-3.3.4-1"));
}

TEST(Matrices, ArePrintedAsTheyAreWritten) {
  const std::string text = script_test::with_suite(
      "  for bad in illegal SUBSCRIBE\n  alice connects\n  alice -> $bad! id=7\n  alice reacts to $bad in "
      "..2s\n",
      both);
  const script::ParseResult result = script_test::parse(text);
  ASSERT_NE(result.suite, nullptr) << script_test::rendered(result.diagnostics);
  EXPECT_EQ(script::print(*result.suite), text);
}

TEST(Matrices, HaveAReactionToEveryIdThatAClientsPacketCanBreak) {
  std::set<std::string> without;
  for (std::uint8_t number = 1; number < 16; ++number) {
    const auto type = static_cast<PacketType>(number);
    for (const Version version : {Version::v3_1_1, Version::v5_0}) {
      for (const auto& variant : codec::variants_of(type, version, codec::Legality::illegal)) {
        const script::VariantReaction reaction = script::reaction_to(variant);
        EXPECT_NE(reaction.kind, Kind::unknown) << variant.label;
        const requirements::Requirement* judge = requirements::catalogue().find(reaction.charge);
        if (judge == nullptr) without.insert(reaction.charge);
        // P2 and P3 of the grades: what may fail is what is judged to be a must.
        const bool may_fail = reaction.kind == Kind::close || reaction.kind == Kind::close_if_noticed;
        EXPECT_TRUE(!may_fail || (judge != nullptr && judge->grade == requirements::Grade::must))
            << fmt::format("{} {}", codec::name_of(type), variant.label);
      }
    }
  }
  // Bare sections: the catalogue has no statement that they could be judged by.
  EXPECT_THAT(without,
              ElementsAre("3.1.1/2.2.3", "5.0/1.5.5", "5.0/3.1.3.2.3", "5.0/3.14.2.2.5", "5.0/3.3.2.3.2"));
}

TEST(Matrices, OfEveryPacketAreSoundScenarios) {
  for (std::uint8_t number = 1; number < 16; ++number) {
    const auto type = static_cast<PacketType>(number);
    const std::string connection =
        type == PacketType::connect ? "  alice opens\n" : "  alice connects acks=manual\n";
    for (const bool illegal : {true, false}) {
      const auto legality = illegal ? codec::Legality::illegal : codec::Legality::legal;
      if (codec::variants_of(type, Version::v5_0, legality).empty()) continue;
      const std::string body =
          fmt::format("  for x in {} {}\n{}  alice -> $x{}\n  alice reacts to $x\n",
                      illegal ? "illegal" : "legal", codec::name_of(type), connection, illegal ? "!" : "");
      const bool only_5_0 = type == PacketType::auth;
      for (const script::CaseInfo& info : cases_of(body, only_5_0 ? "5.0/MQTT-4.13.1-1" : both))
        EXPECT_TRUE(script::compile(info, {}).has_value()) << info.id;
    }
  }
}

}  // namespace
