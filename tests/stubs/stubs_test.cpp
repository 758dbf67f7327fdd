// A suite is worth what a wrong broker fails in it. Each stub is wrong in a way of its own; what it may pass
// is committed, was read line by line, and holds only cases about the packets that it does handle.
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/stubs/support/stub_broker.h"
#include "tests/support/program.h"

namespace {

using nlohmann::json;

/// The text of a list of passed cases: comments in front, then an id a line.
struct PassedList {
  explicit PassedList(const std::string& name)
      : file(std::string(CONFORMANCE_SOURCE_DIR) + "/tests/stubs/" + name) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with('#')) {
        comment += line + "\n";
      } else if (!line.empty()) {
        ids.insert(line);
      }
    }
  }

  std::string file;
  std::string comment;
  std::set<std::string> ids;
};

json judged(const stubs::Answer& stub) {
  const stubs::StubBroker broker(stub);
  const auto ended = program::run({"--broker", "127.0.0.1:" + std::to_string(broker.port()), "--json=-",
                                   "--no-replay", "--timeout", "500ms", "-j", "200"});
  EXPECT_NE(ended.exit_code, 0);
  auto result = json::parse(ended.out, nullptr, false);
  EXPECT_TRUE(result.is_object()) << ended.err;
  return result;
}

/// Judges the stub and compares what it passes with the list.
void expect_passes_only(const stubs::Answer& stub, const std::string& list_name) {
  const json result = judged(stub);
  ASSERT_TRUE(result.is_object());
  const PassedList list(list_name);
  std::set<std::string> passed;
  for (const auto& one : result["cases"]) {
    const std::string verdict = one["verdict"];
    EXPECT_NE(verdict, "error") << one["id"];
    if (verdict == "pass") passed.insert(one["id"]);
    // What the standard only advises, or leaves open as QoS 0 is, must still be told.
    if (verdict == "advisory") {
      EXPECT_FALSE(one["advised"].empty()) << one["id"];
    }
  }
  if (std::getenv("CONFORMANCE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream out(list.file);
    out << list.comment;
    for (const std::string& id : passed) out << id << "\n";
    return;
  }
  for (const std::string& id : passed)
    EXPECT_TRUE(list.ids.contains(id)) << id << " passed and is not in " << list.file;
}

TEST(Stubs, ABrokerThatAcknowledgesEverythingPassesNothingThatPromisesADeliveryARefusalOrAClose) {
  expect_passes_only(stubs::acknowledge_everything, "passed-by-acknowledging");
}

TEST(Stubs, ABrokerThatClosesOnEverythingPassesOnlyWhatAsksForAClose) {
  expect_passes_only(stubs::close_on_everything, "passed-by-closing");
}

TEST(Stubs, ABrokerThatEchoesPassesOnlyWhatASenderSeesOfItsOwn) {
  expect_passes_only(stubs::echo_to_the_sender, "passed-by-echoing");
}

}  // namespace
