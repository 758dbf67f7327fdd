// The obedient reference broker passes every case, none skipped, whatever carries it: on real sockets, and on
// the simulated wire over many schedules.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/program.h"

namespace {

using nlohmann::json;

/// Every case must pass, without advice; the others are named.
void expect_all_pass(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"--json", "-", "-q"});
  const auto ended = program::run(arguments);
  const json result = json::parse(ended.out, nullptr, false);
  ASSERT_TRUE(result.is_object()) << ended.out.substr(0, 1000) << ended.err;
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_GE(result["cases"].size(), 891U);
  for (const json& one : result["cases"]) {
    EXPECT_EQ(one["verdict"], "pass") << one["id"] << " " << one.value("reason", "");
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

TEST(Reference, EveryCasePassesOnManySchedules) {
  expect_all_pass({"--simulate", "--repeat", "10"});
}

}  // namespace
