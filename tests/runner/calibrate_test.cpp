// Waits follow from what the wire shows.
#include "runner/calibrate.h"

#include <gtest/gtest.h>

#include "codec/compose.h"

namespace runner {
namespace {

using client::WireEvent;
using codec::Field;
using codec::Number;
using codec::PacketType;
using std::chrono::milliseconds;
using std::chrono::seconds;
using What = WireEvent::What;

std::string publish(const std::string& payload) {
  return *codec::compose(
      PacketType::publish, codec::Version::v3_1_1,
      std::vector<codec::FieldValue>{{Field::topic, std::string("a")}, {Field::payload, payload}});
}

WireEvent event(milliseconds at, script::Actor actor, What what, std::string bytes) {
  WireEvent result;
  result.at = at;
  result.actor = actor;
  result.what = what;
  result.bytes = std::move(bytes);
  return result;
}

client::Outcome delivery(milliseconds took) {
  client::Outcome outcome;
  outcome.wire = {event(milliseconds(10), 0, What::sent, publish("x")),
                  event(milliseconds(10) + took, 1, What::received, publish("x"))};
  return outcome;
}

TEST(Calibrate, AFastBrokerGetsTheShortestWaits) {
  Calibration calibration;
  take_in(calibration, codec::Version::v3_1_1, delivery(milliseconds(1)));
  EXPECT_EQ(calibration.deliveries, 1U);
  EXPECT_EQ(calibration.slowest_delivery, milliseconds(1));
  EXPECT_EQ(calibration.grace, milliseconds(100));
  EXPECT_EQ(calibration.timeout, seconds(5));
}

TEST(Calibrate, ASlowBrokerGetsFiveAndTwentyTimesItsSlowest) {
  Calibration calibration;
  take_in(calibration, codec::Version::v3_1_1, delivery(milliseconds(300)));
  take_in(calibration, codec::Version::v3_1_1, delivery(milliseconds(2)));
  EXPECT_EQ(calibration.grace, milliseconds(1500));
  EXPECT_EQ(calibration.timeout, seconds(6));
}

TEST(Calibrate, NoWaitIsWithoutBound) {
  Calibration calibration;
  take_in(calibration, codec::Version::v3_1_1, delivery(milliseconds(2900)));
  EXPECT_EQ(calibration.grace, seconds(2));
  EXPECT_EQ(calibration.timeout, seconds(30));
}

TEST(Calibrate, AnAnswerCountsAsAStep) {
  Calibration calibration;
  client::Outcome outcome = delivery(milliseconds(1));
  outcome.wire.push_back(event(milliseconds(100), 1, What::sent, std::string("\xc0\x00", 2)));
  outcome.wire.push_back(event(milliseconds(500), 1, What::received, std::string("\xd0\x00", 2)));
  take_in(calibration, codec::Version::v3_1_1, outcome);
  EXPECT_EQ(calibration.slowest_step, milliseconds(400));
  EXPECT_EQ(calibration.timeout, seconds(8));
}

TEST(Calibrate, WithoutADeliveryTheWaitsStayCautious) {
  Calibration calibration;
  take_in(calibration, codec::Version::v3_1_1, {});
  EXPECT_EQ(calibration.grace, milliseconds(500));
}

TEST(Calibrate, AFarBrokerGetsItsWaitsFromTheFirstAnswersToo) {
  Calibration calibration;
  client::Outcome outcome;
  outcome.wire = {event(milliseconds(0), 0, What::sent, std::string("\xc0\x00", 2)),
                  event(milliseconds(900), 0, What::received, std::string("\xd0\x00", 2))};
  take_in(calibration, codec::Version::v3_1_1, outcome);
  EXPECT_EQ(calibration.timeout, seconds(18));
  EXPECT_EQ(calibration.grace, milliseconds(500));
}

TEST(Calibrate, ABrokerIsCrowdedWhenManyDeliveriesTakeLongerThanTheFastest) {
  const auto deliveries = [](std::size_t count, milliseconds took, std::size_t others, milliseconds late) {
    Calibration calibration;
    for (std::size_t i = 0; i < count; ++i)
      take_in(calibration, codec::Version::v3_1_1, delivery(i % 2 == 0 ? took : took + milliseconds(5)));
    for (std::size_t i = 0; i < others; ++i) take_in(calibration, codec::Version::v3_1_1, delivery(late));
    return calibration;
  };
  EXPECT_FALSE(Calibration().crowded());
  EXPECT_FALSE(deliveries(100, milliseconds(1), 0, {}).crowded());
  EXPECT_FALSE(deliveries(100, milliseconds(700), 0, {}).crowded()) << "a far link";
  EXPECT_FALSE(deliveries(95, milliseconds(80), 5, milliseconds(900)).crowded()) << "a lossy link";
  EXPECT_TRUE(deliveries(50, milliseconds(1), 50, milliseconds(500)).crowded());
}

TEST(Calibrate, AMessageThatOvertakesAnotherIsNoted) {
  client::Outcome outcome;
  outcome.wire = {event(milliseconds(1), 0, What::sent, publish("1")),
                  event(milliseconds(2), 0, What::sent, publish("2")),
                  event(milliseconds(3), 1, What::received, publish("1")),
                  event(milliseconds(4), 1, What::received, publish("2"))};
  Calibration calibration;
  take_in(calibration, codec::Version::v3_1_1, outcome);
  EXPECT_TRUE(calibration.keeps_order);
  std::swap(outcome.wire[2].bytes, outcome.wire[3].bytes);
  take_in(calibration, codec::Version::v3_1_1, outcome);
  EXPECT_FALSE(calibration.keeps_order);
  EXPECT_EQ(calibration.numbers().at("keeps_order"), 0);
}

TEST(Calibrate, AMessageThatComesTwiceIsOneDelivery) {
  client::Outcome outcome = delivery(milliseconds(5));
  outcome.wire.push_back(event(seconds(2), 1, What::received, publish("x")));
  Calibration calibration;
  take_in(calibration, codec::Version::v3_1_1, outcome);
  EXPECT_EQ(calibration.deliveries, 1U);
  EXPECT_TRUE(calibration.keeps_order);
}

TEST(Calibrate, FollowsTheMarkersOfARunAndForgetsOldOnes) {
  Calibration calibration;
  client::Outcome slow;
  slow.marker_delays = {milliseconds(100)};
  follow(calibration, slow);
  EXPECT_EQ(calibration.grace, milliseconds(500));
  client::Outcome quick;
  quick.marker_delays.assign(200, milliseconds(1));
  follow(calibration, quick);
  EXPECT_EQ(calibration.grace, milliseconds(100));
  EXPECT_EQ(calibration.slowest_delivery, milliseconds(100));
  slow.starved = true;
  follow(calibration, slow);
  EXPECT_EQ(calibration.grace, milliseconds(100));
}

}  // namespace
}  // namespace runner
