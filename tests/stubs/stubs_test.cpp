// A suite is worth what a wrong broker fails in it. The stubs answer and do nothing; what they may pass is
// committed, was read line by line, and holds only cases about the answers that they do give.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <sys/wait.h>

#include "tests/stubs/support/stub_broker.h"

namespace {

struct Ended {
  int code = -1;
  std::string output;
};

Ended run(const std::string& arguments) {
  const std::string command =
      std::string(CONFORMANCE_BINARY_DIR) + "/conformance " + arguments + " 2>/dev/null";
  Ended ended;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return ended;
  char buffer[65536];
  for (std::size_t count; (count = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    ended.output.append(buffer, count);
  const int status = pclose(pipe);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

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
  const Ended ended = run("--broker 127.0.0.1:" + std::to_string(broker.port()) +
                          " --json=- --no-replay --timeout 500ms -j 200");
  const auto result = nlohmann::json::parse(ended.output, nullptr, false);
  ASSERT_TRUE(result.is_object()) << ended.output.substr(0, 2000);
  EXPECT_NE(ended.code, 0);

  const std::string list = std::string(CONFORMANCE_SOURCE_DIR) + "/tests/stubs/passed-by-acknowledging";
  std::string passed;
  std::set<std::string> scenarios;
  for (const auto& one : result["cases"]) {
    const std::string verdict = one["verdict"];
    EXPECT_NE(verdict, "error") << one["id"];
    if (verdict == "pass") scenarios.insert(one["id"]);
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
