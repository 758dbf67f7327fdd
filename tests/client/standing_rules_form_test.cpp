// Statements about the form of packets: which of them a sound packet shows, and what becomes of one that
// cannot be read.
#include <gtest/gtest.h>

#include "tests/client/support/misdeeds.h"

namespace client_test {
namespace {

bool verified(const client::Outcome& outcome, std::string_view id) {
  return std::ranges::find(outcome.verified, id) != outcome.verified.end();
}

TEST(StandingRules, a_statement_about_a_kind_of_packet_is_verified_when_one_came) {
  Play stage(v5, connects());
  const auto& outcome = stage.run();
  EXPECT_TRUE(verified(outcome, "5.0/U-037")) << stage.story();
  EXPECT_FALSE(verified(outcome, "5.0/MQTT-3.9.3-2")) << "there was no SUBACK";
  EXPECT_FALSE(verified(outcome, "5.0/MQTT-3.2.2-6")) << "nobody was refused";
}

TEST(StandingRules, a_packet_that_breaks_its_form_verifies_nothing) {
  Play stage(v5, connects());
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send_bytes(from, from_hex("20 06 00 00 03 21 00 00"));  // Receive Maximum 0
    return true;
  });
  const auto& outcome = stage.run();
  EXPECT_TRUE(charged(outcome, "5.0/U-052", true)) << stage.story();
  EXPECT_FALSE(verified(outcome, "5.0/U-037"));
}

TEST(StandingRules, a_packet_of_one_version_verifies_nothing_about_the_other) {
  Play stage(v3, connects());
  const auto& outcome = stage.run();
  EXPECT_TRUE(verified(outcome, "3.1.1/MQTT-2.2.2-1")) << stage.story();
  EXPECT_TRUE(verified(outcome, "3.1.1/U-123"));
  EXPECT_FALSE(verified(outcome, "5.0/MQTT-2.1.3-1"));
}

TEST(StandingRules, a_packet_that_cannot_be_read_is_a_breach_though_clients_may_be_forgiven) {
  EXPECT_TRUE(charged(after(v5, "90 05 00 09 09 1f 01").run(), "5.0/2.1.4", true));
  EXPECT_TRUE(charged(after(v3, "40 03 00 09 00").run(), "3.1.1/2.2.3", true));
}

TEST(StandingRules, a_missing_property_length_is_charged_once) {
  Play stage(v5,
             "  given\n    alice connects\n  alice -> SUBSCRIBE id=3 \"$t\" max_qos=1\n  alice <- SUBACK\n");
  stage.on("alice", PacketType::subscribe, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send_bytes(from, from_hex("90 03 00 03 01"));
    return true;
  });
  const auto& outcome = stage.run();
  EXPECT_TRUE(charged(outcome, "5.0/MQTT-2.2.2-1", true)) << stage.story();
  EXPECT_EQ(std::ranges::count_if(outcome.failures, &client::Failure::by_standing_rule), 1) << stage.story();
}

TEST(StandingRules, a_connack_in_the_form_of_3_1_1_lacks_its_property_length) {
  Play stage(v5, "  alice opens\n  alice -> CONNECT client_id=\"x\"\n  alice <- CONNACK\n");
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send_bytes(from, from_hex("20 02 00 00"));
    return true;
  });
  EXPECT_TRUE(charged(stage.run(), "5.0/MQTT-2.2.2-1", true)) << stage.story();
}

TEST(StandingRules, a_first_byte_of_0_may_be_the_property_length_of_an_answer_with_a_code_too_few) {
  Play stage(
      v5,
      "  given\n    alice connects\n  alice -> UNSUBSCRIBE id=3 \"$t/a\" \"$t/b\"\n  alice <- UNSUBACK\n");
  stage.on("alice", PacketType::unsubscribe, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send_bytes(from, from_hex("b0 04 00 03 00 00"));
    return true;
  });
  const auto& outcome = stage.run();
  EXPECT_FALSE(charged(outcome, "5.0/MQTT-2.2.2-1", true)) << stage.story();
  EXPECT_TRUE(charged(outcome, "5.0/MQTT-3.11.3-2", true));
}

}  // namespace
}  // namespace client_test
