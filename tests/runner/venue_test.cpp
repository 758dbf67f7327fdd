// Where cases are played: on the default listener, unless only `limited` has what they need.
#include "runner/venue.h"

#include <gtest/gtest.h>

#include "requirements/catalogue.h"

namespace runner {
namespace {

using codec::Field;
using codec::Version;

/// Venues whose CONNACK announces a Maximum QoS of 2, and of 1 on `limited`.
std::vector<Venue> venues(bool limited = true) {
  Target target;
  target.listeners["tcp"] = {Transport::tcp, "127.0.0.1", 1883, "", false};
  target.listeners[limited_listener] = {Transport::tcp, "127.0.0.1", 1885, "", false};
  Probe probe;
  probe.facts[Version::v5_0].announced[Field::maximum_qos] = 2;
  if (limited) probe.limited[Version::v5_0].announced[Field::maximum_qos] = 1;
  return venues_of(target, probe);
}

script::CaseInfo needing(const std::string& needs) {
  const auto parsed =
      script::parse("sample.scenario",
                    "suite sample \"A suite\"\n\nscenario one\n  \"It holds.\"\n"
                    "  covers 5.0/MQTT-3.12.4-1\n  needs " +
                        needs + "\n  alice connects\n  alice -> PINGREQ\n  alice <- PINGRESP\n",
                    requirements::catalogue());
  for (const auto& diagnostic : parsed.diagnostics) ADD_FAILURE() << script::render(diagnostic);
  return script::cases_of(parsed.suite).at(0);
}

std::string listener_for_case(const std::string& needs, const std::vector<Venue>& where) {
  const auto staged = stage_case(needing(needs), where, [](const Venue& venue) {
    script::Environment environment;
    environment.server = venue.facts.at(Version::v5_0).announced;
    return environment;
  });
  return staged ? staged->venue->target.default_listener : staged.error().sentence;
}

TEST(Venue, IsTheDefaultListenerWhereThatWillDo) {
  EXPECT_EQ(listener_for_case("server.maximum_qos 2", venues()), "tcp");
  EXPECT_EQ(listener_for_case("server.maximum_qos 0..", venues()), "tcp");
}

TEST(Venue, IsTheListenerWithLimitsForCasesThatNeedThem) {
  EXPECT_EQ(listener_for_case("server.maximum_qos 0..1", venues()), "limited");
}

TEST(Venue, IsNoneWhereNoneWillDoAndTheDefaultListenerIsToldOf) {
  EXPECT_EQ(listener_for_case("server.maximum_qos 0", venues()), "server.maximum_qos is 2, needed is 0");
  EXPECT_EQ(listener_for_case("server.server_keep_alive 1..10", venues()),
            "server.server_keep_alive is not announced, needed is 1..10");
}

TEST(Venue, IsNotMissedBecauseThePlanIsImpossibleElsewhere) {
  auto where = venues();
  where[0].facts[Version::v5_0].announced[Field::maximum_packet_size] = 268435460;
  where[1].facts[Version::v5_0].announced[Field::maximum_packet_size] = 1000;
  const std::string needs =
      "server.maximum_packet_size 1..65535\n  alice connects\n  alice -> PUBLISH topic=\"$t\" "
      "payload=fill($server.maximum_packet_size)\n  alice leaves";
  EXPECT_EQ(listener_for_case(needs, where), "limited");
}

TEST(Venue, ThereIsOneAloneWithoutALimitedListener) {
  EXPECT_EQ(venues(false).size(), 1U);
  EXPECT_EQ(listener_for_case("server.maximum_qos 0..1", venues(false)),
            "server.maximum_qos is 2, needed is 0..1");
}

}  // namespace
}  // namespace runner
