// The obedient reference broker passes every case, none skipped, whatever carries it: on real sockets, and on
// the simulated wire over many schedules.
#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/judged.h"

namespace {

using nlohmann::json;

/// The cases of a run that ends as expected; none when it does not.
json cases_of(const std::vector<std::string>& arguments) {
  const auto [ended, result] = program::judge(arguments);
  EXPECT_TRUE(result.is_object()) << ended.err;
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  return result.is_object() ? result["cases"] : json::array();
}

/// Every case must pass, without advice; the others are named. It is no pair of brokers, and over sockets it
/// keeps nothing on disk.
void expect_all_pass(const std::vector<std::string>& arguments) {
  const bool simulated = std::ranges::find(arguments, "--simulate") != arguments.end();
  const json cases = cases_of(arguments);
  EXPECT_GE(cases.size(), 2400U);
  for (const json& one : cases) {
    const bool is_lacking = one["suite"] == "bridge" || (one["suite"] == "durability" && !simulated);
    EXPECT_EQ(one["verdict"], is_lacking ? "unsupported" : "pass")
        << one["id"] << " " << one.value("reason", "");
  }
}

class Listener : public testing::TestWithParam<const char*> {};

TEST_P(Listener, EveryCasePassesOnSockets) {
  expect_all_pass({"--listener", GetParam()});
}
TEST_P(Listener, EveryCasePassesOnTheSimulatedWire) {
  expect_all_pass({"--simulate", "--listener", GetParam()});
}
INSTANTIATE_TEST_SUITE_P(Reference, Listener, testing::Values("tcp", "tls", "ws", "wss"),
                         [](const auto& one) { return std::string(one.param); });

/// Whatever counts on what is missing is unsupported; nothing else is but a pass. Wildcards are advised
/// in 3.1.1.
void expect_no_false_alarm(const std::vector<std::string>& arguments) {
  std::size_t passed = 0;
  for (const json& one : cases_of(arguments)) {
    const bool advised = one["verdict"] == "advisory" && one["advised"] == json::array({"3.1.1/U-126"});
    EXPECT_TRUE(one["verdict"] == "pass" || one["verdict"] == "unsupported" || advised)
        << one["id"] << " " << one["verdict"] << " " << one.value("reason", "")
        << one.value("advice", json());
    passed += one["verdict"] == "pass";
  }
  EXPECT_GE(passed, 550U);
}

TEST(Limits, RaiseNoFalseAlarmOnTheSimulatedWire) {
  expect_no_false_alarm({"--simulate", "--listener", "limited", "--repeat", "5"});
}
TEST(Limits, RaiseNoFalseAlarmOnSockets) {
  expect_no_false_alarm({"--listener", "limited"});
}

TEST(Limits, AreFoundAgainByTheRerunLine) {
  const std::string id = "announced-limits/maximum-qos-is-told@5.0";
  const auto [ended, result] = program::judge({id, "--simulate"});
  ASSERT_TRUE(result.is_object()) << ended.err;
  EXPECT_EQ(result["cases"][0]["verdict"], "pass");
  EXPECT_EQ(result["cases"][0]["listener"], "limited");
}

TEST(Reference, EveryCasePassesOnManySchedules) {
  expect_all_pass({"--simulate", "--repeat", "10"});
}

}  // namespace
