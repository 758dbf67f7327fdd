// A campaign in several parts: nothing is played twice, and nothing that was found is lost.
#include "campaign/join.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "campaign/play_list.h"

namespace {

using campaign::CampaignResult;
using campaign::Finding;
using campaign::Kind;
using campaign::Play;
using campaign::Shard;

Play play_of(const std::string& text) {
  return campaign::play_from(text).value();
}

std::vector<Play> scenarios() {
  std::vector<Play> plays;
  for (int i = 10; i < 90; ++i) plays.push_back(play_of("a send c0" + std::to_string(i) + "\n"));
  return plays;
}

Finding finding(Kind kind, const std::string& signature, std::size_t reproduced, const std::string& play) {
  Finding finding;
  finding.number = 1;
  finding.suspicion = {kind, signature, "did it", {}};
  finding.tries = 10;
  finding.reproduced = reproduced;
  finding.plays = {play_of(play)};
  return finding;
}

CampaignResult part(std::vector<Finding> findings) {
  CampaignResult result;
  result.target = "broker 1.0";
  result.seed = "abc";
  result.statistics.plays = 100;
  result.statistics.elapsed_s = 10;
  result.findings = std::move(findings);
  return result;
}

TEST(PlayList, ReadsWhatItWrites) {
  const std::vector<Play> plays{play_of("a open\nwait b send c000\n"), play_of("a reset\n")};
  EXPECT_EQ(campaign::plays_from(campaign::text_of(plays)), plays);
  EXPECT_TRUE(campaign::plays_from("").value().empty());
  EXPECT_EQ(campaign::plays_from("a open\n# the next play\nz open\n").error(),
            "behind line 2: line 1: `z` is no actor, which are a to h");
}

TEST(Shard, IsReadAsItIsTyped) {
  EXPECT_EQ(campaign::shard_from("2/8")->index, 2U);
  EXPECT_EQ(campaign::shard_from("2/8")->count, 8U);
  for (const char* wrong : {"", "2", "0/8", "9/8", "1/0", "1/8x", "a/8", "-1/8", "1//8"})
    EXPECT_FALSE(campaign::shard_from(wrong)) << wrong;
}

TEST(Shard, EachPartHasASeedOfItsOwn) {
  EXPECT_EQ(campaign::seed_of_part(7, {1, 1}, 0), 7U) << "the whole campaign has its own";
  std::set<std::uint64_t> seeds;
  for (std::size_t run = 0; run < 20; ++run) {
    seeds.insert(campaign::seed_of_part(7, {1, 1}, run));
    for (std::size_t index = 1; index <= 8; ++index) seeds.insert(campaign::seed_of_part(7, {index, 8}, run));
  }
  EXPECT_EQ(seeds.size(), 180U);
}

TEST(Shard, BeginsWithItsShareAndLeavesNothingOut) {
  std::set<std::string> begun;
  for (std::size_t index = 1; index <= 4; ++index) {
    const auto order = campaign::in_order(scenarios(), 7, {index, 4});
    ASSERT_EQ(order.size(), 80U);
    EXPECT_EQ(order, campaign::in_order(scenarios(), 7, {index, 4}));
    for (std::size_t i = 0; i < 10; ++i) begun.insert(campaign::text_of(order[79 - i]));
  }
  EXPECT_EQ(begun.size(), 40U) << "the first ten of each are of its own";
}

TEST(Join, KeepsTheSurestAndSmallestOfEachSignature) {
  const CampaignResult parts[] = {part({finding(Kind::crash, "signal 11", 9, "a open\n"),
                                        finding(Kind::ill_formed, "SUBACK", 10, "a send c000\na open\n")}),
                                  part({finding(Kind::crash, "signal 11", 10, "a send c000c000\n"),
                                        finding(Kind::ill_formed, "SUBACK", 10, "a send c0\n"),
                                        finding(Kind::hang, "hang", 10, "a open\n")})};
  const auto all = campaign::joined(parts);
  ASSERT_EQ(all.findings.size(), 3U);
  const auto of = [&](Kind kind) {
    return *std::ranges::find(all.findings, kind, [](const Finding& each) { return each.suspicion.kind; });
  };
  EXPECT_EQ(of(Kind::crash).reproduced, 10U);
  EXPECT_EQ(of(Kind::crash).times, 2U);
  EXPECT_EQ(campaign::bytes_of(of(Kind::ill_formed).plays.front()), 1U);
  std::set<std::size_t> numbers;
  for (const Finding& each : all.findings) numbers.insert(each.number);
  EXPECT_EQ(numbers, (std::set<std::size_t>{1, 2, 3}));
  EXPECT_EQ(all.statistics.plays, 200U);
  EXPECT_EQ(all.runs, 2U);
  EXPECT_EQ(all.seed, "abc") << "shards of one campaign";
}

TEST(Join, WhatOnePartCouldNotReproduceAnotherMay) {
  Finding lost = finding(Kind::unreproduced, "signal 11", 0, "a open\nb open\n");
  lost.tries = 0;
  const CampaignResult parts[] = {part({lost}),
                                  part({finding(Kind::crash, "signal 11", 3, "a open\nb open\n")})};
  const auto all = campaign::joined(parts);
  ASSERT_EQ(all.findings.size(), 1U);
  EXPECT_EQ(all.findings[0].suspicion.kind, Kind::crash);
  EXPECT_EQ(all.findings[0].times, 2U);
}

TEST(Join, OtherSeedsMakeANewOne) {
  CampaignResult other = part({});
  other.seed = "def";
  const CampaignResult parts[] = {part({}), other};
  const std::string seed = campaign::joined(parts).seed;
  EXPECT_NE(seed, "abc");
  EXPECT_NE(seed, "def");
  EXPECT_LE(seed.size(), 16U);
}

TEST(Join, PoolsHaveEachPlayOnce) {
  const std::vector<Play> pools[] = {{play_of("a open\n"), play_of("b open\n")}, {play_of("a open\n")}};
  EXPECT_EQ(campaign::joined_pools(pools).size(), 2U);
}

TEST(Statistics, AddUpOverRuns) {
  campaign::Statistics first;
  first.elapsed_s = 10;
  first.plays = 5;
  first.behaviours = 7;
  first.last_new_s = 3;
  campaign::Statistics second = first;
  const auto both = campaign::one_after_the_other(first, second);
  EXPECT_EQ(both.elapsed_s, 20);
  EXPECT_EQ(both.plays, 10U);
  EXPECT_EQ(both.behaviours, 7U);
  EXPECT_EQ(both.last_new_s, 3) << "the second saw nothing new, it met the first's again";
  second.behaviours = 8;
  EXPECT_EQ(campaign::one_after_the_other(first, second).last_new_s, 13);
}

}  // namespace
