// `either`, `never`, `given`, fences: what they decide and when.
#include <algorithm>
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

bool silence(FakeServer&, Peer&, const client::Packet&) {
  return true;
}

/// Sends a message to bob besides doing the usual.
FakeServer::Reaction also_to_bob(std::string topic, std::string payload, Time delay = {}) {
  return [=](FakeServer& server, Peer& from, const client::Packet& packet) {
    server.send(*server.peer("bob"), PacketType::publish, {{Field::topic, topic}, {Field::payload, payload}},
                delay);
    server.obey(from, packet);
    return true;
  };
}

// ---- either

constexpr std::string_view closed_or_lets_pass = R"(  given
    alice connects
  alice -> PUBLISH! topic="$t" qos=1 id=5 payload="x"
  either
    alice is closed code=0x81
  or should "closes"
    alice <- PUBACK id=5
  or may "says nothing"
    fence alice
)";

TEST(Either, the_first_branch_that_fits_is_taken_and_graded) {
  Play closed(v5, closed_or_lets_pass);
  closed.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::disconnect, {{Field::code, 0x81}});
    server.end(from);
    return true;
  });
  EXPECT_EQ(closed.run().verdict, Verdict::pass) << closed.story();
  Play acknowledged(v5, closed_or_lets_pass);
  EXPECT_EQ(acknowledged.run().verdict, Verdict::advisory) << acknowledged.story();
  EXPECT_EQ(acknowledged.outcome().advice.at(0).text, "should: closes");
}

TEST(Either, a_fence_branch_beside_a_close_waits_a_second_and_five_in_the_replay) {
  Play stage(v5, closed_or_lets_pass);
  stage.on("alice", PacketType::publish, silence);
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(stage.outcome().notes.at(0).text, "may: says nothing");
  EXPECT_GE(stage.ended(), 1s);
  EXPECT_LT(stage.ended(), 2s);
  Play replay(v5, closed_or_lets_pass);
  replay.on("alice", PacketType::publish, silence);
  replay.settings().replay = true;
  EXPECT_EQ(replay.run().verdict, Verdict::pass) << replay.story();
  EXPECT_GE(replay.ended(), 5s);
}

TEST(Either, a_close_behind_its_fence_branch_is_tolerated) {
  Play stage(v5, closed_or_lets_pass);
  stage.on("alice", PacketType::publish, silence);
  stage.at(1150ms, [](FakeServer& server) { server.end(*server.peer("alice")); });
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Either, silence_behind_a_disconnect_is_no_branch) {
  const auto says_disconnect = [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::disconnect, {{Field::code, 0x81}});
    return true;
  };
  Play open(v5, closed_or_lets_pass);
  open.on("alice", PacketType::publish, says_disconnect);
  EXPECT_EQ(open.run().verdict, Verdict::fail) << open.story();
  Play late(v5, closed_or_lets_pass);
  late.on("alice", PacketType::publish, says_disconnect);
  late.at(3s, [](FakeServer& server) { server.end(*server.peer("alice")); });
  EXPECT_EQ(late.run().verdict, Verdict::pass) << late.story();
}

TEST(Either, fails_when_every_branch_is_blocked) {
  const auto lines = listening(R"(  alice publishes topic="$t/go" qos=1 payload="c"
  either
    bob <- PUBLISH payload="a"
  or
    bob <- PUBLISH payload="b"
)");
  Play stage(v5, lines);
  const auto& outcome = stage.run();
  ASSERT_EQ(outcome.verdict, Verdict::fail) << stage.story();
  EXPECT_LT(outcome.duration, 1s);
  EXPECT_EQ(outcome.failures.at(0).expected, "bob <- PUBLISH payload=\"a\"\nor bob <- PUBLISH payload=\"b\"");
}

