// `X <- P`: which packet a line takes, and what it says when none fits.
#include <algorithm>
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

/// Bob subscribes; whatever the test lets the server do follows on alice's PUBLISH.
constexpr std::string_view bob_listens = R"(  given
    bob connects
    bob subscribes "$t/#" max_qos=2
    alice connects
  alice publishes topic="$t/go" qos=1 payload="go"
)";

std::string with(std::string_view lines) {
  return std::string(bob_listens) + std::string(lines);
}

/// Makes the server send these packets to bob instead of forwarding alice's message.
void bob_gets(Play& stage, std::vector<std::pair<PacketType, Fields>> packets) {
  stage.on("alice", PacketType::publish,
           [packets = std::move(packets)](FakeServer& server, Peer& from, const client::Packet& packet) {
             for (const auto& [type, fields] : packets) server.send(*server.peer("bob"), type, fields);
             server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
             return true;
           });
}

std::pair<PacketType, Fields> message(const Play& stage, const std::string& topic, const char* payload,
                                      int qos = 0, int id = 0) {
  Fields fields = {
      {Field::topic, stage.plan().topic_root + topic}, {Field::qos, qos}, {Field::payload, payload}};
  if (qos > 0) fields.emplace_back(Field::id, id);
  return {PacketType::publish, fields};
}

TEST(Receive, takes_the_oldest_packet_of_its_type_though_others_came_before) {
  Play stage(v3, with(R"(  bob -> SUBSCRIBE id=9 "$t/x" max_qos=0
  bob <- PUBLISH payload="one"
  bob <- SUBACK id=9 codes=[0]
)"));
  bob_gets(stage, {message(stage, "/a", "one")});
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Receive, fails_at_the_field_that_differs) {
  Play stage(v5, with("  bob <- PUBLISH topic=\"$t/a\" payload=\"two\" qos=0\n"));
  bob_gets(stage, {message(stage, "/a", "one")});
  const auto& outcome = stage.run();
  ASSERT_EQ(outcome.verdict, Verdict::fail) << stage.story();
  EXPECT_EQ(outcome.failures.front().expected, "payload=\"two\"");
  EXPECT_EQ(outcome.failures.front().actual, "payload=\"one\"");
  EXPECT_EQ(outcome.failures.front().where.line, stage.line_of("payload=\"two\""));
  EXPECT_EQ(outcome.failures.front().where.column, 31U);
  EXPECT_EQ(outcome.failures.front().requirement, "5.0/MQTT-3.3.4-2");
  ASSERT_LT(outcome.failures.front().wire_index, outcome.wire.size());
  EXPECT_EQ(outcome.wire[outcome.failures.front().wire_index].what, client::WireEvent::What::received);
}

TEST(Receive, charges_the_id_behind_else) {
  Play stage(v5, with("  bob <- PUBLISH payload=\"two\" else 5.0/MQTT-4.5.0-1\n"),
             "  covers 5.0/MQTT-3.3.4-2 5.0/MQTT-4.5.0-1\n");
  bob_gets(stage, {message(stage, "/a", "one")});
  EXPECT_EQ(stage.run().failures.at(0).requirement, "5.0/MQTT-4.5.0-1") << stage.story();
}

TEST(Receive, says_whether_the_broker_still_answers_when_nothing_comes) {
  Play stage(v5, with("  bob <- PUBLISH payload=\"one\"\n"));
  bob_gets(stage, {});
  const auto& outcome = stage.run();
  ASSERT_EQ(outcome.verdict, Verdict::fail) << stage.story();
  EXPECT_EQ(outcome.failures.front().actual, "nothing within 5 s; the broker answers pings");
}

TEST(Receive, says_that_a_broker_is_silent_altogether) {
  Play stage(v5, with("  bob <- PUBLISH payload=\"one\"\n"));
  bob_gets(stage, {});
  stage.on("bob", PacketType::pingreq, [](FakeServer&, Peer&, const client::Packet&) { return true; });
  EXPECT_EQ(stage.run().failures.at(0).actual, "nothing within 5 s; the broker does not answer pings either")
      << stage.story();
}

TEST(Receive, fails_at_once_when_the_connection_has_ended) {
  Play stage(v5, with("  bob <- PUBLISH payload=\"one\"\n"));
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer&, const client::Packet&) {
    server.end(*server.peer("bob"));
    return false;
  });
  const auto& outcome = stage.run();
  ASSERT_EQ(outcome.verdict, Verdict::fail) << stage.story();
  EXPECT_EQ(outcome.failures.front().actual, "bob <- CLOSED");
  EXPECT_LT(outcome.duration, 1s);
}

