// What is announced on a listener holds for the connections that came by it, and for nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/broker/support/stage.h"

namespace broker_tests {
namespace {

using codec::Number;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

broker::Settings with_limited() {
  broker::Settings settings;
  broker::Capabilities& there = settings.listeners["limited"].capabilities;
  there.maximum_qos = 1;
  there.retain_available = false;
  there.wildcard_subscription_available = false;
  there.maximum_packet_size = 100;
  there.server_keep_alive = 4;
  there.maximum_session_expiry_interval = 10;
  return settings;
}

class Listeners : public testing::Test {
 protected:
  broker::ConnectionId connect(const std::string& listener, std::vector<FieldValue> more = {}) {
    return stage_.connect("c", Version::v5_0, std::move(more), listener);
  }
  void subscribe(broker::ConnectionId id, const std::string& filter) {
    stage_.send(id, PacketType::subscribe,
                {{Field::id, Number{9}}, {Field::filter, filter}, {Field::max_qos, Number{2}}});
  }
  void publish(broker::ConnectionId id, Number qos, Number retain, std::size_t size = 1) {
    std::vector<FieldValue> fields{{Field::topic, "t"},
                                   {Field::qos, qos},
                                   {Field::retain, retain},
                                   {Field::payload, std::string(size, 'x')}};
    if (qos > 0) fields.push_back({Field::id, Number{1}});
    stage_.send(id, PacketType::publish, fields);
  }
  static std::vector<FieldValue> kept(Number expiry) { return {{Field::session_expiry_interval, expiry}}; }

  Stage stage_{with_limited()};
};

TEST_F(Listeners, AnnounceTheirOwn) {
  EXPECT_THAT(stage_.read(connect("limited")),
              ElementsAre(AllOf(HasSubstr("maximum_qos=1"), HasSubstr("retain_available=0"),
                                HasSubstr("maximum_packet_size=100"), HasSubstr("server_keep_alive=4"))));
  EXPECT_THAT(stage_.read(connect("tcp")),
              ElementsAre(AllOf(Not(HasSubstr("maximum_qos")), HasSubstr("maximum_packet_size=4194304"))));
}

TEST_F(Listeners, HoldTheirConnectionsToIt) {
  const auto one = connect("limited");
  publish(one, 2, 0);
  EXPECT_THAT(stage_.read(one), Contains(HasSubstr("DISCONNECT code=0x9b")));
  const auto two = connect("limited");
  publish(two, 0, 1);
  EXPECT_THAT(stage_.read(two), Contains(HasSubstr("DISCONNECT code=0x9a")));
  const auto three = connect("limited");
  publish(three, 0, 0, 200);
  EXPECT_THAT(stage_.read(three), Contains(HasSubstr("DISCONNECT code=0x95")));
  const auto four = connect("limited", {{Field::keep_alive, Number{0}}});
  stage_.read(four);
  stage_.pass(seconds(7));
  EXPECT_THAT(stage_.read(four), Contains(HasSubstr("DISCONNECT code=0x8d")));
  const auto elsewhere = connect("tcp");
  stage_.read(elsewhere);
  publish(elsewhere, 2, 1, 200);
  EXPECT_THAT(stage_.read(elsewhere), ElementsAre(HasSubstr("PUBREC")));
}

TEST_F(Listeners, TakeAConnectThatIsLargerThanWhatTheyAnnounce) {
  const auto id = stage_.connect(std::string(300, 'c'), Version::v5_0, {}, "limited");
  EXPECT_THAT(stage_.read(id), ElementsAre(HasSubstr("CONNACK code=0")));
}

TEST_F(Listeners, KeepNothingFromClientsOfThreeOneOneThatTheyCannotBeTold) {
  const auto id = stage_.connect("old", Version::v3_1_1,
                                 {{Field::clean_session, Number{1}},
                                  {Field::will_topic, "w"},
                                  {Field::will_payload, "gone"},
                                  {Field::will_qos, Number{2}},
                                  {Field::will_retain, Number{1}}},
                                 "limited");
  publish(id, 2, 1, 200);
  stage_.send(id, PacketType::subscribe,
              {{Field::id, Number{2}},
               {Field::filter, "t"},
               {Field::max_qos, Number{2}},
               {Field::filter, "t/#"},
               {Field::max_qos, Number{2}}});
  EXPECT_THAT(stage_.read(id), ElementsAre(HasSubstr("CONNACK code=0"), HasSubstr("PUBREC"),
                                           HasSubstr("codes=[1, 0x80]"), HasSubstr("PUBLISH")))
      << "a lower grant and refused wildcards are all that 3.1.1 has words for";
}

TEST_F(Listeners, ASessionBringsItsSubscriptionsAlong) {
  const auto first = connect("tcp", kept(100));
  subscribe(first, "t/#");
  stage_.read(first);
  auto more = kept(100);
  more.push_back({Field::clean_start, Number{0}});
  const auto second = connect("limited", more);
  EXPECT_THAT(stage_.read(second),
              ElementsAre(AllOf(HasSubstr("session_present"), HasSubstr("session_expiry_interval=10"))));
  const auto other = stage_.connect("other");
  publish(other, 2, 0);
  stage_.send(other, PacketType::pubrel, {{Field::id, Number{1}}});
  EXPECT_THAT(stage_.read(second), ElementsAre(AllOf(HasSubstr("PUBLISH"), HasSubstr("qos=2"))))
      << "the grant holds (5.0/MQTT-3.8.4-8)";
  stage_.lose(second);
  stage_.pass(seconds(11));
  EXPECT_EQ(stage_.broker().statistics().subscriptions, 0U);
}

TEST_F(Listeners, NoRetainedMessagesComeWhereThereAreNone) {
  const auto keeper = stage_.connect("keeper");
  publish(keeper, 0, 1);
  const auto id = connect("limited");
  stage_.read(id);
  subscribe(id, "t");
  EXPECT_THAT(stage_.read(id), ElementsAre(HasSubstr("SUBACK")));
}

}  // namespace
}  // namespace broker_tests
