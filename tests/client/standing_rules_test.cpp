// Each standing rule in both outcomes: a server that breaks it is charged with its very id, the obedient
// server plays the same scenario without complaint and with the id among the verified.
#include "client/standing_rules.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>

#include "tests/client/support/play.h"

namespace client_test {
namespace {

using client::Verdict;

/// Makes the server misbehave.
using Misdeed = std::function<void(Play&)>;

struct RuleCase {
  std::string rule;
  std::string lines;
  Misdeed misdeed;
  bool obedient_is_judged = true;  ///< false: the rule has nothing to say about a server that behaves
};

/// Does this in answer to a packet, before or instead of the obedient answer.
Misdeed when(std::string actor, PacketType type,
             std::function<void(FakeServer&, Peer&, const client::Packet&)> deed, bool also_obeys) {
  return [=](Play& stage) {
    stage.on(actor, type, [=](FakeServer& server, Peer& from, const client::Packet& packet) {
      if (also_obeys) server.obey(from, packet);
      deed(server, from, packet);
      return true;
    });
  };
}
Misdeed instead(std::string actor, PacketType type, PacketType answer, Fields fields) {
  return when(
      std::move(actor), type,
      [=](FakeServer& server, Peer& from, const client::Packet&) { server.send(from, answer, fields); },
      false);
}
Misdeed besides(std::string actor, PacketType type, PacketType answer, Fields fields) {
  return when(
      std::move(actor), type,
      [=](FakeServer& server, Peer& from, const client::Packet&) { server.send(from, answer, fields); },
      true);
}

std::string topic_of(const client::Packet& packet) {
  return std::string(packet.text(Field::topic));
}

/// Alice's message reaches bob in the way that `deed` describes, and alice gets her PUBACK.
Misdeed delivers(std::function<void(FakeServer&, Peer& bob, const std::string& topic)> deed) {
  return [=](Play& stage) {
    stage.on("alice", PacketType::publish, [=](FakeServer& server, Peer& from, const client::Packet& packet) {
      if (packet.text(Field::payload).starts_with("fence")) return false;
      if (packet.text(Field::payload) == "1") deed(server, *server.peer("bob"), topic_of(packet));
      if (packet.qos() == 1)
        server.send(from, PacketType::puback, {{Field::id, static_cast<int>(packet.id())}});
      return true;
    });
  };
}
Fields message(const std::string& topic, int id, int qos, std::string payload, Fields more = {}) {
  Fields fields = {{Field::topic, topic}, {Field::qos, qos}, {Field::payload, std::move(payload)}};
  if (qos > 0) fields.emplace_back(Field::id, id);
  for (const Given& each : more) fields.push_back(each);
  return fields;
}

const std::string pings = "  alice -> PINGREQ\n  alice <- PINGRESP\n";
std::string connects(std::string_view options = "") {
  return "  given\n    alice connects " + std::string(options) + "\n" + pings;
}
std::string pair(std::string_view options = "", int qos = 2) {
  return "  given\n    bob connects " + std::string(options) +
         "\n    bob subscribes \"$t/#\" max_qos=" + std::to_string(qos) +
         "\n    alice connects\n  alice publishes topic=\"$t/a\" qos=1 payload=\"1\"\n  alice publishes "
         "topic=\"$t/a\" qos=1 payload=\"2\"\n"
         "  maybe bob <- PUBLISH x0..\n" +
         pings;
}

std::vector<RuleCase> cases() {
  std::vector<RuleCase> list;
  const auto add = [&](std::string rule, std::string lines, Misdeed misdeed, bool judged = true) {
    list.push_back({std::move(rule), std::move(lines), std::move(misdeed), judged});
  };
  const Fields accepted = {{Field::session_present, 0}, {Field::code, 0}};
  const auto with = [&](Given more) {
    Fields fields = accepted;
    fields.push_back(std::move(more));
    return fields;
  };

  add("connack-first", connects(),
      when(
          "alice", PacketType::connect,
          [](FakeServer& server, Peer& from, const client::Packet& packet) {
            server.send(from, PacketType::pingresp);
            server.obey(from, packet);
          },
          false));
  add("connack-once", connects(), besides("alice", PacketType::pingreq, PacketType::connack, accepted));
  add("disconnect-after-connack",
      "  alice opens\n  alice -> CONNECT! client_id=\"x\"\n  maybe alice <- CONNACK\n  alice is closed\n",
      when(
          "alice", PacketType::connect,
          [](FakeServer& server, Peer& from, const client::Packet&) {
            server.send(from, PacketType::disconnect, {{Field::code, 0x81}});
            server.end(from);
          },
          false),
      false);
  add("nothing-after-disconnect", connects(),
      when(
          "alice", PacketType::pingreq,
          [](FakeServer& server, Peer& from, const client::Packet&) {
            server.send(from, PacketType::disconnect, {{Field::code, 0x8B}});
            server.send(from, PacketType::pingresp);
          },
          false),
      false);
  add("nothing-after-refusal",
      "  given\n    alice opens\n  alice -> CONNECT\n  alice -> PINGREQ\n  alice <- CONNACK\n  alice <- "
      "PINGRESP\n",
      instead("alice", PacketType::connect, PacketType::connack,
              {{Field::session_present, 0}, {Field::code, 0x87}}),
      false);
  add("session-present-after-clean", connects(),
      instead("alice", PacketType::connect, PacketType::connack,
              {{Field::session_present, 1}, {Field::code, 0}}));
  add("assigned-client-identifier", connects("client_id=\"\""),
      instead("alice", PacketType::connect, PacketType::connack, accepted));
  add("response-information-unasked", connects(),
      instead("alice", PacketType::connect, PacketType::connack,
              with({Field::response_information, "here"})));
  add("problem-information-unwanted",
      "  given\n    alice connects request_problem_information=0\n  alice publishes topic=\"$t\" qos=1 "
      "payload=\"x\"\n" +
          pings,
      instead("alice", PacketType::publish, PacketType::puback,
              {{Field::id, 1}, {Field::reason_string, "why"}}));
  add("authentication-unasked", connects(),
      instead("alice", PacketType::connect, PacketType::connack, with({Field::authentication_method, "m"})));
  add("authentication-method-kept",
      "  given\n    alice opens\n  alice -> CONNECT authentication_method=\"m\"\n  alice <- CONNACK\n",
      instead("alice", PacketType::connect, PacketType::connack,
              with({Field::authentication_method, "other"})),
      false);
  add("authentication-goes-on",
      "  given\n    alice opens\n  alice -> CONNECT authentication_method=\"m\"\n  maybe alice <- AUTH\n  "
      "alice <- CONNACK\n",
      when(
          "alice", PacketType::connect,
          [](FakeServer& server, Peer& from, const client::Packet& packet) {
            server.send(from, PacketType::auth, {{Field::code, 0}, {Field::authentication_method, "m"}});
            server.obey(from, packet);
          },
          false),
      false);
  add("maximum-packet-size", pair("maximum_packet_size=100"),
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 0, 0, std::string(200, 'x')));
      }));
  add("receive-maximum", pair("receive_maximum=2 acks=slow"),
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        for (int id = 1; id <= 3; ++id)
          server.send(bob, PacketType::publish, message(topic, id, 1, std::to_string(id)));
      }));
  add("topic-alias-not-offered", pair(),
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 0, 0, "1", {{Field::topic_alias, 1}}));
      }));
  add("topic-alias-above-maximum", pair("topic_alias_maximum=3"),
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 0, 0, "1", {{Field::topic_alias, 4}}));
      }),
      false);
  add("topic-alias-unknown", pair("topic_alias_maximum=3"),
      delivers([](FakeServer& server, Peer& bob, const std::string&) {
        server.send(bob, PacketType::publish, message("", 0, 0, "1", {{Field::topic_alias, 2}}));
      }),
      false);
  add("packet-identifier-in-use", pair("acks=slow"),
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 7, 1, "1"));
        server.send(bob, PacketType::publish, message(topic, 7, 1, "2"));
      }));
  add("dup-on-first-delivery", pair(), delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 7, 1, "1", {{Field::dup, 1}}));
      }));
  add("dup-on-resend", pair("acks=slow"),
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 7, 1, "1"));
        server.send(bob, PacketType::publish, message(topic, 7, 1, "1"));
      }),
      false);
  add("resend-on-live-connection", pair("acks=slow"),
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 7, 1, "1"));
        server.send(bob, PacketType::publish, message(topic, 7, 1, "1", {{Field::dup, 1}}));
      }));
  add("publish-after-pubrel",
      "  given\n    bob connects acks=manual\n    bob subscribes \"$t/#\" max_qos=2\n    alice connects\n"
      "  alice publishes topic=\"$t/a\" qos=2 payload=\"1\"\n  bob <- PUBLISH id=?p\n  bob -> PUBREC id=?p\n "
      " bob <- PUBREL id=?p\n  maybe bob <- PUBLISH\n  after 10ms\n  bob -> PUBCOMP id=?p\n",
      when(
          "bob", PacketType::pubrec,
          [](FakeServer& server, Peer& from, const client::Packet& packet) {
            const std::string topic =
                server.received().empty()
                    ? ""
                    : from.filters.begin()->first.substr(0, from.filters.begin()->first.size() - 2) + "/a";
            server.send(from, PacketType::publish, message(topic, packet.id(), 2, "1", {{Field::dup, 1}}));
          },
          true));
  add("subscription-identifier-unknown",
      "  given\n    bob connects\n    bob subscribes \"$t/#\" max_qos=1 subscription_identifier=5\n    alice "
      "connects\n"
      "  alice publishes topic=\"$t/a\" qos=1 payload=\"1\"\n  bob <- PUBLISH payload=\"1\"\n",
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish,
                    message(topic, 1, 1, "1", {{Field::subscription_identifier, 6}}));
      }),
      false);
  add("qos-above-grant", pair("", 0), delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 1, 1, "1"));
      }));
  add("topic-not-subscribed",
      "  given\n    bob connects\n    bob subscribes \"$t/a\" max_qos=1\n    alice connects\n  alice "
      "publishes topic=\"$t/a\" qos=1 payload=\"1\"\n  bob <- PUBLISH payload=\"1\"\n",
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic + "b", 1, 1, "1"));
      }));
  add(
      "dollar-topic-by-wildcard",
      "  given\n    bob connects\n    bob subscribes \"+/x\" max_qos=0\n  bob -> PINGREQ\n  bob <- "
      "PINGRESP\n  maybe bob <- PUBLISH\n",
      [](Play& stage) {
        stage.plan().rootless_topics.push_back("$odd/x");
        stage.on("bob", PacketType::subscribe,
                 [](FakeServer& server, Peer& from, const client::Packet& packet) {
                   server.obey(from, packet);
                   server.send(from, PacketType::publish, message("$odd/x", 0, 0, "1"));
                   return true;
                 });
      },
      false);
  add("subscription-answer-unasked", connects(),
      besides("alice", PacketType::pingreq, PacketType::suback,
              {{Field::id, 9}, {Field::codes, codec::NumberList{0}}}),
      false);
  add("acknowledgement-unasked", connects(),
      besides("alice", PacketType::pingreq, PacketType::puback, {{Field::id, 9}}), false);
  add("answered-twice",
      "  given\n    alice connects\n  alice publishes topic=\"$t\" qos=1 payload=\"x\"\n  maybe alice <- "
      "PUBACK\n" +
          pings,
      besides("alice", PacketType::publish, PacketType::puback, {{Field::id, 1}}));
  add("pingresp-unasked", connects() + "  maybe alice <- PINGRESP x0..\n",
      besides("alice", PacketType::connect, PacketType::pingresp, {}));
  add("acknowledgement-of-another-qos",
      "  given\n    alice connects\n  alice -> PUBLISH topic=\"$t\" qos=1 id=5 payload=\"x\"\n  maybe alice "
      "<- PUBACK\n  maybe alice <- PUBREC\n" +
          pings,
      instead("alice", PacketType::publish, PacketType::pubrec, {{Field::id, 5}}));
  add("pubrel-unknown", pair(), delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 1, 1, "1"));
        server.send(bob, PacketType::pubrel, {{Field::id, 9}});
      }),
      false);
  add("pubrel-too-early", pair("acks=slow"),
      delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 1, 2, "1"));
        server.send(bob, PacketType::pubrel, {{Field::id, 1}});
      }),
      false);
  add("suback-count",
      "  given\n    alice connects\n  alice -> SUBSCRIBE id=3 \"$t/a\" max_qos=0 \"$t/b\" max_qos=0\n  alice "
      "<- SUBACK id=3\n",
      instead("alice", PacketType::subscribe, PacketType::suback,
              {{Field::id, 3}, {Field::codes, codec::NumberList{0}}}));
  add("unsuback-count",
      "  given\n    alice connects\n  alice -> UNSUBSCRIBE id=3 \"$t/a\" \"$t/b\"\n  alice <- UNSUBACK "
      "id=3\n",
      instead("alice", PacketType::unsubscribe, PacketType::unsuback,
              {{Field::id, 3}, {Field::codes, codec::NumberList{0}}}));
  return list;
}

