// `is closed` and `is refused`: what may stand before a close, and what is only advice.
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

Verdict played(Version version, std::string_view lines, PacketType type,
               std::vector<std::pair<PacketType, Fields>> packets, bool close, std::string* story = nullptr) {
  Play stage(version, lines);
  stage.on("alice", type, [=](FakeServer& server, Peer& from, const client::Packet&) {
    for (const auto& [each, fields] : packets) server.send(from, each, fields);
    if (close) server.end(from);
    return true;
  });
  const Verdict verdict = stage.run().verdict;
  if (story != nullptr) *story = stage.story();
  return verdict;
}

constexpr std::string_view closed =
    "  given\n    alice connects\n  alice -> PUBLISH! topic=\"$t\" qos=1 id=5 payload=\"x\"\n  alice is "
    "closed code=0x81\n";

TEST(IsClosed, a_close_alone_is_advice_in_5_0_and_right_in_3_1_1) {
  EXPECT_EQ(played(v5, closed, PacketType::publish, {}, true), Verdict::advisory);
  EXPECT_EQ(played(v3, closed, PacketType::publish, {}, true), Verdict::pass);
}

TEST(IsClosed, a_disconnect_may_come_first_and_another_code_is_advice) {
  const auto with = [&](int code) {
    return played(v5, closed, PacketType::publish, {{PacketType::disconnect, {{Field::code, code}}}}, true);
  };
  EXPECT_EQ(with(0x81), Verdict::pass);
  EXPECT_EQ(with(0x80), Verdict::pass);
  EXPECT_EQ(with(0x82), Verdict::advisory);
}

TEST(IsClosed, a_connection_that_stays_open_fails) {
  EXPECT_EQ(played(v5, closed, PacketType::publish, {}, false), Verdict::fail);
  EXPECT_EQ(played(v3, closed, PacketType::publish, {}, false), Verdict::fail);
}

TEST(IsClosed, before_success_a_connack_may_come_in_5_0_and_in_3_1_1_only_when_a_code_of_it_is_named) {
  const auto lines = [](std::string_view code) {
    return "  alice opens\n  alice -> CONNECT! client_id=\"x\"\n  alice is closed" + std::string(code) + "\n";
  };
  const std::vector<std::pair<PacketType, Fields>> refused5 = {
      {PacketType::connack, {{Field::session_present, 0}, {Field::code, 0x81}}}};
  const std::vector<std::pair<PacketType, Fields>> refused3 = {
      {PacketType::connack, {{Field::session_present, 0}, {Field::code, 1}}}};
  EXPECT_EQ(played(v5, lines(""), PacketType::connect, refused5, true), Verdict::pass);
  EXPECT_EQ(played(v5, lines(""), PacketType::connect, {}, true), Verdict::pass);
  EXPECT_EQ(played(v3, lines(""), PacketType::connect, refused3, true), Verdict::fail);
  EXPECT_EQ(played(v3, lines(" code=0x01"), PacketType::connect, refused3, true), Verdict::pass);
  EXPECT_EQ(played(v3, lines(" code=0x01"), PacketType::connect, {}, true), Verdict::pass);
}

TEST(IsClosed, off_loopback_a_reset_behind_pipelined_bytes_tells_nothing) {
  Play stage(v5,
             "  given\n    alice connects\n  alice -> PUBLISH! topic=\"$t\" qos=1 id=5 payload=\"x\"\n  "
             "alice -> PINGREQ\n  alice is closed\n");
  stage.settings().loopback = false;
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.end(from, client::Ended::How::rst);
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
}

constexpr std::string_view refused =
    "  given\n    alice connects\n  alice -> PUBLISH topic=\"$t\" qos=1 id=5 payload=\"x\"\n  alice is "
    "refused id=5 code=0x87\n";

TEST(IsRefused, an_error_acknowledgement_or_a_close_will_do) {
  std::string story;
  EXPECT_EQ(played(v5, refused, PacketType::publish,
                   {{PacketType::puback, {{Field::id, 5}, {Field::code, 0x87}}}}, false, &story),
            Verdict::pass)
      << story;
  EXPECT_EQ(played(v5, refused, PacketType::publish,
                   {{PacketType::puback, {{Field::id, 5}, {Field::code, 0x90}}}}, false),
            Verdict::advisory);
  EXPECT_EQ(played(v5, refused, PacketType::publish, {{PacketType::disconnect, {{Field::code, 0x87}}}}, true),
            Verdict::pass);
  EXPECT_EQ(played(v5, refused, PacketType::publish, {{PacketType::puback, {{Field::id, 5}}}}, false),
            Verdict::fail);
}

TEST(IsRefused, in_3_1_1_a_plain_acknowledgement_is_the_only_word_there_is) {
  EXPECT_EQ(played(v3, refused, PacketType::publish, {{PacketType::puback, {{Field::id, 5}}}}, false),
            Verdict::pass);
  EXPECT_EQ(played(v3, refused, PacketType::publish, {}, true), Verdict::pass);
}

TEST(IsRefused, a_granting_suback_does_not_refuse) {
  constexpr std::string_view lines =
      "  given\n    alice connects\n  alice -> SUBSCRIBE id=5 \"$t\" max_qos=1\n  alice is refused id=5\n";
  EXPECT_EQ(played(v3, lines, PacketType::subscribe,
                   {{PacketType::suback, {{Field::id, 5}, {Field::codes, codec::NumberList{1}}}}}, false),
            Verdict::fail);
  EXPECT_EQ(played(v3, lines, PacketType::subscribe,
                   {{PacketType::suback, {{Field::id, 5}, {Field::codes, codec::NumberList{0x80}}}}}, false),
            Verdict::pass);
}

TEST(Closed, the_bare_close_takes_a_disconnect_in_front_of_it_along) {
  constexpr std::string_view lines =
      "  given\n    alice connects\n  alice -> PUBLISH! topic=\"$t\" qos=1 id=5 payload=\"x\"\n  alice <- "
      "CLOSED\n";
  EXPECT_EQ(played(v5, lines, PacketType::publish, {{PacketType::disconnect, {{Field::code, 0x82}}}}, true),
            Verdict::pass);
  EXPECT_EQ(played(v5, lines, PacketType::publish, {}, true), Verdict::pass);
  EXPECT_EQ(played(v5, lines, PacketType::publish, {}, false), Verdict::fail);
}

TEST(Connack, to_a_foreign_level_is_read_by_its_length) {
  Play stage(v5, "  alice opens\n  alice -> CONNECT protocol_version=9!\n  alice is closed code=0x84|0x01\n");
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send_bytes(from, from_hex("20 02 00 01"));
    server.end(from);
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

}  // namespace
}  // namespace client_test
