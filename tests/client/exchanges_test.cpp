// Enhanced authentication: verbs with `auth=` go through the exchange, scripts say `$auth.good.next`, and
// what a server may lawfully refuse convicts nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;
using testing::HasSubstr;

constexpr const char* method = "conformance-challenge";

Fields auth(int code, const char* data = nullptr) {
  Fields fields = {{Field::code, code}, {Field::authentication_method, method}};
  if (data != nullptr) fields.emplace_back(Field::authentication_data, data);
  return fields;
}

/// Asks "abcd" of whoever begins, and is content with any answer.
void ask(Play& stage) {
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet& packet) {
    from.client_id = std::string(packet.text(Field::client_id));
    server.send(from, PacketType::auth, auth(0x18, "abcd"));
    return true;
  });
  stage.on("alice", PacketType::auth, [](FakeServer& server, Peer& from, const client::Packet& packet) {
    if (packet.code() == 0x19)
      server.send(from, PacketType::auth, auth(0x18, "abcd"));
    else if (from.next_id++ == 1)
      server.send(from, PacketType::connack, {{Field::code, 0}, {Field::authentication_method, method}});
    else
      server.send(from, PacketType::auth, auth(0));
    return true;
  });
}

TEST(Exchanges, connects_and_reauthenticates_go_through_all_of_it) {
  Play stage(v5, R"(  alice connects auth=$auth.good <- authentication_method="$auth.method"
  alice reauthenticates auth=$auth.good user_property="a":"1" <- code=0
  alice -> PINGREQ
  alice <- PINGRESP
)");
  ask(stage);
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
  const auto& received = stage.server().received();
  EXPECT_THAT(received.at(0), HasSubstr("authentication_method=\"conformance-challenge\""));
  EXPECT_THAT(received.at(0), HasSubstr("authentication_data=\"alice\""));
  EXPECT_THAT(received.at(1), HasSubstr("AUTH code=0x18"));
  EXPECT_THAT(received.at(2), HasSubstr("AUTH code=0x19"));
  EXPECT_THAT(received.at(2), HasSubstr("user_property=\"a\":\"1\""));
  EXPECT_THAT(received.at(3), HasSubstr("AUTH code=0x18"));
}

TEST(Exchanges, a_script_goes_through_it_by_hand) {
  Play stage(v5, R"(  alice opens
  alice -> CONNECT authentication_method="$auth.method" authentication_data=$auth.good.next
  alice <- AUTH code=0x18 authentication_method="${auth.good.method}" authentication_data="abcd"
  alice -> AUTH code=0x18 authentication_method="$auth.method" authentication_data=$auth.good.next
  alice <- CONNACK code=0
)");
  ask(stage);
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Exchanges, a_client_that_was_opened_with_credentials_answers_by_itself) {
  Play stage(v5, R"(  alice opens auth=$auth.good
  alice -> CONNECT clean_start
  alice <- CONNACK code=0
  alice -> AUTH code=0x19 authentication_method="$auth.method" authentication_data=$auth.good.next
  alice <- AUTH code=0x18
)");
  ask(stage);
  EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
}

TEST(Exchanges, the_same_case_says_the_same_and_each_exchange_something_else) {
  const auto played = [] {
    Play stage(v5, R"(  alice opens
  alice -> CONNECT authentication_method="${auth.scram.method}" authentication_data=$auth.scram.next
  alice resets
  alice opens
  alice -> CONNECT authentication_method="${auth.scram.method}" authentication_data=$auth.scram.next
  alice <- CLOSED
)");
    stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
      if (from.ordinal == 1) server.end(from);
      return true;
    });
    EXPECT_EQ(stage.run().verdict, Verdict::pass) << stage.story();
    return std::pair(stage.writes().at(0).bytes, stage.writes().at(1).bytes);
  };
  const auto connects = played();
  EXPECT_NE(connects.first, connects.second);
  EXPECT_EQ(connects, played());
}

TEST(Exchanges, a_refusal_is_inconclusive_whatever_its_form) {
  const auto refused = [](const FakeServer::Reaction& reaction) {
    Play stage(v5, "  alice connects auth=$auth.good\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
    stage.on("alice", PacketType::connect, reaction);
    stage.run();
    return stage.outcome();
  };
  EXPECT_EQ(refused([](FakeServer& server, Peer& from, const client::Packet&) {
              server.end(from);
              return true;
            }).verdict,
            Verdict::inconclusive);
  EXPECT_EQ(refused([](FakeServer& server, Peer& from, const client::Packet&) {
              server.send(from, PacketType::connack, {{Field::code, 0x87}});
              server.end(from);
              return true;
            }).verdict,
            Verdict::inconclusive);
  const auto unknown = refused([](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, PacketType::connack, {{Field::code, 0x8C}});
    server.end(from);
    return true;
  });
  EXPECT_EQ(unknown.verdict, Verdict::unsupported);
  EXPECT_EQ(unknown.capability, "authentication_method");
  EXPECT_EQ(refused([](FakeServer&, Peer&, const client::Packet&) { return true; }).verdict, Verdict::fail);
}

TEST(Exchanges, a_close_is_a_failure_where_the_line_names_the_answer) {
  Play stage(v5, "  alice connects auth=$auth.good <- code=0\n");
  stage.on("alice", PacketType::connect, [](FakeServer& server, Peer& from, const client::Packet&) {
    server.end(from);
    return true;
  });
  EXPECT_EQ(stage.run().verdict, Verdict::fail) << stage.story();
}

TEST(Exchanges, a_re_authentication_that_ends_the_connection_is_inconclusive) {
  Play stage(v5,
             "  alice connects auth=$auth.good\n  alice reauthenticates auth=$auth.good\n"
             "  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.on("alice", PacketType::auth, [](FakeServer& server, Peer& from, const client::Packet& packet) {
    if (packet.code() != 0x19) return false;
    server.end(from);
    return true;
  });
  ask(stage);
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
}

/// CONNECT with SCRAM is answered by this packet.
Play scram_answered(PacketType type, int code, const char* data) {
  Play stage(v5, "  alice connects auth=$auth.scram\n  alice -> PINGREQ\n  alice <- PINGRESP\n");
  stage.on("alice", PacketType::connect, [=](FakeServer& server, Peer& from, const client::Packet&) {
    server.send(from, type,
                {{Field::code, code},
                 {Field::authentication_method, "SCRAM-SHA-256"},
                 {Field::authentication_data, data}});
    return true;
  });
  return stage;
}

TEST(Exchanges, a_server_that_does_not_know_the_password_convicts_nobody) {
  Play stage = scram_answered(PacketType::connack, 0, "v=AAAA");
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
  EXPECT_THAT(stage.outcome().reason, HasSubstr("the server's signature is not that of the password"));
}

TEST(Exchanges, a_challenge_that_the_method_does_not_understand_convicts_nobody) {
  Play stage = scram_answered(PacketType::auth, 0x18, "?");
  EXPECT_EQ(stage.run().verdict, Verdict::inconclusive) << stage.story();
}

}  // namespace
}  // namespace client_test
