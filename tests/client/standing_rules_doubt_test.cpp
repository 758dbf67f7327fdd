// Standing rules about the form of packets, and where they stay silent because they could be wrong.
#include <gtest/gtest.h>

#include "tests/client/support/misdeeds.h"

namespace client_test {
namespace {

using client::Verdict;

TEST(StandingRules, an_ill_formed_packet_is_charged_to_the_statement_that_the_decoder_names) {
  const std::vector<std::tuple<Version, std::string, std::string>> list = {
      {v3, "20 02 00 00 d1 00", "3.1.1/MQTT-2.2.2-1"},           // reserved flags of PINGRESP
      {v5, "30 05 00 02 c0 af 00", "5.0/MQTT-1.5.4-1"},          // ill-formed topic
      {v3, "36 07 00 01 61 00 01 78 79", "3.1.1/MQTT-3.3.1-4"},  // QoS 3
      {v3, "32 06 00 01 61 00 00 78", "3.1.1/MQTT-2.3.1-1"},     // id 0
      {v3, "90 03 00 09 8f", "3.1.1/MQTT-3.9.3-2"},              // SUBACK 0x8F in 3.1.1
  };
  for (const auto& [version, hex, id] : list) {
    Play stage = after(version, hex);
    EXPECT_TRUE(charged(stage.run(), id, true)) << id << "\n" << stage.story();
  }
}

TEST(StandingRules, a_disconnect_from_a_3_1_1_server_is_a_packet_that_it_may_not_send) {
  Play stage(v3, connects());
  stage.on("alice", PacketType::pingreq, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send_bytes(from, from_hex("e0 00"));
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
  EXPECT_TRUE(stage.outcome().failures.front().by_standing_rule);
}

TEST(StandingRules, a_wildcard_in_a_topic_is_advice_and_a_response_topic_is_passed_on_unaltered) {
  Play stage(v5, pair());
  delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
    server.send(bob, PacketType::publish, message(topic + "/+", 0, 0, "1"));
    server.send(bob, PacketType::publish, message(topic, 0, 0, "1", {{Field::response_topic, "a/#"}}));
  })(stage);
  EXPECT_EQ(stage.run().verdict, Verdict::advisory) << stage.story();
}

TEST(StandingRules, an_answer_to_a_packet_that_was_wrong_on_purpose_is_not_held_against_the_server) {
  Play stage(v3,
             "  given\n    alice connects\n  alice -> PUBLISH! topic=\"$t\" qos=1 id=5 payload=\"x\"\n  "
             "alice <- PUBACK id=6\n");
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::puback, {{Field::id, 6}});
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(StandingRules, in_3_1_1_a_repeat_on_a_live_connection_is_lawful_with_dup) {
  Play stage(v3, pair("acks=slow"));
  delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
    server.send(bob, PacketType::publish, message(topic, 7, 1, "1"));
    server.send(bob, PacketType::publish, message(topic, 7, 1, "1", {{Field::dup, 1}}));
  })(stage);
  stage.run();
  EXPECT_TRUE(stage.outcome().failures.empty()) << stage.story();
}

TEST(StandingRules, a_message_that_comes_again_after_a_reconnect_is_lawful) {
  Play stage(v5, R"(  given
    bob connects session=kept acks=manual
    bob subscribes "$t" max_qos=1
    alice connects
    alice publishes topic="$t" qos=1 payload="1"
    bob <- PUBLISH payload="1"
    bob resets
  bob connects session=kept session_present acks=manual
  bob <- PUBLISH payload="1" dup id=?p
  bob -> PUBACK id=?p
)");
  stage.server().on(
      [topic = stage.plan().topic_root](FakeServer& server, Peer& from, const client::Packet& packet) {
        if (from.actor != "bob" || packet.type != PacketType::connect || from.ordinal == 0) return false;
        server.obey(from, packet);
        server.send(from, PacketType::publish, message(topic, 1, 1, "1", {{Field::dup, 1}}));
        return true;
      });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

}  // namespace
}  // namespace client_test
