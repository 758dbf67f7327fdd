#include "campaign/play.h"

#include <gtest/gtest.h>

#include "campaign/mutate.h"

namespace {

using campaign::Deed;
using campaign::Play;

Play sample() {
  const auto play = campaign::play_from(
      "a send 100c00044d5154540402003c0000\n"
      "wait b open\n"
      "\n"
      "b pause 250   # a quarter of a second\n"
      "b end\n"
      "a reset\n");
  return play.value_or(Play{});
}

TEST(Play, ReadsWhatItWrites) {
  const Play play = sample();
  ASSERT_EQ(play.steps.size(), 5U);
  EXPECT_TRUE(play.steps[1].waits);
  EXPECT_EQ(play.steps[1].deed, Deed::open);
  EXPECT_EQ(play.steps[2].milliseconds, 250);
  EXPECT_EQ(campaign::play_from(campaign::text_of(play)), play);
}

TEST(Play, AnswersOfARemoteEndAreSteps) {
  const auto play = campaign::play_from("a send c000\nwait a answer 62020001\n");
  ASSERT_TRUE(play.has_value()) << play.error();
  EXPECT_EQ(play->steps[1].deed, Deed::answer);
  EXPECT_TRUE(campaign::has_answers(*play));
  EXPECT_EQ(campaign::text_of(*play), "a send c000\nwait a answer 62020001\n");
  EXPECT_FALSE(campaign::has_answers(sample()));
}

TEST(Play, SaysWhichLineIsWrong) {
  EXPECT_EQ(campaign::play_from("a open\nz open").error(), "line 2: `z` is no actor, which are a to h");
  EXPECT_EQ(campaign::play_from("a leap").error(), "line 1: there is no deed `leap`");
  EXPECT_EQ(campaign::play_from("a pause soon").error(), "line 1: `soon` are no milliseconds up to 65535");
  EXPECT_FALSE(campaign::play_from("a send 1").has_value());
}

TEST(Play, PiecesEndWhereTheirLengthsSay) {
  using namespace std::string_view_literals;
  const auto pieces = campaign::pieces_of("\xc0\x00\x30\x03\x00\x01t\xe0\xff"sv);
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_EQ(pieces[0], "\xc0\x00"sv);
  EXPECT_EQ(pieces[1], "\x30\x03\x00\x01t"sv);
  EXPECT_EQ(pieces[2], "\xe0\xff"sv);
}

TEST(Play, AConnectNamesTheVersionOfWhatFollows) {
  using codec::Version;
  const std::string connect = sample().steps[0].bytes;
  std::string of_5 = connect;
  of_5[8] = 5;
  EXPECT_EQ(campaign::version_behind(connect, Version::v5_0), Version::v3_1_1);
  EXPECT_EQ(campaign::version_behind(of_5, Version::v3_1_1), Version::v5_0);
  EXPECT_EQ(campaign::version_behind(std::string("\xc0\x00", 2), Version::v5_0), Version::v5_0);
  EXPECT_EQ(campaign::version_behind("\x10", Version::v5_0), Version::v5_0);
}

TEST(Mutate, IsReproducedByItsSeedAndStaysWithinBounds) {
  const Play play = sample();
  const Play* others[] = {&play};
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    codec::Random one(seed);
    codec::Random other(seed);
    const Play changed = campaign::mutate(play, others, one);
    EXPECT_EQ(changed, campaign::mutate(play, others, other));
    EXPECT_FALSE(changed.steps.empty());
    EXPECT_LE(changed.steps.size(), 64U * 8U);
    EXPECT_LE(campaign::actors_of(changed), campaign::most_actors);
    EXPECT_EQ(campaign::play_from(campaign::text_of(changed)), changed);
  }
}

TEST(Mutate, MakesSomethingOfNothing) {
  codec::Random random(1);
  EXPECT_FALSE(campaign::mutate({}, {}, random).steps.empty());
}

}  // namespace