TEST(Receive, with_selects_the_oldest_that_has_these_values) {
  Play stage(v5, with(R"(  bob <- PUBLISH with topic="$t/b", payload="two"
  bob <- PUBLISH topic="$t/a" payload="one"
)"));
  bob_gets(stage, {message(stage, "/a", "one"), message(stage, "/b", "two")});
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Receive, the_rest_of_a_selected_packet_must_match) {
  Play stage(v5, with("  bob <- PUBLISH with topic=\"$t/b\", payload=\"other\"\n"));
  bob_gets(stage, {message(stage, "/a", "other"), message(stage, "/b", "two")});
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

TEST(Receive, what_was_learned_is_compared_later) {
  const auto lines = with(R"(  bob <- PUBLISH payload=?what
  bob <- PUBLISH payload=?what
)");
  Play same(v5, lines);
  bob_gets(same, {message(same, "/a", "x"), message(same, "/a", "x")});
  EXPECT_EQ(same.run().verdict, Verdict::pass) << same.story();
  Play other(v5, lines);
  bob_gets(other, {message(other, "/a", "x"), message(other, "/a", "y")});
  EXPECT_EQ(other.run().verdict, Verdict::fail) << other.story();
  EXPECT_EQ(other.outcome().failures.at(0).expected, "payload=?what (\"x\")");
}

TEST(Receive, what_was_learned_is_sent_back) {
  Play stage(v5, R"(  given
    bob connects acks=manual
    bob subscribes "$t" max_qos=1
    alice connects
  alice publishes topic="$t" qos=1 payload="x"
  bob <- PUBLISH id=?p
  bob -> PUBACK id=?p
)");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_NE(std::ranges::find(stage.server().received(), "bob -> PUBACK id=1"),
            stage.server().received().end());
}

TEST(Receive, an_absent_property_compares_as_its_default_and_dash_looks_at_the_wire) {
  Play stage(v5,
             "  alice connects <- receive_maximum=65535 maximum_packet_size=- topic_alias_maximum=0\n  fence "
             "alice\n");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  Play present(v5, "  alice connects <- receive_maximum=*\n");
  EXPECT_EQ(present.run().verdict, Verdict::fail) << present.story();
}

TEST(Receive, only_refuses_properties_that_are_not_named) {
  const auto lines = with("  bob <- PUBLISH payload=\"x\" only\n");
  Play bare(v5, lines);
  bob_gets(bare, {message(bare, "/a", "x")});
  EXPECT_EQ(bare.run().verdict, Verdict::pass) << bare.story();
  Play more(v5, lines);
  auto extra = message(more, "/a", "x");
  extra.second.emplace_back(Field::content_type, "text");
  bob_gets(more, {extra});
  EXPECT_EQ(more.run().verdict, Verdict::fail) << more.story();
}

TEST(Receive, user_properties_are_one_ordered_list) {
  const auto lines =
      with("  bob <- PUBLISH payload=\"x\" user_property=\"a\":\"1\" user_property=\"a\":\"2\"\n");
  const auto played = [&](std::vector<codec::StringPair> pairs) {
    Play stage(v5, lines);
    auto packet = message(stage, "/a", "x");
    for (const auto& pair : pairs) packet.second.emplace_back(Field::user_property, pair);
    bob_gets(stage, {packet});
    return stage.run().verdict;
  };
  EXPECT_EQ(played({{"a", "1"}, {"a", "2"}}), Verdict::pass);
  EXPECT_EQ(played({{"a", "2"}, {"a", "1"}}), Verdict::fail);
  EXPECT_EQ(played({{"a", "1"}}), Verdict::fail);
}

TEST(Receive, one_of_takes_whoever_got_it_and_names_the_others) {
  Play stage(v5, R"(  given
    carol connects
    carol subscribes "$share/g/$t" max_qos=1
    dave connects
    dave subscribes "$share/g/$t" max_qos=1
    alice connects
  alice publishes topic="$t" qos=1 payload="one"
  one of carol dave as taker other <- PUBLISH payload="one"
  never other <- PUBLISH
    fence other
  taker leaves
)");
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet& packet) {
    server.send(*server.peer("dave"), PacketType::publish,
                {{Field::topic, std::string(packet.text(Field::topic))},
                 {Field::qos, 1},
                 {Field::id, 1},
                 {Field::payload, "one"}});
    server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(stage.actions().front(), "dave: close");
}

TEST(Receive, one_of_fails_when_nobody_can_match_any_more) {
  Play stage(v5, with("  one of alice bob <- PUBLISH payload=\"two\"\n"));
  bob_gets(stage, {message(stage, "/a", "one")});
  stage.on("bob", PacketType::pingreq, [](FakeServer&, Peer&, const client::Packet&) { return false; });
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

TEST(Receive, a_count_takes_so_many_and_tolerates_the_rest_of_its_range) {
  const auto lines = with("  bob <- PUBLISH payload=\"x\" x2..3\n");
  const auto played = [&](std::size_t count) {
    Play stage(v5, lines);
    bob_gets(stage, std::vector(count, message(stage, "/a", "x")));
    return stage.run().verdict;
  };
  EXPECT_EQ(played(1), Verdict::fail);
  EXPECT_EQ(played(2), Verdict::pass);
  EXPECT_EQ(played(3), Verdict::pass);
  EXPECT_EQ(played(4), Verdict::fail);
}

TEST(Maybe, tolerates_one_packet_that_stands_in_the_way) {
  const auto lines = with("  maybe bob <- PUBLISH payload=\"x\"\n  bob <- PUBLISH payload=\"y\"\n");
  const auto played = [&](std::vector<const char*> payloads) {
    Play stage(v5, lines);
    std::vector<std::pair<PacketType, Fields>> packets;
    for (const char* payload : payloads) packets.push_back(message(stage, "/a", payload));
    bob_gets(stage, packets);
    return stage.run().verdict;
  };
  EXPECT_EQ(played({"y"}), Verdict::pass);
  EXPECT_EQ(played({"x", "y"}), Verdict::pass);
  EXPECT_EQ(played({"y", "x"}), Verdict::pass);
  EXPECT_EQ(played({"x", "x", "y"}), Verdict::fail);
}

TEST(Should, a_mismatch_behind_should_is_advice) {
  const auto lines =
      "  alice connects\n  alice -> UNSUBSCRIBE id=4 \"$t\"\n  alice <- UNSUBACK id=4 codes=[0|0x11] should "
      "codes=[0x11]\n";
  Play stage(v5, lines);
  EXPECT_EQ(stage.run().verdict, Verdict::advisory) << stage.story();
  Play good(v5, lines);
  good.on("alice", PacketType::unsubscribe, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::unsuback, {{Field::id, 4}, {Field::codes, codec::NumberList{0x11}}});
    return true;
  });
  EXPECT_EQ(good.run().verdict, Verdict::pass) << good.story();
}

