// `run --watch`, started as a user starts it.
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <string>

#include "net/child_process.h"
#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using std::chrono::seconds;

std::size_t count(const std::string& text, std::string_view words) {
  std::size_t found = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
  return found;
}

/// Whether the child has said these words so often within ten seconds.
bool says(const net::ChildProcess& child, std::string_view words, std::size_t times) {
  const auto deadline = std::chrono::steady_clock::now() + seconds(10);
  while (count(child.log(), words) < times) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

TEST(Watch, PlaysAgainWhenAScenarioIsSavedAndEndsWithASignal) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("mine.scenario");
  const std::string text = golden::read(CONFORMANCE_SOURCE_DIR "/" + program::data("good.scenario"));
  ASSERT_FALSE(text.empty());
  std::ofstream(file) << text;
  auto child = net::ChildProcess::spawn(
      {{std::string(CONFORMANCE_BINARY_DIR) + "/conformance", file, "--simulate", "--watch"},
       {},
       {{"NO_COLOR", "1"}}});
  ASSERT_TRUE(child) << child.error();
  EXPECT_TRUE(says(*child, "waiting until a scenario is saved", 1)) << child->log();
  std::ofstream(file) << "suite mine \"Not finished\"\nscenario\n";
  EXPECT_TRUE(says(*child, "waiting until a scenario is saved", 2)) << child->log();
  EXPECT_TRUE(says(*child, "error:", 1)) << "a mistake is told, and is no reason to end";
  std::ofstream(file) << text << "# saved\n";
  EXPECT_TRUE(says(*child, "6 of 6 as expected", 2)) << child->log();
  EXPECT_TRUE(says(*child, "waiting until a scenario is saved", 3)) << child->log();
  child->signal(SIGINT);
  const auto ended = child->wait(seconds(10));
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ended->signalled);
  EXPECT_EQ(ended->number, SIGINT);
}

TEST(Watch, IsForFiles) {
  const auto ended = program::run({"--watch", "--simulate"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_NE(ended.err.find("--watch is for scenario files"), std::string::npos) << ended.err;
}

}  // namespace
