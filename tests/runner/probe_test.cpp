// What the probe finds, and what it says when there is no broker: each kind of trouble has a sentence of its
// own, and all of them exit 4.
#include "runner/probe.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "net/free_port.h"
#include "net/socket_loop.h"
#include "runner/probe_facts.h"
#include "runner/simulate.h"
#include "tests/runner/support/fake_broker.h"
#include "tests/runner/support/notes.h"

namespace runner {
namespace {

using codec::Field;
using codec::Version;
using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FakeBroker;
using ::testing::HasSubstr;
using testing::target_at;

std::expected<Probe, RunError> probe_at(const Target& target) {
  net::SocketLoop loop;
  return probe(loop, target,
               {.client_id_prefix = "", .topic_prefix = "", .patience = std::chrono::milliseconds(500)});
}

std::string complaint(const Target& target) {
  const auto found = probe_at(target);
  if (found) return "no complaint";
  EXPECT_EQ(found.error().exit, Exit::unreachable);
  return found.error().message;
}

TEST(Probe, FindsBothVersions) {
  FakeBroker broker;
  const auto found = probe_at(target_at(broker.port()));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(found->versions, ElementsAre(Version::v3_1_1, Version::v5_0));
  EXPECT_EQ(found->version_note, "");
}

TEST(Probe, FillsInTheDefaultsOf5_0AndSaysSo) {
  FakeBroker broker;
  const auto found = probe_at(target_at(broker.port()));
  ASSERT_TRUE(found);
  const auto& facts = found->facts.at(Version::v5_0);
  EXPECT_EQ(facts.announced.at(Field::receive_maximum), 65535U);
  EXPECT_EQ(facts.announced.at(Field::topic_alias_maximum), 0U);
  EXPECT_EQ(facts.source.at("receive_maximum"), "default");
}

TEST(Probe, ReadsWhatConnackAnnounces) {
  // Receive Maximum 20, Maximum QoS 1, Shared Subscription Available 0.
  const std::string connack("\x20\x0a\x00\x00\x07\x21\x00\x14\x24\x01\x2a\x00", 12);
  const auto facts = facts_of_connack(connack);
  EXPECT_EQ(facts.announced.at(Field::receive_maximum), 20U);
  EXPECT_EQ(facts.announced.at(Field::maximum_qos), 1U);
  EXPECT_EQ(facts.announced.at(Field::shared_subscription_available), 0U);
  EXPECT_EQ(facts.source.at("maximum_qos"), "CONNACK");
  EXPECT_EQ(facts.source.at("retain_available"), "default");
}

TEST(Probe, ALowerGrantIn3_1_1SaysNothingOfPublishing) {
  FakeBroker broker(
      {.versions = {Version::v3_1_1}, .silent = false, .instead = "", .connack_code = 0, .highest_qos = 1});
  const auto found = probe_at(target_at(broker.port()));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->facts.at(Version::v3_1_1).announced.at(Field::maximum_qos), 2U);
  EXPECT_EQ(found->facts.at(Version::v3_1_1).source.at("maximum_qos"), "default");
}

TEST(Probe, ABrokerOfOneVersionIsJudgedOnThatAlone) {
  FakeBroker broker({.versions = {Version::v3_1_1}});
  const auto found = probe_at(target_at(broker.port()));
  ASSERT_TRUE(found);
  EXPECT_THAT(found->versions, ElementsAre(Version::v3_1_1));
  EXPECT_THAT(found->version_note, HasSubstr("MQTT 5.0 is not judged"));
}

TEST(Probe, TheTargetFileMayLimitTheVersions) {
  FakeBroker broker;
  Target target = target_at(broker.port());
  target.versions = {"5.0"};
  const auto found = probe_at(target);
  ASSERT_TRUE(found);
  EXPECT_THAT(found->versions, ElementsAre(Version::v5_0));
}

TEST(Probe, WhatTheTargetFileDeclaresIsTaken) {
  FakeBroker broker;
  Target target = target_at(broker.port());
  target.declared["shared_subscription_available"] = "0";
  const auto found = probe_at(target);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->facts.at(Version::v5_0).announced.at(Field::shared_subscription_available), 0U);
  EXPECT_EQ(found->facts.at(Version::v5_0).source.at("shared_subscription_available"), "target file");
}

TEST(Probe, AListenerThatDoesNotAnswerIsACapabilityThatIsMissing) {
  FakeBroker broker;
  const auto closed = net::free_ports(1);
  ASSERT_TRUE(closed);
  Target target = target_at(broker.port());
  target.listeners["ws"] = {Transport::ws, "127.0.0.1", closed->front(), "/mqtt", false};
  const auto found = probe_at(target);
  ASSERT_TRUE(found);
  const auto& facts = found->facts.at(Version::v5_0);
  EXPECT_FALSE(facts.capabilities.at("ws"));
  EXPECT_THAT(facts.source.at("ws"), AllOf(HasSubstr("probe"), HasSubstr("refused")));
  EXPECT_TRUE(facts.capabilities.at("tcp"));
  EXPECT_FALSE(facts.capabilities.at("users"));
}

