#include "campaign/minimise.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "codec/compose.h"

namespace {

using campaign::Deed;
using campaign::Play;
using codec::Field;
using codec::Number;
using codec::PacketType;
using codec::Version;

std::string packet(PacketType type, const std::vector<codec::FieldValue>& fields) {
  return codec::compose(type, Version::v5_0, fields).value();
}

const campaign::TimeIsUp never = [] { return false; };

/// Much ado, in which one client publishes with a Content Type to a topic of another.
Play much() {
  Play play;
  for (std::uint8_t actor = 0; actor < 4; ++actor)
    play.steps.push_back(
        {.actor = actor, .bytes = packet(PacketType::connect, {{Field::client_id, std::string(20, 'c')}})});
  for (int i = 0; i < 20; ++i)
    play.steps.push_back({.actor = 1, .waits = true, .bytes = packet(PacketType::pingreq, {})});
  play.steps.push_back({.actor = 2,
                        .deed = Deed::send,
                        .bytes = packet(PacketType::publish, {{Field::topic, std::string(300, 't')},
                                                              {Field::content_type, "text"},
                                                              {Field::message_expiry_interval, Number{7}},
                                                              {Field::payload, std::string(300, 'p')}})});
  play.steps.push_back({.actor = 2, .deed = Deed::pause, .milliseconds = 4000, .bytes = {}});
  return play;
}

TEST(Minimise, LeavesWhatIsNeeded) {
  std::size_t asked = 0;
  const auto shows = [&](const Play& play) {
    ++asked;
    // A Content Type (identifier 3) in a PUBLISH that is whole.
    for (const campaign::Step& step : play.steps) {
      if (step.bytes.empty() || static_cast<std::uint8_t>(step.bytes[0]) >> 4U != 3) continue;
      for (const auto& field : codec::dissect(step.bytes, Version::v5_0, codec::Direction::client_to_server))
        if (field.field == Field::content_type) return true;
    }
    return false;
  };
  const Play least = campaign::minimise(much(), shows, never);
  EXPECT_TRUE(shows(least));
  ASSERT_EQ(least.steps.size(), 1U) << campaign::text_of(least);
  EXPECT_EQ(least.steps[0].actor, 0);
  EXPECT_LE(least.steps[0].bytes.size(), 12U) << campaign::text_of(least);
  EXPECT_LT(asked, 400U);
}

TEST(Minimise, GivesBackWhatItHasWhenTimeIsUp) {
  const Play play = much();
  EXPECT_EQ(campaign::minimise(play, [](const Play&) { return true; }, [] { return true; }), play);
}

TEST(Minimise, JoinedPlaysResetTheirConnectionsInBetween) {
  const Play one = campaign::play_from("a open\nb open\n").value();
  const Play two = campaign::play_from("a open\n").value();
  const Play plays[] = {one, two};
  EXPECT_EQ(campaign::text_of(campaign::join(plays)), "a open\nb open\nwait a reset\nb reset\na open\n");
}

TEST(Fewer, KeepsThePlaysThatAreNeededInTheirOrder) {
  std::vector<Play> plays(20);
  for (std::size_t i = 0; i < plays.size(); ++i) plays[i].steps.push_back({.bytes = std::string(i, 'x')});
  const auto kept = campaign::fewer(
      plays,
      [&](std::span<const Play> some) {
        return std::ranges::find(some, plays[3]) < std::ranges::find(some, plays[17]) &&
               std::ranges::find(some, plays[17]) != some.end();
      },
      [] { return false; });
  EXPECT_EQ(kept, (std::vector<Play>{plays[3], plays[17]}));
}

}  // namespace