TEST(InAnyOrder, each_packet_goes_to_the_first_line_that_accepts_it) {
  const auto lines = with(
      "  in any order\n    bob <- PUBLISH payload=\"1\"\n    bob <- PUBLISH payload=\"2\"\n    repeat n in "
      "3..4\n      bob <- PUBLISH payload=\"$n\"\n");
  const auto played = [&](std::vector<const char*> payloads) {
    Play stage(v5, lines);
    std::vector<std::pair<PacketType, Fields>> packets;
    for (const char* payload : payloads) packets.push_back(message(stage, "/a", payload));
    bob_gets(stage, packets);
    return stage.run().verdict;
  };
  EXPECT_EQ(played({"4", "2", "1", "3"}), Verdict::pass);
  EXPECT_EQ(played({"4", "2", "1", "5"}), Verdict::fail);
  EXPECT_EQ(played({"4", "2", "1"}), Verdict::fail);
}

TEST(Windows, a_packet_outside_its_window_fails) {
  const auto played = [](std::string_view window, Time delay) {
    Play stage(v5, with("  bob <- PUBLISH payload=\"x\" in " + std::string(window) + "\n"));
    auto packet = message(stage, "/a", "x");
    stage.on("alice", PacketType::publish, [=](FakeServer& server, Peer& from, const client::Packet& sent) {
      server.send(*server.peer("bob"), packet.first, packet.second, delay);
      server.send(from, PacketType::puback, {{Field::id, static_cast<int>(sent.id())}});
      return true;
    });
    return stage.run().verdict;
  };
  EXPECT_EQ(played("1s..3s", 2s), Verdict::pass);
  EXPECT_EQ(played("1s..3s", 500ms), Verdict::fail);
  EXPECT_EQ(played("1s..3s", 4s), Verdict::fail);
  EXPECT_EQ(played("..8s", 7s), Verdict::pass);
  EXPECT_EQ(played("2s..", 6s), Verdict::pass);
}