TEST(Either, fails_at_the_time_out) {
  Play stage(v5, listening("  either\n    bob <- PUBLISH payload=\"a\"\n  or\n    bob <- PINGRESP\n  alice "
                           "publishes topic=\"$t/a\" payload=\"a\"\n"));
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

TEST(Either, windows_grade_how_late_a_close_comes) {
  const auto lines = R"(  given
    alice connects keep_alive=2 pings=off
  either
    alice is closed in ..4200ms
  or should "closes in time"
    alice is closed in ..12s
)";
  const auto played = [&](Time at, bool replay) {
    Play stage(v3, lines);
    stage.settings().replay = replay;
    stage.at(at, [](FakeServer& server) {
      if (Peer* alice = server.peer("alice")) server.end(*alice);
    });
    return stage.run().verdict;
  };
  EXPECT_EQ(played(3s, false), Verdict::pass);
  EXPECT_EQ(played(8s, false), Verdict::advisory);
  EXPECT_EQ(played(30s, false), Verdict::fail);
  EXPECT_EQ(played(30s, true), Verdict::advisory);
  EXPECT_EQ(played(50s, true), Verdict::fail);
}

// ---- never

constexpr std::string_view never_x = R"(  never bob <- PUBLISH payload="x"
    alice publishes topic="$t/a" qos=1 payload="y"
    fence alice => bob
  bob <- PUBLISH payload="y"
)";

TEST(Never, passes_when_the_forbidden_packet_does_not_come) {
  Play stage(v5, listening(never_x));
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Never, fails_when_it_comes_within_the_block_or_in_the_grace) {
  for (const Time delay : {Time(0ms), Time(20ms), Time(90ms)}) {
    Play stage(v5, listening(never_x));
    stage.on("alice", PacketType::publish, also_to_bob(stage.plan().topic_root + "/b", "x", delay));
    const auto& outcome = stage.run();
    ASSERT_EQ(outcome.verdict, Verdict::fail) << stage.story();
    EXPECT_EQ(outcome.failures.at(0).where.line, stage.line_of("never bob"));
  }
}

