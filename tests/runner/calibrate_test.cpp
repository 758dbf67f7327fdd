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

}  // namespace
}  // namespace runner
