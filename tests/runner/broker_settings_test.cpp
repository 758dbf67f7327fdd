// A target file as orders to a server.
#include "runner/broker_settings.h"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace broker {
void PrintTo(const AccessRule& rule, std::ostream* out) {
  constexpr const char* rights[] = {"read", "write", "both"};
  *out << rule.user << ' ' << rights[static_cast<std::size_t>(rule.right)] << ' ' << rule.filter;
}
bool operator==(const AccessRule& one, const AccessRule& other) {
  return one.user == other.user && one.right == other.right && one.filter == other.filter;
}
}  // namespace broker

namespace runner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;
using Right = broker::AccessRule::Right;
using Rule = broker::AccessRule;

constexpr std::string_view listeners = R"("listeners": {"tcp": "mqtt://127.0.0.1:1883"})";
constexpr std::string_view users = R"("users": {"writer": {"user_name": "w", "password": "wp"},
                                               "reader": {"user_name": "r", "password": "rp"}})";

ServedTarget served(const std::string& text) {
  auto result = served_from_json(text, "/etc/broker");
  if (!result) throw std::runtime_error(result.error());
  return *result;
}
ServedTarget with_broker(std::string_view keys) {
  return served(fmt::format(R"({{{}, {}, "broker": {{{}}}}})", listeners, users, keys));
}
std::string complaint_about(std::string_view keys) {
  const auto text = fmt::format(R"({{{}, {}, "broker": {{{}}}}})", listeners, users, keys);
  const auto target = target_from_json(text, ".");
  const auto result = served_from_json(text, ".");
  EXPECT_EQ(target.has_value(), result.has_value()) << "a mistake is one for a judge as well";
  return result ? "" : result.error();
}

TEST(BrokerSettings, ListenersAreThoseOfTheTarget) {
  const auto made = served(R"({"listeners": {"tcp": "mqtt://127.0.0.1:1883", "wss": "wss://[::1]:443/x",
      "mtls": "mqtts://127.0.0.1:8884"}, "tls": {"ca": "ca.crt"}})");
  ASSERT_EQ(made.listeners.size(), 3U);
  EXPECT_EQ(made.listeners[0].name, "mtls");
  EXPECT_TRUE(made.listeners[0].tls && made.listeners[0].client_certificate && !made.listeners[0].websocket);
  EXPECT_EQ(made.listeners[1].port, 1883);
  EXPECT_FALSE(made.listeners[1].tls);
  EXPECT_EQ(made.listeners[2].host, "::1");
  EXPECT_EQ(made.listeners[2].path, "/x");
  EXPECT_TRUE(made.listeners[2].tls && made.listeners[2].websocket);
  EXPECT_EQ(made.ca, "/etc/broker/ca.crt");
}

TEST(BrokerSettings, WithoutFurtherWordsEverybodyMayDoEverything) {
  const auto made = with_broker("").settings;
  EXPECT_TRUE(made.default_listener.anonymous);
  EXPECT_FALSE(made.default_listener.access_rules);
  EXPECT_THAT(made.users, UnorderedElementsAre(std::pair("w", "wp"), std::pair("r", "rp")));
  EXPECT_THAT(made.rules, IsEmpty());
}

TEST(BrokerSettings, RulesFollowFromTheTopicsOfAcl) {
  const auto made = served(fmt::format(
      R"({{"listeners": {{"acl": "mqtt://h:1"}}, {}, "acl": {{"readable": "home/s/{{case}}",
           "unreadable": "private/{{case}}", "unwritable": "k-{{case}}/x"}}}})",
      users));
  EXPECT_THAT(made.settings.rules,
              UnorderedElementsAre(Rule{"w", Right::write, "home/s/+/#"},
                                   Rule{"r", Right::read, "home/s/+/#"}, Rule{"r", Right::read, "+/x/#"}));
  EXPECT_FALSE(made.settings.listeners.at("acl").anonymous);
  EXPECT_TRUE(made.settings.listeners.at("acl").access_rules);
  EXPECT_FALSE(made.settings.default_listener.access_rules);
}

TEST(BrokerSettings, RulesOfTheFileGoBeforeThose) {
  const auto made = with_broker(R"("rules": [{"right": "both", "filter": "%u/#"},
      {"user": "w", "right": "write", "filter": "a"}], "listeners": {"tcp": {"access_rules": true}})");
  EXPECT_THAT(made.settings.rules, ElementsAre(Rule{"", Right::both, "%u/#"}, Rule{"w", Right::write, "a"}));
  EXPECT_TRUE(made.settings.listeners.at("tcp").access_rules);
  EXPECT_TRUE(made.settings.listeners.at("tcp").anonymous);
}

