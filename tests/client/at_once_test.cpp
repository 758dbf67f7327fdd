// `at once`: one write for what several lines send, booked packet by packet.
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

class AtOnce : public testing::TestWithParam<Version> {};
INSTANTIATE_TEST_SUITE_P(BothVersions, AtOnce, testing::Values(v3, v5),
                         [](const auto& each) { return each.param == v3 ? "v3_1_1" : "v5_0"; });

bool silence(FakeServer&, Peer&, const client::Packet&) {
  return true;
}

TEST_P(AtOnce, several_packets_are_one_write_and_each_is_answered) {
  Play stage(GetParam(), R"(  alice opens
  at once
    alice -> CONNECT client_id="$alice.id"
    alice -> SUBSCRIBE id=1 "$t" max_qos=1
    alice -> PUBLISH topic="$t" qos=1 id=2 payload="own"
    alice -> PINGREQ
  alice <- CONNACK
  alice <- SUBACK id=1
  alice <- PUBACK id=2
  alice <- PUBLISH payload="own"
  alice <- PINGRESP
)");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  const std::vector<std::string>& received = stage.server().received();
  EXPECT_EQ(received.at(3), "alice -> PINGREQ");
  const std::string& first = stage.writes().front().bytes;
  EXPECT_EQ(first.front(), '\x10');
  EXPECT_TRUE(first.ends_with(std::string("\xc0\x00", 2)));
  EXPECT_FALSE(stage.writes().front().end_follows);
  EXPECT_NE(stage.log().find("note: the 4 above in one write"), std::string::npos) << stage.log();
}

TEST_P(AtOnce, the_cut_is_that_of_the_block) {
  Play stage(GetParam(), R"(  given
    alice connects
  at once split=3
    alice -> PINGREQ
    alice -> PINGREQ
  alice <- PINGRESP x2
)");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  ASSERT_EQ(stage.writes().size(), 2U);
  EXPECT_EQ(stage.writes()[1].bytes, std::string("\xc0\x00\xc0\x00", 4));
  EXPECT_EQ(stage.writes()[1].delivery.split, 3U);
}

TEST_P(AtOnce, a_fin_is_to_share_the_segment_and_a_reset_is_not) {
  const auto played = [](const std::string& ending) {
    Play stage(GetParam(), "  given\n    alice connects\n  at once\n    alice -> PINGREQ\n    alice " +
                               ending + "\n  bob connects <- code=0\n");
    stage.on("alice", PacketType::pingreq, silence);
    EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
    EXPECT_EQ(stage.actions().front(), "alice: " + ending.substr(0, ending.size() - 1));
    return stage.writes().at(1).end_follows;
  };
  EXPECT_TRUE(played("half-closes"));
  EXPECT_TRUE(played("closes"));
  EXPECT_FALSE(played("resets"));
}

TEST(AtOnceWithLimits, a_block_of_which_a_packet_must_not_be_sent_is_not_sent) {
  Play stage(v5, R"(  alice connects
  at once
    alice -> PINGREQ
    alice -> PUBLISH topic="$t" qos=2 id=1 payload="too much"
  alice <- PINGRESP
)");
  stage.settings().server.announced[Field::maximum_qos] = 1;
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::connack, {{Field::code, 0}, {Field::maximum_qos, 1}});
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::unsupported) << stage.story();
  EXPECT_EQ(stage.outcome().capability, "maximum_qos");
  EXPECT_EQ(stage.writes().size(), 1U);
}

TEST_P(AtOnce, a_block_to_a_connection_that_the_broker_closed_is_dropped) {
  Play stage(GetParam(), R"(  given
    alice connects
    bob connects
    alice -> CONNECT!
    alice is closed
  at once
    alice -> PINGREQ!
    alice half-closes
  bob -> PINGREQ
  bob <- PINGRESP
)");
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    if (from.client_id.empty()) return false;
    server.end(from);
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(stage.actions().front(), "bob: close");
}

}  // namespace
}  // namespace client_test
