// Each standing rule in both outcomes: a server that breaks it is charged with its very id, the obedient
// server plays the same scenario without complaint and with the id among the verified.
#include "client/standing_rules.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "requirements/catalogue.h"
#include "script/script.h"
#include "tests/client/support/misdeeds.h"
#include "tests/client/support/oversized.h"

namespace client_test {
namespace {

using client::Verdict;

struct RuleCase {
  std::string rule;
  std::string lines;
  Misdeed misdeed;
  bool obedient_is_judged = true;  ///< false: the rule has nothing to say about a server that behaves
};

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
  for (Oversized& each : oversized_properties())
    add(std::move(each.rule), std::move(each.lines), std::move(each.misdeed), false);
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
  add("retained-message-empty", pair(), delivers([](FakeServer& server, Peer& bob, const std::string& topic) {
        server.send(bob, PacketType::publish, message(topic, 0, 0, "", {{Field::retain, 1}}));
      }),
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
  add("property-length",
      "  given\n    alice connects\n  alice -> UNSUBSCRIBE id=3 \"$t/a\" \"$t/b\"\n  alice <- UNSUBACK "
      "id=3\n",
      when(
          "alice", PacketType::unsubscribe,
          [](FakeServer& server, Peer& from, const client::Packet&) {
            server.send_bytes(from, from_hex("b0 04 00 03 11 00"));
          },
          false));
  add("unsuback-count",
      "  given\n    alice connects\n  alice -> UNSUBSCRIBE id=3 \"$t/a\" \"$t/b\"\n  alice <- UNSUBACK "
      "id=3\n",
      instead("alice", PacketType::unsubscribe, PacketType::unsuback,
              {{Field::id, 3}, {Field::codes, codec::NumberList{0}}}));
  return list;
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
    // What the layers below MQTT see is proven on the reference broker (tests/prove).
    if (info.name.starts_with("websocket-")) continue;
    EXPECT_TRUE(std::ranges::any_of(list, [&](const RuleCase& each) { return each.rule == info.name; }))
        << info.name;
  }
}

TEST(StandingRules, the_manual_names_every_rule) {
  std::ifstream file(CONFORMANCE_SOURCE_DIR "/docs/standing-rules.md");
  std::stringstream manual;
  manual << file.rdbuf();
  for (const client::StandingRuleInfo& info : client::standing_rules())
    EXPECT_NE(manual.str().find("| " + std::string(info.name) + " |"), std::string::npos) << info.name;
}

/// What is watched in every case may stand in `covers` without a line that charges it.
TEST(StandingRules, the_checker_knows_what_they_charge) {
  std::set<std::string_view> ids(client::form_ids().begin(), client::form_ids().end());
  for (const client::StandingRuleInfo& info : client::standing_rules()) {
    if (info.must_3_1_1) ids.insert(info.id_3_1_1);
    if (info.must_5_0) ids.insert(info.id_5_0);
  }
  ids.erase("");
  for (const std::string_view id : ids) {
    const std::string version(id.substr(0, id.find('/')));
    const std::string point = version + "/MQTT-3.12.4-1";
    if (id == point) continue;
    const auto parsed =
        script::parse("x.scenario",
                      "suite x \"X\"\n\nscenario a\n  \"A.\"\n  covers " + point + " " + std::string(id) +
                          "\n  given\n    alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n",
                      requirements::catalogue());
    EXPECT_TRUE(parsed.diagnostics.empty())
        << id << "\n"
        << (parsed.diagnostics.empty() ? "" : script::render(parsed.diagnostics.front()));
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

}  // namespace
}  // namespace client_test