bool charged(const client::Outcome& outcome, std::string_view id, bool must) {
  if (must)
    return std::ranges::any_of(outcome.failures, [&](const client::Failure& each) {
      return each.by_standing_rule && each.requirement == id;
    });
  return std::ranges::any_of(outcome.advice,
                             [&](const client::Remark& each) { return each.requirement == id; });
}

/// Lines with fields of 5.0 alone are played in 5.0 alone.
bool fits(const RuleCase& each, Version version) {
  if (version == v5) return true;
  for (const char* field : {"maximum_packet_size", "receive_maximum", "topic_alias", "request_problem",
                            "authentication", "subscription_identifier", "client_id=\"\""})
    if (each.lines.find(field) != std::string::npos) return false;
  return true;
}

TEST(StandingRules, every_rule_is_proven_here) {
  const auto list = cases();
  for (const client::StandingRuleInfo& info : client::standing_rules()) {
    if (info.name == "well-formed") continue;
    EXPECT_TRUE(std::ranges::any_of(list, [&](const RuleCase& each) { return each.rule == info.name; }))
        << info.name;
  }
}

TEST(StandingRules, a_server_that_breaks_one_is_charged_with_its_id_and_an_obedient_one_is_not) {
  for (const RuleCase& each : cases()) {
    const auto rules = client::standing_rules();
    const auto info = std::ranges::find(rules, each.rule, &client::StandingRuleInfo::name);
    ASSERT_NE(info, rules.end()) << each.rule;
    for (const Version version : {v3, v5}) {
      const std::string id(version == v3 ? info->id_3_1_1 : info->id_5_0);
      const bool must = version == v3 ? info->must_3_1_1 : info->must_5_0;
      if (id.empty() || !fits(each, version)) continue;
      Play bad(version, each.lines);
      each.misdeed(bad);
      bad.run();
      EXPECT_TRUE(charged(bad.outcome(), id, must)) << each.rule << " " << id << "\n" << bad.story();
      EXPECT_TRUE(!must || bad.outcome().verdict == Verdict::fail) << each.rule << "\n" << bad.story();
      Play good(version, each.lines);
      const auto& outcome = good.run();
      EXPECT_FALSE(charged(outcome, id, must)) << each.rule << "\n" << good.story();
      EXPECT_TRUE(std::ranges::none_of(outcome.failures, &client::Failure::by_standing_rule))
          << each.rule << "\n"
          << good.story();
      const bool judged = std::ranges::find(outcome.verified, id) != outcome.verified.end();
      EXPECT_TRUE(judged || !each.obedient_is_judged) << each.rule << " " << id;
    }
  }
}

TEST(StandingRules, an_ill_formed_packet_is_charged_to_the_statement_that_the_decoder_names) {
  const std::vector<std::tuple<Version, std::string, std::string>> list = {
      {v3, "20 02 00 00 d1 00", "3.1.1/MQTT-2.2.2-1"},           // reserved flags of PINGRESP
      {v5, "30 05 00 02 c0 af 00", "5.0/MQTT-1.5.4-1"},          // ill-formed topic
      {v3, "36 07 00 01 61 00 01 78 79", "3.1.1/MQTT-3.3.1-4"},  // QoS 3
      {v3, "32 06 00 01 61 00 00 78", "3.1.1/MQTT-2.3.1-1"},     // id 0
      {v3, "90 03 00 09 8f", "3.1.1/MQTT-3.9.3-2"},              // SUBACK 0x8F in 3.1.1
  };
  for (const auto& [version, hex, id] : list) {
    Play stage(version, connects());
    stage.on("alice", PacketType::pingreq,
             [bytes = from_hex(hex)](FakeServer& server, Peer& from, const client::Packet& packet) {
               server.send_bytes(from, bytes);
               server.obey(from, packet);
               return true;
             });
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
