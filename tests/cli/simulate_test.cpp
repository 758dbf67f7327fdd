// `--simulate`: the built-in broker in this process, in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/program.h"

namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(Simulate, TheFirstLineSaysThatItIsSimulated) {
  const auto ended = program::run({"--simulate", "--seed", "7f3a91", "retain/*"});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out.substr(0, ended.out.find('\n')), HasSubstr("the reference broker, simulated   MQTT"));
  EXPECT_THAT(ended.out, HasSubstr(" s of virtual time"));
}

TEST(Simulate, TheSameSeedGivesTheSameBytes) {
  const std::vector<std::string> arguments{"--simulate", "--seed",  "7f3a91",
                                           "--json",     "qos-?/*", "--repeat",
                                           "3",          "--fault", "publishers-dup-passed-on"};
  const auto once = program::run(arguments);
  EXPECT_EQ(once.out, program::run(arguments).out);
  EXPECT_EQ(json::parse(once.out)["target"]["simulated"], true);
}

TEST(Simulate, AFaultIsConvictedAndTheRerunLineShowsItAgain) {
  const auto ended =
      program::run({"--simulate", "--fault", "retained-not-replaced", "--seed", "1", "retain/*"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, HasSubstr("MUST  5.0/MQTT-3.3.1-5"));
  EXPECT_THAT(ended.out, HasSubstr("'retain/newest-replaces-older[qos=1]@5.0' --simulate --fault "
                                   "retained-not-replaced --seed 1 -vv"));
}

/// The first failure block's wire log, times included.
std::string wire_log(const std::string& out) {
  const std::size_t block = out.find("\nFAIL retain/newest-replaces-older[qos=1]@5.0");
  const std::size_t wire = out.find("\n  wire  ", block);
  const std::size_t end = out.find("\n  rerun: ", wire);
  return block == std::string::npos || end == std::string::npos ? "" : out.substr(wire, end - wire);
}

TEST(Simulate, ACaseAloneMeetsTheWeatherThatItHadAmongOthers) {
  std::vector<std::string> arguments{"--simulate", "--fault", "retained-not-replaced", "--seed", "1", "-vv"};
  const std::string among_others = wire_log(program::run(arguments).out);
  arguments.insert(arguments.begin(), "retain/newest-replaces-older[qos=1]@5.0");
  EXPECT_NE(among_others, "");
  EXPECT_EQ(among_others, wire_log(program::run(arguments).out));
}

TEST(Simulate, ARerunLineOfManySchedulesPlaysAsMany) {
  const auto ended = program::run({"--simulate", "--fault", "retained-not-replaced", "--seed", "1",
                                   "--repeat", "5", "retain/newest-replaces-older"});
  EXPECT_THAT(ended.out, HasSubstr("--fault retained-not-replaced --repeat 5 --seed 1 -vv"));
}

TEST(Simulate, IsForTheBuiltInBrokerAlone) {
  const auto ended = program::run({"--simulate", "--broker", "localhost:1883"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("--simulate is for the broker that is built in"));
}

TEST(Simulate, AnUnknownFaultIsToldWithWhatWasMeant) {
  const auto ended = program::run({"--simulate", "--fault", "retained-not-replacd"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("did you mean `retained-not-replaced`?"));
}

TEST(Simulate, ARunOfAllCasesPassesOnASeedOfItsOwn) {
  const auto ended = program::run({"--simulate"});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
}

}  // namespace
