// Verbs do their handshake, and grade what they meet by LANGUAGE section 4, no. 7.
#include <algorithm>
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

class Verbs : public testing::TestWithParam<Version> {};
INSTANTIATE_TEST_SUITE_P(BothVersions, Verbs, testing::Values(v3, v5),
                         [](const auto& each) { return each.param == v3 ? "v3_1_1" : "v5_0"; });

FakeServer::Reaction answers(PacketType type, Fields fields) {
  return [=](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, type, fields);
    return true;
  };
}
bool silence(FakeServer&, Peer&, const client::Packet&) {
  return true;
}
bool closes(FakeServer& server, Peer& from, const client::Packet&) {
  server.end(from);
  return true;
}

TEST_P(Verbs, a_message_goes_from_one_client_to_another_at_each_qos) {
  for (const char* qos : {"0", "1", "2"}) {
    Play stage(
        GetParam(),
        std::string("  given\n    bob connects\n    bob subscribes \"$t\" max_qos=2\n    alice connects\n"
                    "  alice publishes topic=\"$t\" payload=\"hi\" qos=") +
            qos + "\n  bob <- PUBLISH topic=\"$t\" payload=\"hi\" qos=" + qos + "\n");
    EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  }
}

TEST_P(Verbs, connects_sends_a_plain_connect_with_the_credentials_of_the_target) {
  Play stage(GetParam(), "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n  alice leaves\n");
  stage.settings().users[""] = {"user", "secret", true};
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  const std::string& connect = stage.server().received().front();
  EXPECT_NE(connect.find("client_id=\"" + stage.plan().actors[0].client_id + "\""), std::string::npos)
      << connect;
  EXPECT_NE(connect.find("keep_alive=60"), std::string::npos) << connect;
  EXPECT_NE(connect.find("user_name=\"user\""), std::string::npos) << connect;
  EXPECT_NE(connect.find("password=\"secret\""), std::string::npos) << connect;
}

TEST_P(Verbs, a_default_that_the_line_leaves_out_is_not_put_back) {
  Play stage(GetParam(),
             "  alice opens\n  alice -> CONNECT keep_alive=-\n  alice <- CONNACK\n  alice leaves\n");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  const std::string& connect = stage.server().received().front();
  EXPECT_EQ(connect.find("keep_alive=60"), std::string::npos) << connect;
  EXPECT_NE(connect.find(stage.plan().actors[0].client_id), std::string::npos) << connect;
}

TEST(Sessions, a_server_that_keeps_sessions_for_less_than_was_asked_makes_the_case_unsupported) {
  const auto played = [](int granted) {
    Play stage(v5,
               "  alice connects session=kept session_expiry_interval=30\n  alice -> PINGREQ\n  alice <- "
               "PINGRESP\n");
    stage.on("alice", PacketType::connect,
             answers(PacketType::connack, {{Field::code, 0}, {Field::session_expiry_interval, granted}}));
    stage.run();
    return stage.outcome();
  };
  EXPECT_EQ(played(0).verdict, Verdict::unsupported);
  EXPECT_EQ(played(29).capability, "session_expiry_interval");
  EXPECT_EQ(played(30).verdict, Verdict::pass);
  EXPECT_EQ(played(3600).verdict, Verdict::pass);
}

