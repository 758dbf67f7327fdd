// A run over a slow and lossy link is right: each case is judged as on loopback, without any option for it.
#include "tests/link/support/far_broker.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "net/child_process.h"
#include "tests/support/judged.h"

namespace slow_link {
namespace {

using nlohmann::json;

/// 40 ms each way, plus or minus 20, in segments of 1 to 64 bytes, some of which are lost and sent again.
const Weather rough{};

json judged(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--seed", "1"});
  auto judged = program::judge(arguments);
  EXPECT_TRUE(judged.result.is_object()) << judged.ended.err;
  return judged.result;
}

json judged_from_afar(const FarBroker& broker, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--target", broker.target_file()});
  return judged(std::move(arguments));
}

/// Verdict and ids by case; nothing that depends on time.
std::map<std::string, std::string> findings(const json& result) {
  std::map<std::string, std::string> found;
  for (const json& one : result["cases"])
    found[one["id"]] = one["verdict"].get<std::string>() + " " + one["violated"].dump();
  return found;
}

void expect_all_pass(const std::vector<std::string>& selection, std::size_t at_least) {
  const FarBroker broker("reference", rough);
  const json result = judged_from_afar(broker, selection);
  ASSERT_TRUE(result.is_object());
  EXPECT_GE(result["cases"].size(), at_least);
  for (const json& one : result["cases"])
    EXPECT_EQ(one["verdict"], "pass") << one["id"] << " " << one.value("reason", "");
}

/// What depends on time in one way or another; all the rest is a matter of bytes, for which .ci/night has the
/// time.
const std::vector<std::string> matters_of_time = {
    "acl",      "flow-control",         "keep-alive", "message-expiry", "reconnect",       "retain-clearing",
    "sessions", "shared-subscriptions", "takeover",   "will",           "will-and-session"};

TEST(FarBroker, PassesWhatDependsOnTime) {
  auto selection = matters_of_time;
  selection.insert(selection.end(), {"-j", "100"});
  expect_all_pass(selection, 150);
}

// .ci/night asks for what is disabled.
TEST(FarBroker, DISABLED_PassesEverything) {
  expect_all_pass({"-j", "100"}, 2400);
}

class Fault : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Fault, IsFoundFromAfarAsOnLoopback) {
  const auto& [fault, cases] = GetParam();
  const std::vector<std::string> selection{cases, "--no-replay"};
  auto near = selection;
  near.insert(near.end(), {"--fault", fault});
  const json on_loopback = judged(near);
  const FarBroker broker("reference", rough, {"--fault", fault});
  const json from_afar = judged_from_afar(broker, selection);
  ASSERT_TRUE(on_loopback.is_object() && from_afar.is_object());
  std::size_t convicted = 0;
  for (const json& one : on_loopback["cases"]) convicted += one["verdict"] == "fail";
  EXPECT_GT(convicted, 0U) << "the fault is to be found by this selection";
  const auto near_findings = findings(on_loopback);
  const auto far_findings = findings(from_afar);
  EXPECT_EQ(near_findings.size(), far_findings.size());
  for (const auto& [id, found] : near_findings) {
    if (found.starts_with("inconclusive")) continue;  // this machine was too busy to tell
    const auto far = far_findings.find(id);
    EXPECT_EQ(far == far_findings.end() ? "not run" : far->second, found) << id;
  }
}
std::string name_of(const testing::TestParamInfo<std::pair<const char*, const char*>>& one) {
  std::string name = one.param.first;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(FarBroker, Fault,
                         testing::Values(std::pair("receive-maximum-exceeded-by-one",
                                                   "flow-control/receive-maximum-is-kept")),
                         name_of);
INSTANTIATE_TEST_SUITE_P(DISABLED_Night, Fault,
                         testing::Values(std::pair("will-delay-ignored", "will/*delay*"),
                                         std::pair("retained-not-replaced", "retain"),
                                         std::pair("no-local-ignored", "subscription-options")),
                         name_of);

/// Mosquitto 2.0.11 was seen to end a TLS connection in its middle, once in several runs over this link; the
/// reference broker never did. Which of its states that takes is not known.
bool is_of_pieces_in_tls(const json& one) {
  return one["scenario"] == "tls-many-messages";
}

/// Mosquitto fails what it is known to fail, and nothing else.
void expect_known_failures_only(const std::vector<std::string>& selection) {
  if (net::find_program("mosquitto").empty()) FAIL() << "mosquitto is not installed; ./test installs it";
  const FarBroker broker("mosquitto", rough);
  auto arguments = selection;
  arguments.insert(arguments.end(), {"--baseline", "targets/mosquitto/known-failures"});
  const json result = judged_from_afar(broker, arguments);
  ASSERT_TRUE(result.is_object());
  EXPECT_EQ(result["baseline"]["strays"], json::array());
  for (const json& one : result["cases"]) {
    if (is_of_pieces_in_tls(one)) continue;
    EXPECT_EQ(one["verdict"] == "fail", one.contains("known_failure")) << one["id"];
    EXPECT_TRUE(one["verdict"] != "inconclusive" && one["verdict"] != "flaky")
        << one["id"] << " " << one.value("reason", "");
  }
}

TEST(FarBroker, MosquittoIsFoundGuiltyOfTheSame) {
  expect_known_failures_only(
      {"flow-control/receive-maximum*", "subscription-options", "shared-subscriptions", "-j", "100"});
}

TEST(FarBroker, DISABLED_MosquittoIsFoundGuiltyOfTheSameInAllCases) {
  expect_known_failures_only({"-j", "100"});
}

}  // namespace
}  // namespace slow_link