TEST(Never, what_is_unread_when_it_begins_counts) {
  Play stage(v5, listening("  alice publishes topic=\"$t/a\" qos=1 payload=\"x\"\n  fence bob\n  never bob "
                           "<- PUBLISH payload=\"x\"\n    fence bob\n"));
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

TEST(Never, what_has_been_read_does_not_count) {
  Play stage(v5, listening("  alice publishes topic=\"$t/a\" qos=1 payload=\"x\"\n  bob <- PUBLISH "
                           "payload=\"x\"\n  never bob <- PUBLISH payload=\"x\"\n    fence bob\n"));
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Never, anything_includes_the_end_of_the_connection) {
  Play stage(
      v5,
      listening(
          "  never bob <- anything\n    alice publishes topic=\"elsewhere\" payload=\"x\"\n    fence bob\n"));
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer&, const client::Packet&) {
    server.end(*server.peer("bob"));
    return false;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

TEST(Never, for_is_a_lower_bound_on_its_length) {
  Play stage(v5, listening("  never bob <- PUBLISH payload=\"x\" for 3s\n    fence bob\n"));
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_GE(stage.ended(), 3s);
  Play late(v5, listening("  never bob <- PUBLISH payload=\"x\" for 3s\n    fence bob\n"));
  const std::string topic = late.plan().topic_root + "/a";
  late.at(2500ms, [=](FakeServer& server) {
    server.send(*server.peer("bob"), PacketType::publish, {{Field::topic, topic}, {Field::payload, "x"}});
  });
  EXPECT_EQ(late.run().verdict, Verdict::fail) << late.story();
}

TEST(Never, a_weak_fence_under_it_waits_the_grace_before_its_ping) {
  Play stage(v5, listening("  never bob <- PUBLISH\n    fence bob\n"));
  stage.settings().grace = 700ms;
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_GE(stage.ended(), 1400ms);  // here and in the drain
}

// ---- given

TEST(Given, what_fails_in_it_is_inconclusive) {
  Play stage(
      v5,
      "  given\n    alice connects\n    alice -> PINGREQ\n    alice <- PINGRESP\n    alice -> SUBSCRIBE id=1 "
      "\"$t\" max_qos=1\n    alice <- SUBACK codes=[0]\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
}

TEST(Given, a_standing_rule_fails_in_it_all_the_same) {
  Play stage(v5, "  given\n    alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::connack, {{Field::session_present, 1}, {Field::code, 0}});
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

// ---- fences

TEST(Fences, without_its_marker_the_case_is_inconclusive) {
  for (const char* fence : {"fence bob", "fence alice => bob", "fence alice => bob topic=\"$t/a\" qos=1",
                            "fence retained bob \"$t/c\""}) {
    Play stage(v5,
               listening(std::string("  alice publishes topic=\"$t/a\" qos=1 payload=\"y\"\n  bob <- PUBLISH "
                                     "payload=\"y\"\n  never bob <- PUBLISH payload=\"x\"\n    ") +
                         fence + "\n"));
    stage.on("bob", PacketType::pingreq, silence);
    stage.server().on([](FakeServer& server, Peer& from, const client::Packet& packet) {
      if (packet.type != PacketType::publish || packet.text(Field::payload).starts_with("y")) return false;
      server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
      return true;
    });
    EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << fence << stage.story();
  }
}

TEST(Fences, every_kind_lets_silence_pass_and_leaves_nothing_unread) {
  for (const char* fence : {"fence bob", "fence alice => bob", "fence alice => bob topic=\"$t/a\" qos=1",
                            "fence retained bob \"$t/c\""}) {
    Play stage(v5,
               listening(std::string("  alice publishes topic=\"$t/a\" qos=1 payload=\"y\"\n  bob <- PUBLISH "
                                     "payload=\"y\"\n  never bob <- PUBLISH payload=\"x\"\n    ") +
                         fence + "\n"));
    EXPECT_EQ(stage.run().verdict, Verdict::pass) << fence << stage.story();
    EXPECT_TRUE(stage.outcome().retained_topics.empty());
  }
}

TEST(Fences, a_strong_one_needs_no_grace_behind_the_very_message) {
  const auto ended = [](std::string_view payload) {
    Play stage(v5, listening("  alice publishes topic=\"$t/a\" qos=1 payload=\"y\"\n  bob <- PUBLISH "
                             "payload=\"y\"\n  never bob <- PUBLISH payload=\"" +
                             std::string(payload) + "\"\n    fence alice => bob topic=\"$t/a\" qos=1\n"));
    stage.settings().grace = 1s;
    EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
    return stage.ended();
  };
  EXPECT_LT(ended("y"), 1200ms);
  EXPECT_GE(ended("x"), 2s);
}

TEST(Fences, a_strong_one_waits_where_the_broker_was_seen_to_change_the_order) {
  Play stage(v5, listening(R"(  alice publishes topic="$t/a" qos=1 payload="y"
  bob <- PUBLISH payload="y"
  never bob <- PUBLISH payload="y"
    fence alice => bob topic="$t/a" qos=1
)"));
  stage.settings().grace = 1s;
  stage.settings().keeps_order = false;
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_GE(stage.ended(), 2s);
}

TEST(Fences, each_marker_tells_how_long_it_took) {
  Play stage(v5, listening(R"(  never bob <- PUBLISH payload="x"
    fence alice => bob
)"));
  ASSERT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  ASSERT_EQ(stage.outcome().marker_delays.size(), 1U);
  EXPECT_GT(stage.outcome().marker_delays.front(), 0ms);
  EXPECT_LT(stage.outcome().marker_delays.front(), 100ms);
}

TEST(Fences, a_medium_one_to_an_actor_that_owes_acknowledgements_goes_at_qos_0) {
  Play stage(v5, R"(  given
    bob connects acks=manual
    bob subscribes "$t/#" max_qos=1
    alice connects
  alice publishes topic="$t/a" qos=1 payload="y"
  bob <- PUBLISH payload="y"
  never bob <- PUBLISH payload="x"
    fence alice => bob
)");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  const auto& received = stage.server().received();
  EXPECT_TRUE(std::ranges::any_of(received, [](const std::string& line) {
    return line.starts_with("alice -> PUBLISH") && line.find("fence of") != std::string::npos &&
           line.find("qos") == std::string::npos;
  }));
}

}  // namespace
}  // namespace client_test
