// A suite is worth what a wrong broker fails in it. Each stub is wrong in a way of its own; what it may pass
// is committed, was read line by line, and holds only cases about the packets that it does handle.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "runner/selection_match.h"
#include "tests/stubs/support/stub_broker.h"
#include "tests/support/program.h"

namespace {

using nlohmann::json;

/// The text of a list of passed cases: comments in front, then an id or a pattern of ids a line.
struct PassedList {
  explicit PassedList(const std::string& name)
      : file(std::string(CONFORMANCE_SOURCE_DIR) + "/tests/stubs/" + name) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with('#')) {
        comment += line + "\n";
      } else if (!line.empty()) {
        lines.insert(line);
      }
    }
  }

  /// The line that allows the case; null when none does.
  const std::string* line_for(const std::string& id) const {
    const auto found =
        std::ranges::find_if(lines, [&](const auto& line) { return runner::glob_matches(line, id); });
    return found == lines.end() ? nullptr : &*found;
  }

  /// Patterns stay where a case still needs them; what none of them matches gets a line of its own.
  void rewrite(const std::set<std::string>& passed) const {
    std::set<std::string> needed;
    for (const std::string& id : passed) {
      const std::string* line = line_for(id);
      needed.insert(line == nullptr ? id : *line);
    }
    std::ofstream out(file);
    out << comment;
    for (const std::string& line : needed) out << line << "\n";
  }

  std::string file;
  std::string comment;
  std::set<std::string> lines;
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

/// Compares what a stub passed with the list.
void expect_passes_only(const json& result, const std::string& list_name) {
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
  if (std::getenv("CONFORMANCE_UPDATE_GOLDEN") != nullptr) return list.rewrite(passed);
  for (const std::string& id : passed)
    EXPECT_NE(list.line_for(id), nullptr) << id << " passed and is not in " << list.file;
}

/// Errors that are let pass say nothing of how a connection is closed.
void expect_no_close_verified(const json& result) {
  for (const auto& one : result["requirements"]) {
    if (one["id"] == "5.0/MQTT-4.13.1-1" || one["id"] == "5.0/U-112" || one["id"] == "3.1.1/MQTT-4.8.0-1") {
      EXPECT_NE(one["verdict"], "verified") << one["id"];
    }
  }
}

TEST(Stubs, ABrokerThatAcknowledgesEverythingPassesNothingThatPromisesADeliveryARefusalOrAClose) {
  const json result = judged(stubs::acknowledge_everything);
  expect_passes_only(result, "passed-by-acknowledging");
  expect_no_close_verified(result);
}

TEST(Stubs, ABrokerThatClosesOnEverythingPassesOnlyWhatAsksForAClose) {
  expect_passes_only(judged(stubs::close_on_everything), "passed-by-closing");
}

TEST(Stubs, ABrokerThatEchoesPassesOnlyWhatASenderSeesOfItsOwn) {
  expect_passes_only(judged(stubs::echo_to_the_sender), "passed-by-echoing");
}

}  // namespace