TEST(BrokerSettings, LimitsAreTakenByTheirNames) {
  const auto made = with_broker(R"("maximum_qos": 1, "retain_available": false, "server_keep_alive": 9,
      "response_information": "", "user_properties": [["a", "1"], ["a", "2"]], "maximum_held_bytes": 7,
      "connect_within_s": 1, "certificate": "s.crt", "key": "s.key")");
  EXPECT_EQ(made.settings.default_listener.capabilities.maximum_qos, 1);
  EXPECT_FALSE(made.settings.default_listener.capabilities.retain_available);
  EXPECT_EQ(made.settings.default_listener.capabilities.server_keep_alive, 9);
  EXPECT_EQ(made.settings.default_listener.capabilities.response_information, "");
  EXPECT_THAT(made.settings.default_listener.capabilities.user_properties,
              ElementsAre(std::pair("a", "1"), std::pair("a", "2")));
  EXPECT_EQ(made.settings.maximum_held_bytes, 7U);
  EXPECT_EQ(made.settings.connect_within_s, 1U);
  EXPECT_EQ(made.certificate, "/etc/broker/s.crt");
  EXPECT_EQ(made.key, "/etc/broker/s.key");
}

TEST(BrokerSettings, AListenerMayAnnounceLess) {
  const auto made = with_broker(R"("topic_alias_maximum": 5, "listeners": {"tcp": {"maximum_qos": 0,
      "retain_available": false, "user_properties": [["a", "1"]]}})");
  const broker::Capabilities& there = made.settings.listeners.at("tcp").capabilities;
  EXPECT_EQ(there.maximum_qos, 0);
  EXPECT_FALSE(there.retain_available);
  EXPECT_THAT(there.user_properties, ElementsAre(std::pair("a", "1")));
  EXPECT_EQ(there.topic_alias_maximum, 5) << "what a listener does not say is as everywhere";
  EXPECT_TRUE(made.settings.listeners.at("tcp").anonymous);
  EXPECT_EQ(made.settings.default_listener.capabilities.maximum_qos, 2);
}

TEST(BrokerSettings, WhatIsDeclaredToAJudgeBindsTheServer) {
  const auto made = served(fmt::format(
      R"({{{}, "declared": {{"maximum_qos": 0, "shared_subscription_available": false, "anonymous": false}},
           "broker": {{"maximum_qos": 2}}}})",
      listeners));
  EXPECT_EQ(made.settings.default_listener.capabilities.maximum_qos, 2) << "the key `broker` goes first";
  EXPECT_FALSE(made.settings.default_listener.capabilities.shared_subscription_available);
  EXPECT_FALSE(made.settings.default_listener.anonymous);
}

TEST(BrokerSettings, NamesTheKeyThatIsWrong) {
  const std::pair<std::string_view, std::string_view> wrong[] = {
      {R"("maximum_qso": 1)", "broker.maximum_qso: there is no such key; did you mean `maximum_qos`?"},
      {R"("maximum_qos": 3)", "broker.maximum_qos: expected a whole number from 0 to 2"},
      {R"("retain_available": 1)", "broker.retain_available: expected true or false"},
      {R"("certificate": "c")", "broker.certificate: `certificate` and `key` belong together"},
      {R"("listeners": {"ws": {}})", "broker.listeners.ws: the target has no such listener"},
      {R"("listeners": {"tcp": {"anon": true}})", "broker.listeners.tcp.anon: "},
      {R"("listeners": {"tcp": {"maximum_qos": 3}})",
       "broker.listeners.tcp.maximum_qos: expected a whole number from 0 to 2"},
      {R"("listeners": {"tcp": {"maximum_held_bytes": 3}})", "broker.listeners.tcp.maximum_held_bytes: "},
      {R"("rules": {})", "broker.rules: expected a list"},
      {R"("rules": [{"right": "read", "filter": "a"}, 1])", "broker.rules[1]: expected an object"},
      {R"("rules": [{"user": "x", "right": "read", "filter": "a"}])", "broker.rules[0].user: "},
      {R"("rules": [{"right": "all", "filter": "a"}])",
       "broker.rules[0].right: expected read, write or both"},
      {R"("rules": [{"right": "read", "filter": "a#"}])", "broker.rules[0].filter: "},
      {R"("user_properties": ["a"])", "broker.user_properties: expected a list of pairs"},
  };
  for (const auto& [keys, complaint] : wrong) EXPECT_THAT(complaint_about(keys), StartsWith(complaint));
}

TEST(BrokerSettings, EveryLimitStandsInTheManual) {
  std::ifstream in(std::string(CONFORMANCE_SOURCE_DIR) + "/docs/broker.md");
  std::stringstream manual;
  manual << in.rdbuf();
  for (const std::string_view name : limit_names())
    EXPECT_THAT(manual.str(), HasSubstr("`" + std::string(name) + "`"));
}

}  // namespace
}  // namespace runner
