// The guide of docs/brokers.md, followed to the letter: its commands start a broker, its target file finds
// it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <string>

#include "net/child_process.h"
#include "net/free_port.h"
#include "tests/support/program.h"

namespace {

using testing::HasSubstr;

/// The first block of this language, with another port in the place of the guide's.
std::string block(const std::string& language, const std::string& port) {
  std::ifstream in(std::string(CONFORMANCE_SOURCE_DIR) + "/docs/brokers.md");
  std::stringstream text;
  text << in.rdbuf();
  const std::string all = text.str();
  const std::string fence = "```" + language + "\n";
  const std::size_t begin = all.find(fence) + fence.size();
  std::string found = all.substr(begin, all.find("```", begin) - begin);
  for (std::size_t at = found.find("21883"); at != std::string::npos; at = found.find("21883", at))
    found.replace(at, 5, port);
  return found;
}

TEST(BrokersDocument, TheGuideWorksAsItStands) {
  if (net::find_program("mosquitto").empty()) FAIL() << "mosquitto is not installed; ./test installs it";
  const program::TemporaryFolder folder;
  const auto ports = net::free_ports(1);
  ASSERT_TRUE(ports) << ports.error();
  const std::string port = std::to_string(ports->front());
  const std::string target = folder.file("my-broker.json");
  std::ofstream(target) << block("json", port);

  net::Command command;
  // The reader's shell lives on behind the `&`; this one must not end before its broker does.
  command.arguments = {"/bin/sh", "-c", block("sh", port) + "trap 'kill $!' TERM\nwait\n"};
  command.directory = folder.file("");
  auto shell = net::ChildProcess::spawn(command);
  ASSERT_TRUE(shell) << shell.error();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (shell->log().find("running") == std::string::npos && !shell->poll() &&
         std::chrono::steady_clock::now() < deadline)
    ::poll(nullptr, 0, 2);

  const auto probed = program::run({"probe", "--target", target});
  EXPECT_EQ(probed.exit_code, 0) << probed.err << shell->log();
  EXPECT_THAT(probed.out, HasSubstr("my broker"));
  EXPECT_THAT(probed.out, HasSubstr("users"));
  const auto judged = program::run({"acl/*", "--target", target, "--json=-", "-q"});
  EXPECT_EQ(judged.exit_code, 0) << judged.err;
  const auto result = nlohmann::json::parse(judged.out, nullptr, false);
  ASSERT_TRUE(result.is_object());
  EXPECT_GE(result["cases"].size(), 30U);
  for (const auto& one : result["cases"]) EXPECT_EQ(one["verdict"], "pass") << one["id"];
  shell->stop(std::chrono::seconds(10));
}

}  // namespace
