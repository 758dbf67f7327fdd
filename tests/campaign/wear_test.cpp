// What memory, descriptors and time say of a broker, and what they do not.
#include "campaign/wear.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "campaign/gauge.h"
#include "codec/compose.h"

namespace {

using campaign::Gauge;
using campaign::Kind;
using campaign::Usage;
using campaign::Wear;
using std::chrono::milliseconds;

constexpr std::uint64_t megabyte = 1U << 20U;

Wear wear_with(const std::vector<std::uint64_t>& megabytes) {
  Wear wear{.plays_in_a_round = 100, .after = {}};
  for (const std::uint64_t each : megabytes) wear.after.push_back({.resident_bytes = each * megabyte});
  return wear;
}

TEST(Wear, GrowthWithEachRoundIsMemoryThatDoesNotComeBack) {
  const auto found = judge(wear_with({10, 12, 15, 17}));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->kind, Kind::memory_not_returned);
}

TEST(Wear, MemoryThatFindsItsLevelIsNone) {
  EXPECT_FALSE(judge(wear_with({10, 14, 15, 15})).has_value());
  EXPECT_FALSE(judge(wear_with({10, 14, 12, 16})).has_value());
  EXPECT_FALSE(judge(wear_with({10, 20})).has_value()) << "two rounds are no row";
}

TEST(Wear, WhatCollectsGarbageMayTakeMuch) {
  Wear wear = wear_with({10, 60, 110, 160});
  EXPECT_TRUE(judge(wear).has_value());
  wear.collects_garbage = true;
  EXPECT_FALSE(judge(wear).has_value());
}

TEST(Wear, DescriptorsThatStayAreTold) {
  Wear wear{.plays_in_a_round = 100, .after = {}};
  for (const std::size_t each : {20U, 40U, 60U}) wear.after.push_back({.descriptors = each});
  const auto found = judge(wear);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->kind, Kind::descriptors);
  wear.after.back().descriptors = 41;
  EXPECT_FALSE(judge(wear).has_value());
}

TEST(Cost, MuchMemoryForFewBytes) {
  const auto found = judge(campaign::Cost{.bytes_sent = 5, .memory = 64 * megabyte, .by_strangers = true});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->kind, Kind::memory_of_strangers);
  EXPECT_FALSE(judge(campaign::Cost{.bytes_sent = megabyte, .memory = 64 * megabyte}).has_value());
}

TEST(Cost, MuchTimeForFewPackets) {
  const campaign::Cost dear{.packets_sent = 2, .processor = milliseconds(50)};
  ASSERT_TRUE(judge(dear).has_value());
  EXPECT_EQ(judge(dear)->kind, Kind::processor);
  EXPECT_FALSE(judge(campaign::Cost{.packets_sent = 100, .processor = milliseconds(50)}).has_value());
}

class Watching : public testing::Test {
 protected:
  Watching() {
    gauge_.begin({.resident_bytes = 10 * megabyte, .peak_bytes = 10 * megabyte, .descriptors = 20}, {});
  }
  std::optional<Kind> look(std::uint64_t resident, std::uint64_t peak, std::size_t descriptors) {
    now_ += milliseconds(600);
    return gauge_.look(
        {.resident_bytes = resident * megabyte, .peak_bytes = peak * megabyte, .descriptors = descriptors},
        now_, 0, {});
  }
  Gauge gauge_;
  net::Time now_{};
};

TEST_F(Watching, AJumpIsSeenAtOnce) {
  EXPECT_EQ(look(10, 300, 20), Kind::memory);
}

TEST_F(Watching, GrowthAndDescriptorsAreSeenWhenTheyAreMany) {
  EXPECT_EQ(look(10, 10, 20), std::nullopt);
  EXPECT_EQ(look(12, 12, 30), std::nullopt);
  EXPECT_EQ(look(12, 12, 900), Kind::descriptors);
  EXPECT_EQ(look(60, 13, 30), Kind::memory_not_returned);
}

TEST_F(Watching, WhatCameToNothingMustBeMoreTheNextTime) {
  look(10, 10, 20);
  EXPECT_EQ(look(30, 12, 20), Kind::memory_not_returned);
  gauge_.was_wrong(Kind::memory_not_returned);
  EXPECT_EQ(look(30, 12, 20), std::nullopt);
  EXPECT_EQ(look(50, 12, 20), Kind::memory_not_returned);
}

TEST(Clearing, EachNameComesOnceMoreWithANewSession) {
  const auto connect = [](const std::string& name, std::uint32_t clean) {
    const std::vector<codec::FieldValue> fields{{codec::Field::client_id, name},
                                                {codec::Field::clean_session, clean}};
    return codec::compose(codec::PacketType::connect, codec::Version::v3_1_1, fields).value();
  };
  campaign::Play play;
  play.steps.push_back({.actor = 0, .bytes = connect("a", 0)});
  play.steps.push_back({.actor = 1, .bytes = connect("b", 0)});
  play.steps.push_back({.actor = 0, .bytes = connect("a", 1)});
  const campaign::Play clearing = campaign::clearing_of(play);
  ASSERT_EQ(clearing.steps.size(), 6U);
  EXPECT_EQ(clearing.steps[0].bytes, connect("a", 1));
  EXPECT_EQ(clearing.steps[3].bytes, connect("b", 1));
  EXPECT_EQ(clearing.steps[2].deed, campaign::Deed::end);
}

TEST(Process, KnowsWhatThisOneTakes) {
  const auto usage = campaign::usage_of(::getpid());
  if (!usage) GTEST_SKIP() << "no /proc";
  EXPECT_GT(usage->resident_bytes, megabyte);
  EXPECT_GE(usage->descriptors, 3U);
  EXPECT_FALSE(campaign::usage_of(0).has_value());
}

}  // namespace
