// `broker restarts`, `is stopped`, `is killed`, `starts`.
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

const std::string restarting = R"(  alice connects
  broker restarts
  alice connects
  alice -> PINGREQ
  alice <- PINGRESP
)";

class BrokerControl : public testing::TestWithParam<Version> {};
INSTANTIATE_TEST_SUITE_P(BothVersions, BrokerControl, testing::Values(v3, v5),
                         [](const auto& each) { return each.param == v3 ? "v3_1_1" : "v5_0"; });

TEST_P(BrokerControl, who_was_connected_connects_again_and_the_end_is_no_news) {
  Play stage(GetParam(), restarting);
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(stage.actions().at(0), "broker: restart");
  EXPECT_EQ(stage.actions().at(1), "alice: drop");
}

TEST_P(BrokerControl, what_was_unread_is_forgotten_with_the_connection) {
  Play stage(GetParam(), R"(  alice connects
  alice subscribes "$t" max_qos=0
  alice publishes topic="$t" payload="unread"
  broker is killed
  broker starts
  alice connects
  alice -> PINGREQ
  alice <- PINGRESP
)");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(stage.actions().at(0), "broker: kill");
  EXPECT_EQ(stage.actions().at(2), "broker: start");
}

/// A server that sends what bob has not acknowledged again without DUP.
client::Outcome sent_again_behind(Version version, const std::string& what_happens) {
  Play stage(version, R"(  bob connects session=kept acks=manual
  bob subscribes "$t" max_qos=1
  alice connects
  alice publishes topic="$t" qos=1 payload="open"
  bob <- PUBLISH payload="open" qos=1
)" + what_happens + R"(  bob connects session=kept acks=manual
  bob <- PUBLISH payload="open" qos=1 id=?p
  bob -> PUBACK id=?p
)");
  std::string topic;
  stage.on("alice", PacketType::publish, [&](FakeServer&, Peer&, const client::Packet& packet) {
    topic = packet.text(Field::topic);
    return false;
  });
  stage.on("bob", PacketType::connect, [&](FakeServer& server, Peer& bob, const client::Packet& packet) {
    if (topic.empty()) return false;
    server.obey(bob, packet);
    server.send(bob, PacketType::publish,
                {{Field::topic, topic}, {Field::id, 1}, {Field::qos, 1}, {Field::payload, "open"}});
    return true;
  });
  return stage.run();
}

TEST_P(BrokerControl, what_it_did_before_its_end_no_standing_rule_holds_it_to) {
  const client::Outcome behind = sent_again_behind(GetParam(), "  broker is killed\n  broker starts\n");
  EXPECT_EQ(behind.verdict, Verdict::pass) << story_of(behind);
  const client::Outcome in_one_life = sent_again_behind(GetParam(), "  bob resets\n");
  EXPECT_EQ(in_one_life.verdict, Verdict::fail) << story_of(in_one_life);
}

TEST_P(BrokerControl, the_row_says_how_and_the_line_says_which) {
  Play stage(GetParam(), R"(  alice connects
  bob connects
  broker left is $way
  bob -> PINGREQ
  bob <- PINGRESP
  broker left starts
  alice connects
  alice -> PINGREQ
  alice <- PINGRESP
)",
             "  for way in stopped killed\n  clients\n    alice at=left\n    bob   at=right\n",
             "way=stopped");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(stage.actions().at(0), "broker: stop left");
}

TEST_P(BrokerControl, a_link_is_cut_and_its_brokers_keep_their_clients) {
  Play stage(GetParam(), R"(  alice connects
  link is cut
  alice -> PINGREQ
  alice <- PINGRESP
  link is restored
  link is cut at $packet
  link is restored
  alice -> PINGREQ
  alice <- PINGRESP
)",
             "  for packet in PUBREC PUBREL\n", "packet=PUBREL");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(stage.actions().at(0), "broker: cut the link");
  EXPECT_EQ(stage.actions().at(1), "broker: restore the link");
  EXPECT_EQ(stage.actions().at(2), "broker: cut the link at PUBREL");
}

TEST_P(BrokerControl, a_link_that_is_not_cut_leaves_the_case_open) {
  Play stage(GetParam(), R"(  alice connects
  link is cut at PUBREC
  link is restored
  alice -> PINGREQ
  alice <- PINGRESP
)");
  stage.answer_for_broker({false, "was to be cut at PUBREC, and none crossed within 10 s"});
  const client::Outcome& outcome = stage.run();
  EXPECT_EQ(outcome.verdict, Verdict::inconclusive) << stage.story();
  EXPECT_EQ(outcome.reason, "the link was to be cut at PUBREC, and none crossed within 10 s");
}

TEST_P(BrokerControl, who_sees_no_packets_cannot_cut_the_link_at_one) {
  Play stage(GetParam(), R"(  alice connects
  link is cut at PUBREC
  link is restored
  alice -> PINGREQ
  alice <- PINGRESP
)");
  stage.settings().server.capabilities["link_control_at_packets"] = false;
  const client::Outcome& outcome = stage.run();
  EXPECT_EQ(outcome.verdict, Verdict::unsupported) << stage.story();
  EXPECT_EQ(outcome.capability, "link_control_at_packets");
}

TEST_P(BrokerControl, a_broker_that_does_not_come_back_leaves_the_case_open) {
  Play stage(GetParam(), restarting);
  stage.answer_for_broker({false, "did not answer a CONNECT within 10 s"});
  const client::Outcome& outcome = stage.run();
  EXPECT_EQ(outcome.verdict, Verdict::inconclusive) << stage.story();
  EXPECT_EQ(outcome.reason, "the broker did not answer a CONNECT within 10 s");
}

TEST_P(BrokerControl, a_case_that_ends_the_broker_needs_a_target_that_lets_it) {
  Play stage(GetParam(), restarting);
  stage.settings().server.capabilities["broker_control"] = false;
  const client::Outcome& outcome = stage.run();
  EXPECT_EQ(outcome.verdict, Verdict::unsupported) << stage.story();
  EXPECT_EQ(outcome.capability, "broker_control");
}

}  // namespace
}  // namespace client_test