TEST(Probe, ReadsLimitsOfTheListenerThatHasThem) {
  const auto simulation = simulate();
  ASSERT_TRUE(simulation) << simulation.error();
  net::SimulatedLoop loop(simulation->wire);
  const auto found = probe(loop, simulation->target, {});
  ASSERT_TRUE(found) << found.error().message;
  const auto& there = found->limited.at(Version::v5_0);
  EXPECT_EQ(there.announced.at(Field::maximum_qos), 1U);
  EXPECT_EQ(there.announced.at(Field::server_keep_alive), 6U);
  EXPECT_EQ(there.announced.at(Field::session_expiry_interval), 4U);
  EXPECT_FALSE(there.capabilities.at("retain"));
  const auto& elsewhere = found->facts.at(Version::v5_0);
  EXPECT_EQ(elsewhere.announced.at(Field::maximum_qos), 2U);
  EXPECT_EQ(elsewhere.announced.at(Field::session_expiry_interval), 0xFFFFFFFFU);
  EXPECT_FALSE(elsewhere.announced.contains(Field::server_keep_alive));
  EXPECT_EQ(found->limited.at(Version::v3_1_1).announced.at(Field::wildcard_subscription_available), 0U)
      << "3.1.1 has no other way to tell than SUBACK";
}

TEST(Probe, LooksForNoOtherLimitsWhenAllIsPlayedOnThatListener) {
  auto simulation = simulate();
  ASSERT_TRUE(simulation) << simulation.error();
  simulation->target.default_listener = limited_listener;
  net::SimulatedLoop loop(simulation->wire);
  const auto found = probe(loop, simulation->target, {});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->facts.at(Version::v5_0).announced.at(Field::maximum_qos), 1U);
  EXPECT_TRUE(found->limited.empty());
}

TEST(Probe, LeavesNoSessionBehind) {
  const auto simulation = simulate();
  ASSERT_TRUE(simulation) << simulation.error();
  net::SimulatedLoop loop(simulation->wire);
  ASSERT_TRUE(probe(loop, simulation->target, {}));
  loop.run_until([] { return false; }, loop.now() + std::chrono::seconds(1));
  EXPECT_EQ(loop.broker().statistics().sessions, 0U);
}

TEST(ProbeComplaint, NobodyListens) {
  const auto closed = net::free_ports(1);
  ASSERT_TRUE(closed);
  EXPECT_THAT(complaint(target_at(closed->front())), HasSubstr("connection refused"));
}

TEST(ProbeComplaint, TheHostIsUnknown) {
  EXPECT_THAT(complaint(*target_from_url("no-such-host.invalid:1883")),
              HasSubstr("`no-such-host.invalid` cannot be resolved"));
}

TEST(ProbeComplaint, TheBrokerIsSilent) {
  FakeBroker broker({.versions = {}, .silent = true});
  EXPECT_THAT(complaint(target_at(broker.port())), HasSubstr("does not answer CONNECT within 0.5 s"));
}

TEST(ProbeComplaint, ThePortSpeaksHttp) {
  FakeBroker broker({.versions = {}, .silent = false, .instead = "HTTP/1.1 400 Bad Request\r\n\r\n"});
  EXPECT_THAT(
      complaint(target_at(broker.port())),
      AllOf(HasSubstr("speaks HTTP, not MQTT"), HasSubstr(fmt::format("ws://127.0.0.1:{}", broker.port()))));
}

TEST(ProbeComplaint, ThePortSpeaksSomethingElse) {
  FakeBroker broker({.versions = {}, .silent = false, .instead = "SSH-2.0-OpenSSH_9.2\r\n"});
  EXPECT_THAT(complaint(target_at(broker.port())), AllOf(HasSubstr("not MQTT"), HasSubstr("SSH-2.0")));
}

TEST(ProbeComplaint, EveryVersionIsClosedWithoutAWord) {
  FakeBroker broker({.versions = {}});
  EXPECT_THAT(complaint(target_at(broker.port())),
              HasSubstr("closes the connection without answering CONNECT"));
}

TEST(ProbeComplaint, TheCredentialsAreRefused) {
  FakeBroker broker({.versions = {Version::v3_1_1}, .silent = false, .instead = "", .connack_code = 5});
  EXPECT_THAT(complaint(target_at(broker.port())), AllOf(HasSubstr("not authorized"), HasSubstr("--user")));
}

}  // namespace
}  // namespace runner
