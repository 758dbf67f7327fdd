// The end of a case: the drain, what it forgives, and what a case then counts for.
#include <algorithm>
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

// ---- drain

TEST(Drain, an_unread_packet_fails) {
  Play stage(
      v5,
      listening(
          "  alice publishes topic=\"$t/a\" qos=1 payload=\"y\"\n  alice -> PINGREQ\n  alice <- PINGRESP\n"));
  const auto& outcome = stage.run();
  ASSERT_EQ(outcome.verdict, Verdict::fail) << stage.story();
  EXPECT_NE(outcome.failures.at(0).actual.find("bob <- PUBLISH"), std::string::npos);
  EXPECT_TRUE(stage.ever_draining());
}

TEST(Drain, an_unexpected_close_fails_and_one_after_disconnect_does_not) {
  Play stage(v5, "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.at(50ms, [](FakeServer& server) { server.end(*server.peer("alice")); });
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
  Play goodbye(
      v5, "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n  alice -> DISCONNECT\n  after 50ms\n");
  EXPECT_EQ(goodbye.run().verdict, Verdict::pass) << goodbye.story();
}

TEST(Drain, answers_to_a_wrong_packet_do_not_fail_once_the_reaction_matched) {
  Play stage(v5, R"(  given
    alice connects
  alice -> PUBLISH! topic="$t" qos=1 id=5 payload="x"
  alice is closed
)");
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::puback, {{Field::id, 5}, {Field::code, 0x80}});
    server.send(from, PacketType::disconnect, {{Field::code, 0x82}});
    server.end(from);
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Drain, a_repeat_of_a_read_qos_1_message_is_tolerated_in_3_1_1_alone) {
  for (const Version version : {v3, v5}) {
    Play stage(
        version,
        listening("  alice publishes topic=\"$t/a\" qos=1 payload=\"y\"\n  bob <- PUBLISH payload=\"y\"\n"));
    const std::string topic = stage.plan().topic_root + "/a";
    stage.at(20ms, [=](FakeServer& server) {
      server.send(
          *server.peer("bob"), PacketType::publish,
          {{Field::topic, topic}, {Field::qos, 1}, {Field::id, 1}, {Field::dup, 1}, {Field::payload, "y"}});
    });
    EXPECT_EQ(stage.run().verdict, version == v3 ? Verdict::pass : Verdict::fail) << stage.story();
  }
}

TEST(Drain, sends_no_ping_into_the_middle_of_a_packet) {
  Play stage(v3,
             "  given\n    alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n  alice -> BYTES! c0\n");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(std::ranges::count(stage.server().received(), "alice -> PINGREQ"), 1);
}

TEST(Drain, what_a_connection_left_unread_is_looked_at_when_the_actor_connects_again) {
  Play stage(v3,
             "  given\n    alice connects\n    alice subscribes \"$t\" max_qos=0\n  alice -> CONNECT!\n  "
             "alice is closed\n  alice connects\n");
  stage.server().on(
      [topic = stage.plan().topic_root](FakeServer& server, Peer& from, const client::Packet& packet) {
        if (packet.type != PacketType::connect || from.client_id.empty()) return false;
        server.send(from, PacketType::publish, {{Field::topic, topic}, {Field::payload, "x"}});
        server.end(from);
        return true;
      });
  const auto& outcome = stage.run();
  ASSERT_EQ(outcome.verdict, Verdict::fail) << stage.story();
  EXPECT_NE(outcome.failures.at(0).actual.find("alice <- PUBLISH"), std::string::npos);
}

// ---- QoS 0

TEST(Qos0, a_message_that_does_not_come_is_advice_and_at_qos_1_a_failure) {
  const auto played = [](const char* published, const char* granted, const char* line) {
    Play stage(v5, std::string("  given\n    bob connects\n    bob subscribes \"$t\" max_qos=") + granted +
                       "\n    alice connects\n  alice publishes topic=\"$t\" payload=\"x\" qos=" + published +
                       "\n  " + line + "\n");
    stage.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet& packet) {
      if (packet.qos() == 1)
        server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
      return true;
    });
    return stage.run().verdict;
  };
  EXPECT_EQ(played("0", "1", "bob <- PUBLISH payload=\"x\""), Verdict::advisory);
  EXPECT_EQ(played("1", "0", "bob <- PUBLISH payload=\"x\""), Verdict::advisory);
  EXPECT_EQ(played("1", "1", "bob <- PUBLISH payload=\"x\""), Verdict::fail);
  EXPECT_EQ(played("0", "1", "in any order\n    bob <- PUBLISH payload=\"x\""), Verdict::advisory);
  EXPECT_EQ(
      played("0", "1", "either\n    bob <- PUBLISH payload=\"x\"\n  or\n    bob <- PUBLISH payload=\"y\""),
      Verdict::inconclusive);
}

TEST(Qos0, a_session_that_the_server_forgot_is_no_grant_of_qos_0) {
  Play stage(v5,
             "  given\n    bob connects session=kept\n    bob subscribes \"$t\" max_qos=1\n    bob leaves\n"
             "    alice connects\n    alice publishes topic=\"$t\" payload=\"x\" qos=1\n"
             "  bob connects session=kept\n  bob <- PUBLISH payload=\"x\"\n");
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet& packet) {
    server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
    return true;
  });
  stage.on("bob", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::connack, {{Field::session_present, 0}, {Field::code, 0}});
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

// ---- the rest

TEST(Abandon, ends_the_case_as_inconclusive_with_the_reason) {
  Play stage(v5, "  alice connects\n  after 5s\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.abandon_at(2s, "the broker died");
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
  EXPECT_EQ(stage.outcome().reason, "the broker died");
}

TEST(Verified, the_covered_ids_count_when_the_end_is_reached) {
  Play stage(v5, "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  const auto& outcome = stage.run();
  EXPECT_NE(std::ranges::find(outcome.verified, "5.0/MQTT-3.3.4-2"), outcome.verified.end());
  EXPECT_NE(std::ranges::find(outcome.verified, "5.0/MQTT-3.2.0-1"), outcome.verified.end());
}

}  // namespace
}  // namespace client_test
