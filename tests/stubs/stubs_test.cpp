// A suite is worth what a wrong broker fails in it. The stubs answer and do nothing; what they may pass is
// committed, was read line by line, and holds only cases about the answers that they do give.
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/stubs/support/stub_broker.h"
#include "tests/support/program.h"

namespace {

std::set<std::string> lines_of(const std::string& file) {
  std::set<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') lines.insert(line);
  }
  return lines;
}

TEST(Stubs, ABrokerThatAcknowledgesEverythingPassesNothingThatPromisesADeliveryARefusalOrAClose) {
  stubs::StubBroker broker(stubs::acknowledge_everything);
  const auto ended = program::run({"--broker", "127.0.0.1:" + std::to_string(broker.port()), "--json=-",
                                   "--no-replay", "--timeout", "500ms", "-j", "200"});
  const auto result = nlohmann::json::parse(ended.out, nullptr, false);
  ASSERT_TRUE(result.is_object()) << ended.err;
  EXPECT_NE(ended.exit_code, 0);

  const std::string list = std::string(CONFORMANCE_SOURCE_DIR) + "/tests/stubs/passed-by-acknowledging";
  std::string passed;
  std::set<std::string> scenarios;
  for (const auto& one : result["cases"]) {
    const std::string verdict = one["verdict"];
    EXPECT_NE(verdict, "error") << one["id"];
    if (verdict == "pass") scenarios.insert(one["id"]);
    // What the standard only advises, or leaves open as QoS 0 is, must still be told.
    if (verdict == "advisory") {
      EXPECT_FALSE(one["advised"].empty()) << one["id"];
    }
  }
  if (std::getenv("CONFORMANCE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream out(list);
    out << "# Cases that a broker passes which acknowledges everything and does nothing. Each was read: it "
           "asks for nothing but\n"
           "# an acknowledgement of a kind that this stub gives.\n";
    for (const std::string& id : scenarios) out << id << "\n";
  }
  const std::set<std::string> allowed = lines_of(list);
  for (const std::string& id : scenarios)
    EXPECT_TRUE(allowed.contains(id)) << id << " passed and is not in " << list;
}

}  // namespace
