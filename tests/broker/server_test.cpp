// What scenarios do not look at: limits, bounded memory, shutting down, time. What they do look at is tested
// by playing them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/broker/support/stage.h"

namespace broker_tests {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<FieldValue> publish(const std::string& topic, codec::Number qos, const std::string& payload,
                                codec::Number id = 1) {
  std::vector<FieldValue> fields{{Field::topic, topic}, {Field::qos, qos}, {Field::payload, payload}};
  if (qos > 0) fields.push_back({Field::id, id});
  return fields;
}

std::vector<FieldValue> subscribe(const std::string& filter, codec::Number qos) {
  return {{Field::id, codec::Number{9}}, {Field::filter, filter}, {Field::max_qos, qos}};
}

const FieldValue kept{Field::session_expiry_interval, codec::Number{0xFFFF'FFFF}};

TEST(Server, AnswersConnectAndPing) {
  Stage stage;
  const auto alice = stage.connect("alice");
  EXPECT_THAT(stage.read(alice), ElementsAre(HasSubstr("CONNACK code=0")));
  stage.send(alice, PacketType::pingreq);
  EXPECT_THAT(stage.read(alice), ElementsAre("PINGRESP"));
}

TEST(Server, ServesOldAndNewClientsTogether) {
  Stage stage;
  const auto old = stage.connect("old", Version::v3_1_1, {{Field::clean_session, codec::Number{1}}});
  const auto modern = stage.connect("modern");
  stage.send(old, PacketType::subscribe, subscribe("a/+", 2));
  stage.send(modern, PacketType::publish, publish("a/b", 2, "hi"));
  EXPECT_THAT(stage.read(old),
              ElementsAre(HasSubstr("CONNACK"), HasSubstr("SUBACK"), HasSubstr("topic=\"a/b\"")));
}

TEST(Server, ASecondConnectIsRefusedInTheWordsOfDisconnect) {
  Stage stage;
  const auto alice = stage.connect("alice");
  stage.read(alice);
  stage.send(alice, PacketType::connect, {{Field::protocol_name, codec::Bytes("QTTM")}});
  EXPECT_THAT(stage.read(alice), ElementsAre(HasSubstr("DISCONNECT code=0x82"), "CLOSED"));
}

TEST(Server, AClientThatSaysNothingIsClosed) {
  Stage stage;
  const auto silent = stage.open();
  stage.pass(seconds(4));
  EXPECT_THAT(stage.read(silent), IsEmpty());
  stage.pass(seconds(2));
  EXPECT_THAT(stage.read(silent), ElementsAre("CLOSED"));
}

TEST(Server, KeepAliveIsCountedFromTheLastPacket) {
  Stage stage;
  const auto alice = stage.connect("alice", Version::v5_0, {{Field::keep_alive, codec::Number{10}}});
  stage.read(alice);
  stage.pass(seconds(14));
  stage.send(alice, PacketType::pingreq);
  stage.pass(seconds(14));
  EXPECT_THAT(stage.read(alice), ElementsAre("PINGRESP"));
  stage.pass(seconds(2));
  EXPECT_THAT(stage.read(alice), ElementsAre(HasSubstr("DISCONNECT code=0x8d"), "CLOSED"));
}

TEST(Server, AClientThatAsksAndDoesNotReadIsClosed) {
  broker::Settings settings;
  settings.maximum_unsent_bytes = 1'000;
  Stage stage(settings);
  const auto alice = stage.connect("alice");
  stage.drains = false;
  for (int i = 0; i < 2'000; ++i) stage.send(alice, PacketType::pingreq);
  EXPECT_LE(stage.unread_bytes(alice), 2'100U);
  EXPECT_EQ(stage.broker().statistics().connections, 0U);
}

TEST(Server, QoS0IsDroppedForAClientThatDoesNotRead) {
  broker::Settings settings;
  settings.maximum_unsent_bytes = 10'000;
  Stage stage(settings);
  const auto slow = stage.connect("slow");
  const auto fast = stage.connect("fast");
  stage.send(slow, PacketType::subscribe, subscribe("t", 0));
  stage.drains = false;
  for (int i = 0; i < 100; ++i)
    stage.send(fast, PacketType::publish, publish("t", 0, std::string(1'000, 'x')));
  EXPECT_LE(stage.unread_bytes(slow), 12'000U);
  EXPECT_EQ(stage.broker().statistics().connections, 2U);
}

TEST(Server, ASessionWithTooMuchWaitingEnds) {
  broker::Settings settings;
  settings.maximum_queued_messages = 10;
  Stage stage(settings);
  const auto away = stage.connect("away", Version::v5_0, {kept});
  stage.send(away, PacketType::subscribe, subscribe("t", 1));
  stage.lose(away);
  const auto alice = stage.connect("alice");
  for (codec::Number i = 1; i <= 10; ++i) stage.send(alice, PacketType::publish, publish("t", 1, "x", i));
  EXPECT_EQ(stage.broker().statistics().queued, 10U);
  stage.send(alice, PacketType::publish, publish("t", 1, "x", 11));
  EXPECT_EQ(stage.broker().statistics().sessions, 1U);
  EXPECT_EQ(stage.broker().statistics().subscriptions, 0U);
  EXPECT_EQ(stage.broker().statistics().queued, 0U);
}

TEST(Server, AConnectedClientIsToldThatTooMuchWaits) {
  broker::Settings settings;
  settings.maximum_queued_messages = 3;
  Stage stage(settings);
  const auto bob = stage.connect("bob", Version::v5_0, {kept, {Field::receive_maximum, codec::Number{1}}});
  stage.send(bob, PacketType::subscribe, subscribe("t", 1));
  stage.read(bob);
  const auto alice = stage.connect("alice");
  for (codec::Number i = 1; i <= 6; ++i) stage.send(alice, PacketType::publish, publish("t", 1, "x", i));
  EXPECT_THAT(stage.read(bob),
              ElementsAre(HasSubstr("PUBLISH"), HasSubstr("DISCONNECT code=0x97"), "CLOSED"));
}

TEST(Server, MoreSessionsThanAllowedAreRefused) {
  broker::Settings settings;
  settings.maximum_sessions = 2;
  Stage stage(settings);
  stage.connect("one");
  stage.connect("two");
  EXPECT_THAT(stage.read(stage.connect("three")), ElementsAre(HasSubstr("code=0x97"), "CLOSED"));
  const auto again = stage.connect("two");
  EXPECT_THAT(stage.read(again), ElementsAre(HasSubstr("code=0")));
}

TEST(Server, UnacknowledgedMessagesCountAsHeld) {
  broker::Settings settings;
  settings.maximum_held_bytes = 5'000;
  Stage stage(settings);
  const auto bob = stage.connect("bob");
  stage.send(bob, PacketType::subscribe, subscribe("t", 1));
  const auto alice = stage.connect("alice");
  for (codec::Number i = 1; i <= 3; ++i) {
    stage.send(alice, PacketType::publish, publish("t", 1, std::string(1'000, 'x'), i));
    stage.send(bob, PacketType::puback, {{Field::id, i}});
  }
  EXPECT_EQ(stage.broker().statistics().sessions, 2U);
  for (codec::Number i = 4; i <= 9; ++i)
    stage.send(alice, PacketType::publish, publish("t", 1, std::string(1'000, 'x'), i));
  EXPECT_EQ(stage.broker().statistics().sessions, 1U);
}

TEST(Server, LongFiltersAreBounded) {
  broker::Settings settings;
  settings.maximum_filter_bytes = 100;
  Stage stage(settings);
  const auto alice = stage.connect("alice");
  stage.read(alice);
  stage.send(alice, PacketType::subscribe, subscribe(std::string(60, 'a'), 1));
  stage.send(alice, PacketType::subscribe, subscribe(std::string(60, 'b'), 1));
  stage.send(alice, PacketType::unsubscribe,
             {{Field::id, codec::Number{1}}, {Field::filter, std::string(60, 'a')}});
  stage.send(alice, PacketType::subscribe, subscribe(std::string(60, 'b'), 1));
  EXPECT_THAT(stage.read(alice), ElementsAre(HasSubstr("codes=[1]"), HasSubstr("codes=[0x97]"),
                                             HasSubstr("UNSUBACK"), HasSubstr("codes=[1]")));
}

TEST(Server, MoreConnectionsThanAllowedAreClosed) {
  broker::Settings settings;
  settings.maximum_connections = 1;
  Stage stage(settings);
  stage.connect("one");
  EXPECT_THAT(stage.read(stage.open()), ElementsAre("CLOSED"));
}

TEST(Server, MoreSubscriptionsThanAllowedAreRefusedOneByOne) {
  broker::Settings settings;
  settings.maximum_subscriptions = 1;
  Stage stage(settings);
  const auto alice = stage.connect("alice");
  stage.read(alice);
  stage.send(alice, PacketType::subscribe, subscribe("a", 1));
  stage.send(alice, PacketType::subscribe, subscribe("b", 1));
  stage.send(alice, PacketType::subscribe, subscribe("a", 2));
  EXPECT_THAT(stage.read(alice),
              ElementsAre(HasSubstr("codes=[1]"), HasSubstr("codes=[0x97]"), HasSubstr("codes=[2]")));
}

TEST(Server, LimitsAreAnnounced) {
  broker::Settings settings;
  settings.default_listener.capabilities.maximum_qos = 1;
  settings.default_listener.capabilities.retain_available = false;
  settings.default_listener.capabilities.wildcard_subscription_available = false;
  settings.default_listener.capabilities.shared_subscription_available = false;
  settings.default_listener.capabilities.subscription_identifier_available = false;
  settings.default_listener.capabilities.server_keep_alive = 30;
  settings.default_listener.capabilities.user_properties = {{"a", "b"}};
  Stage stage(settings);
  const auto lines = stage.read(
      stage.connect("alice", Version::v5_0, {{Field::request_response_information, codec::Number{1}}}));
  ASSERT_THAT(lines, SizeIs(1));
  for (const char* part :
       {"maximum_qos=1", "retain_available=0", "wildcard_subscription_available=0",
        "shared_subscription_available=0", "subscription_identifier_available=0", "server_keep_alive=30",
        "response_information=\"responses/\"", "user_property=\"a\":\"b\""}) {
    EXPECT_THAT(lines[0], HasSubstr(part));
  }
}

TEST(Server, WhatIsNotAvailableIsRefusedWithItsCode) {
  broker::Settings settings;
  settings.default_listener.capabilities.wildcard_subscription_available = false;
  settings.default_listener.capabilities.shared_subscription_available = false;
  settings.default_listener.capabilities.subscription_identifier_available = false;
  Stage stage(settings);
  const auto alice = stage.connect("alice");
  stage.read(alice);
  stage.send(alice, PacketType::subscribe, subscribe("a/#", 1));
  stage.send(alice, PacketType::subscribe, subscribe("$share/s/a", 1));
  auto identified = subscribe("a", 1);
  identified.push_back({Field::subscription_identifier, codec::Number{4}});
  stage.send(alice, PacketType::subscribe, identified);
  EXPECT_THAT(stage.read(alice),
              ElementsAre(HasSubstr("codes=[0xa2]"), HasSubstr("codes=[0x9e]"), HasSubstr("codes=[0xa1]")));
}

TEST(Server, QoSAboveTheMaximumIsRefused) {
  broker::Settings settings;
  settings.default_listener.capabilities.maximum_qos = 0;
  Stage stage(settings);
  const auto alice = stage.connect("alice");
  stage.read(alice);
  stage.send(alice, PacketType::subscribe, subscribe("a", 2));
  stage.send(alice, PacketType::publish, publish("a", 1, "x"));
  EXPECT_THAT(stage.read(alice),
              ElementsAre(HasSubstr("codes=[0]"), HasSubstr("DISCONNECT code=0x9b"), "CLOSED"));
}

TEST(Server, ShuttingDownTellsEveryone) {
  Stage stage;
  const auto modern = stage.connect("modern");
  const auto old = stage.connect("old", Version::v3_1_1, {{Field::clean_session, codec::Number{1}}});
  stage.read(modern);
  stage.read(old);
  stage.broker().shut_down(stage.now());
  stage.pass(seconds(0));
  stage.send(modern, PacketType::pingreq);  // carries out what is due
  EXPECT_THAT(stage.read(modern), ElementsAre(HasSubstr("DISCONNECT code=0x8b"), "CLOSED"));
  EXPECT_THAT(stage.read(old), ElementsAre("CLOSED"));
}

TEST(Server, ManyMessagesWaitForOneSlotAndKeepTheirOrder) {
  Stage stage;
  const auto bob = stage.connect("bob", Version::v5_0, {{Field::receive_maximum, codec::Number{1}}});
  stage.send(bob, PacketType::subscribe, subscribe("t", 2));
  stage.read(bob);
  const auto alice = stage.connect("alice");
  for (codec::Number i = 1; i <= 20; ++i)
    stage.send(alice, PacketType::publish, publish("t", 1, std::to_string(i), i));
  for (int i = 1; i <= 20; ++i) {
    const auto lines = stage.read(bob);
    ASSERT_THAT(lines, ElementsAre(HasSubstr("payload=\"" + std::to_string(i) + "\"")));
    stage.send(bob, PacketType::puback, {{Field::id, static_cast<codec::Number>(i)}});
  }
}

TEST(Server, TheSameSeedGivesTheSameNames) {
  const auto name = [] {
    Stage stage;
    return stage.read(stage.connect(""));
  };
  EXPECT_EQ(name(), name());
}

TEST(Server, AnyBytesAreSurvived) {
  Stage stage;
  std::uint32_t random = 1;
  for (int round = 0; round < 300; ++round) {
    const auto client = round % 3 == 0 ? stage.open() : stage.connect("c" + std::to_string(round % 5));
    std::string bytes;
    for (int i = 0; i < 60; ++i) {
      random = random * 1'664'525 + 1'013'904'223;
      bytes += static_cast<char>(random >> 24U);
    }
    stage.send_bytes(client, bytes);
    if (round % 2 == 0) stage.lose(client);
  }
  const auto sound = stage.connect("sound");
  EXPECT_THAT(stage.read(sound), ElementsAre(HasSubstr("code=0")));
}

}  // namespace
}  // namespace broker_tests