TEST(KeepAlive, of_the_server_that_is_longer_than_a_line_counts_on_makes_the_case_unsupported) {
  const auto played = [](const std::string& fields, int ours) {
    Play stage(v5, "  alice connects " + fields + "\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
    stage.on("alice", PacketType::connect,
             answers(PacketType::connack, {{Field::code, 0}, {Field::server_keep_alive, ours}}));
    stage.run();
    return stage.outcome();
  };
  EXPECT_EQ(played("keep_alive=2", 10).verdict, Verdict::unsupported);
  EXPECT_EQ(played("keep_alive=2", 10).capability, "server_keep_alive");
  EXPECT_EQ(played("keep_alive=0", 10).verdict, Verdict::unsupported);
  EXPECT_EQ(played("keep_alive=20", 10).verdict, Verdict::pass);
  EXPECT_EQ(played("", 100).verdict, Verdict::pass) << "nothing was asked for";
  EXPECT_EQ(played("keep_alive=2 <- server_keep_alive=10", 10).verdict, Verdict::pass);
}

TEST_P(Verbs, a_close_on_publish_is_a_refusal_in_3_1_1_and_a_failure_in_5_0) {
  Play stage(GetParam(),
             "  alice connects\n  alice publishes topic=\"$t\" qos=1 payload=\"x\"\n  alice -> PINGREQ\n"
             "  alice <- PINGRESP\n");
  stage.on("alice", PacketType::publish, closes);
  EXPECT_EQ(stage.run().verdict, GetParam() == v3 ? Verdict::inconclusive : Verdict::fail) << stage.story();
}

TEST_P(Verbs, silence_met_by_a_verb_fails_outside_given_and_is_inconclusive_inside) {
  Play outside(GetParam(),
               "  alice connects\n  alice publishes topic=\"$t\" qos=1 payload=\"x\"\n  alice -> PINGREQ\n  "
               "alice <- PINGRESP\n");
  outside.on("alice", PacketType::publish, silence);
  EXPECT_EQ(outside.run().verdict, Verdict::fail) << outside.story();
  Play inside(GetParam(),
              "  given\n    alice connects\n    alice publishes topic=\"$t\" qos=1 payload=\"x\"\n  alice -> "
              "PINGREQ\n  alice <- PINGRESP\n");
  inside.on("alice", PacketType::publish, silence);
  EXPECT_EQ(inside.run().verdict, Verdict::inconclusive) << inside.story();
}

TEST_P(Verbs, a_close_without_a_word_met_by_a_verb_fails) {
  Play stage(
      GetParam(),
      "  alice connects\n  alice subscribes \"$t\" max_qos=1\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.on("alice", PacketType::subscribe, closes);
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
  EXPECT_EQ(stage.outcome().failures.at(0).actual, "alice <- CLOSED");
}

TEST_P(Verbs, a_lower_grant_is_unsupported) {
  Play stage(
      GetParam(),
      "  alice connects\n  alice subscribes \"$t\" max_qos=2\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.on("alice", PacketType::subscribe,
           answers(PacketType::suback, {{Field::id, 1}, {Field::codes, codec::NumberList{1}}}));
  EXPECT_EQ(stage.run().verdict, Verdict::unsupported) << stage.story();
  EXPECT_EQ(stage.outcome().capability, "maximum_qos");
  EXPECT_EQ(stage.outcome().capability_source, "SUBACK");
}

TEST_P(Verbs, a_refused_subscription_is_inconclusive) {
  Play stage(
      GetParam(),
      "  alice connects\n  alice subscribes \"$t\" max_qos=2\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.on("alice", PacketType::subscribe,
           answers(PacketType::suback, {{Field::id, 1}, {Field::codes, codec::NumberList{0x80}}}));
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
}

TEST(VerbsOf5, codes_that_name_a_capability_are_unsupported) {
  for (const auto& [code, capability] : {std::pair{0x9E, "shared_subscription_available"},
                                         {0xA1, "subscription_identifier_available"},
                                         {0xA2, "wildcard_subscription_available"}}) {
    Play stage(
        v5,
        "  alice connects\n  alice subscribes \"$t\" max_qos=2\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
    stage.on("alice", PacketType::subscribe,
             answers(PacketType::suback,
                     {{Field::id, 1}, {Field::codes, codec::NumberList{static_cast<codec::Number>(code)}}}));
    EXPECT_EQ(stage.run().verdict, Verdict::unsupported) << stage.story();
    EXPECT_EQ(stage.outcome().capability, capability);
  }
}

TEST(VerbsOf5, a_disconnect_met_by_a_verb_is_a_refusal) {
  Play stage(v5,
             "  alice connects\n  alice publishes topic=\"$t\" qos=1 payload=\"x\"\n  alice -> PINGREQ\n  "
             "alice <- PINGRESP\n");
  stage.on("alice", PacketType::publish, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::disconnect, {{Field::code, 0x97}});
    server.end(from);
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
}

TEST(VerbsOf5, a_named_code_is_judged_as_the_line_says) {
  const auto lines =
      "  alice connects\n  alice publishes topic=\"$t\" qos=1 payload=\"x\" <- code=0x10\n  alice -> "
      "PINGREQ\n  alice <- PINGRESP\n";
  Play stage(v5, lines);
  stage.on("alice", PacketType::publish, answers(PacketType::puback, {{Field::id, 1}, {Field::code, 0x10}}));
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  Play other(v5, lines);
  EXPECT_EQ(other.run().verdict, Verdict::fail) << other.story();
}

TEST(VerbsOf5, wrong_fields_of_the_right_answer_fail_outside_given_only) {
  Play outside(v5, "  alice connects <- session_present=1\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  EXPECT_EQ(outside.run().verdict, Verdict::fail) << outside.story();
  Play inside(v5,
              "  given\n    alice connects <- session_present=1\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  EXPECT_EQ(inside.run().verdict, Verdict::inconclusive) << inside.story();
}

TEST(VerbsOf5, a_nameless_client_that_is_refused_is_a_missing_capability) {
  Play stage(v5, "  alice connects client_id=\"\"\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::connack, {{Field::session_present, 0}, {Field::code, 0x85}});
    server.end(from);
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::unsupported) << stage.story();
  EXPECT_EQ(stage.outcome().capability_source, "CONNACK");
}

TEST_P(Verbs, a_refused_connect_is_inconclusive) {
  Play stage(GetParam(), "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::connack,
                {{Field::session_present, 0}, {Field::code, server.version() == v3 ? 5 : 0x87}});
    server.end(from);
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
}

TEST_P(Verbs, a_qos_0_message_is_settled_by_a_ping_of_the_harness) {
  Play stage(GetParam(),
             "  alice connects\n  alice publishes topic=\"$t\" payload=\"x\"\n  alice -> PINGREQ\n  alice <- "
             "PINGRESP\n");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  const auto& received = stage.server().received();
  ASSERT_GT(received.size(), 2U);
  EXPECT_EQ(received[2], "alice -> PINGREQ");
}

TEST_P(Verbs, leaves_waits_for_the_fin_of_the_broker_but_not_for_ever) {
  Play prompt(GetParam(), "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n  alice leaves\n");
  EXPECT_EQ(prompt.run().verdict, Verdict::pass) << prompt.story();
  EXPECT_LT(prompt.ended(), 1s);
  Play slow(GetParam(),
            "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n  alice leaves\n  alice connects\n  "
            "alice -> PINGREQ\n  alice <- PINGRESP\n");
  slow.server().on([](FakeServer& server, Peer& from, const client::Packet& packet) {
    if (packet.type != PacketType::disconnect || from.ordinal != 0) return false;
    from.open = false;  // says nothing and never closes
    static_cast<void>(server);
    return true;
  });
  EXPECT_EQ(slow.run().verdict, Verdict::pass) << slow.story();
  EXPECT_GE(slow.ended(), 2s);
}

TEST_P(Verbs, resets_empties_the_unread_list_and_pauses) {
  Play stage(GetParam(), R"(  given
    bob connects
    bob subscribes "$t" max_qos=1
    alice connects
  alice publishes topic="$t" qos=1 payload="x"
  fence bob
  bob resets
  bob connects
  bob -> PINGREQ
  bob <- PINGRESP
)");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  EXPECT_EQ(stage.actions().front(), "bob: reset");
}

TEST_P(Verbs, the_pause_after_a_reset_follows_the_grace) {
  const auto pause = [](Version version, client::Time grace) {
    Play stage(
        version,
        "  given\n    bob connects\n  bob resets\n  bob connects\n  bob -> PINGREQ\n  bob <- PINGRESP\n");
    stage.settings().grace = grace;
    EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
    client::Time reset{};
    for (const client::WireEvent& event : stage.outcome().wire) {
      if (event.what == client::WireEvent::What::we_ended && reset == client::Time{}) reset = event.at;
      if (event.what == client::WireEvent::What::opened && reset != client::Time{}) return event.at - reset;
    }
    return client::Time{};
  };
  EXPECT_GE(pause(GetParam(), 100ms), 50ms);
  EXPECT_LT(pause(GetParam(), 100ms), 200ms);
  EXPECT_GE(pause(GetParam(), 1s), 500ms);
}

TEST_P(Verbs, a_kept_session_and_retained_topics_are_reported_for_cleaning) {
  Play stage(GetParam(), R"(  alice connects session=kept will_topic="$t/will" will_payload="x" will_retain
  alice publishes topic="$t/kept" qos=1 payload="x" retain
  alice publishes topic="$t/gone" qos=1 payload="x" retain
  alice publishes topic="$t/gone" qos=1 payload="" retain
  alice -> PINGREQ
  alice <- PINGRESP
)");
  const auto& outcome = stage.run();
  EXPECT_EQ(outcome.verdict, Verdict::pass) << stage.story();
  const std::string root = stage.plan().topic_root;
  EXPECT_EQ(outcome.retained_topics, (std::vector<std::string>{root + "/will", root + "/kept"}));
  EXPECT_EQ(outcome.kept_sessions, std::vector<std::string>{stage.plan().actors[0].client_id});
}

TEST_P(Verbs, half_closes_goes_on_reading) {
  Play stage(GetParam(),
             "  given\n    alice connects\n  alice -> PUBLISH topic=\"$t\" qos=1 id=1 payload=\"x\"\n  alice "
             "half-closes\n  maybe alice <- PUBACK id=1\n  alice <- CLOSED\n");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST_P(Verbs, no_transport_is_inconclusive) {
  Play stage(GetParam(), "  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.fail_to_open("connection refused");
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
  EXPECT_NE(stage.outcome().reason.find("connection refused"), std::string::npos);
}

TEST_P(Verbs, a_refused_handshake_counts_as_opened_and_closed) {
  Play stage(GetParam(), "  alice opens\n  alice is closed\n");
  stage.refuse_handshake("no certificate");
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  Play open(GetParam(), "  alice opens\n  alice is closed\n");
  EXPECT_EQ(open.run().verdict, Verdict::fail) << open.story();
}

}  // namespace
}  // namespace client_test