TEST(Windows, a_late_loop_makes_a_missed_bound_inconclusive) {
  Play stage(v5, with("  bob <- PUBLISH payload=\"x\" in ..1s\n"));
  bob_gets(stage, {});
  stage.lag_at(500ms, 80ms);
  const auto& outcome = stage.run();
  EXPECT_EQ(outcome.verdict, Verdict::inconclusive) << stage.story();
  EXPECT_TRUE(outcome.starved);
}

TEST(Windows, a_little_lateness_of_the_loop_changes_nothing) {
  Play stage(v5, with("  bob <- PUBLISH payload=\"x\" in ..1s\n"));
  bob_gets(stage, {});
  stage.lag_at(500ms, 40ms);
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

TEST(Windows, the_longer_the_wait_the_more_lateness_it_bears) {
  const auto played = [](client::Time lag) {
    Play stage(v5, with("  bob <- PUBLISH payload=\"x\" in ..10s\n"));
    bob_gets(stage, {});
    stage.lag_at(500ms, lag);
    return stage.run().verdict;
  };
  EXPECT_EQ(played(400ms), Verdict::fail);
  EXPECT_EQ(played(600ms), Verdict::inconclusive);
}

TEST(Aliases, the_topic_of_a_line_is_the_topic_behind_the_alias) {
  Play stage(v5, R"(  given
    bob connects topic_alias_maximum=5
    bob subscribes "$t/#" max_qos=0
    alice connects
  alice publishes topic="$t/a" qos=1 payload="go"
  bob <- PUBLISH topic="$t/a" topic_alias=3 payload="1"
  bob <- PUBLISH topic="$t/a" topic_alias=3 payload="2"
)");
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet& packet) {
    Peer& bob = *server.peer("bob");
    server.send(bob, PacketType::publish,
                {{Field::topic, std::string(packet.text(Field::topic))},
                 {Field::topic_alias, 3},
                 {Field::payload, "1"}});
    server.send(bob, PacketType::publish,
                {{Field::topic, ""}, {Field::topic_alias, 3}, {Field::payload, "2"}});
    server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Foreign, other_peoples_messages_are_acknowledged_and_not_seen) {
  Play stage(v5, with("  bob <- PUBLISH payload=\"x\"\n"));
  auto mine = message(stage, "/a", "x");
  std::pair<PacketType, Fields> foreign = {
      PacketType::publish,
      {{Field::topic, "elsewhere"}, {Field::qos, 1}, {Field::id, 77}, {Field::payload, "x"}}};
  bob_gets(stage, {foreign, mine});
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_NE(std::ranges::find(stage.server().received(), "bob -> PUBACK id=77"),
            stage.server().received().end());
}

}  // namespace
}  // namespace client_test
