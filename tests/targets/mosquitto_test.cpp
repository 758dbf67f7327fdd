// The broker that targets/mosquitto describes, started and stopped for real. Without the package the tests
// are skipped.
#include <filesystem>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include "net/child_process.h"
#include "net/socket_loop.h"
#include "runner/launch.h"
#include "runner/probe.h"
#include "runner/ready.h"
#include "targets/targets.h"

namespace runner {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class Mosquitto : public ::testing::Test {
 protected:
  void SetUp() override {
    if (net::find_program("mosquitto").empty()) FAIL() << "mosquitto is not installed; ./test installs it";
  }
  net::SocketLoop loop_;
};

TEST_F(Mosquitto, EveryListenerAndUserOfTheTargetAnswers) {
  auto broker = launch("mosquitto", loop_);
  ASSERT_TRUE(broker) << broker.error().message;
  EXPECT_THAT(broker->target().name, HasSubstr("mosquitto 2"));
  const auto found = probe(loop_, broker->target(), {});
  ASSERT_TRUE(found) << found.error().message;
  for (const char* word : {"tcp", "tls", "mtls", "ws", "wss", "users", "acl"}) {
    EXPECT_TRUE(found->facts.at(codec::Version::v5_0).capabilities.at(word))
        << word << ": " << found->facts.at(codec::Version::v5_0).source.at(word);
  }
}

TEST_F(Mosquitto, NothingIsLeftWhenItIsStopped) {
  std::string folder;
  int pid = 0;
  {
    auto broker = launch("mosquitto", loop_);
    ASSERT_TRUE(broker) << broker.error().message;
    folder = broker->folder();
    pid = broker->pid();
    EXPECT_TRUE(std::filesystem::exists(folder + "/mosquitto.conf"));
    EXPECT_FALSE(broker->ended());
  }
  EXPECT_NE(::kill(pid, 0), 0);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(Mosquitto, ItsEndIsNoticed) {
  auto broker = launch("mosquitto", loop_);
  ASSERT_TRUE(broker) << broker.error().message;
  ::kill(broker->pid(), SIGKILL);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!broker->ended() && std::chrono::steady_clock::now() < deadline) ::poll(nullptr, 0, 2);
  ASSERT_TRUE(broker->ended());
  EXPECT_EQ(net::describe(*broker->ended()), "was killed by signal 9 (SIGKILL)");
}

TEST_F(Mosquitto, TwoRunSideBySide) {
  auto one = launch("mosquitto", loop_);
  auto two = launch("mosquitto", loop_);
  ASSERT_TRUE(one);
  ASSERT_TRUE(two);
  EXPECT_NE(one->target().listeners.at("tcp").port, two->target().listeners.at("tcp").port);
}

TEST_F(Mosquitto, TheDurableVariantComesBackOnItsPorts) {
  ASSERT_GT(durable_instances_of("mosquitto"), 0U);
  LaunchOptions options;
  options.durable = true;
  auto broker = launch("mosquitto", loop_, options);
  ASSERT_TRUE(broker) << broker.error().message;
  for (const bool kill : {false, true}) {
    broker->end(kill);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!broker->ended() && std::chrono::steady_clock::now() < deadline) ::poll(nullptr, 0, 2);
    ASSERT_TRUE(broker->ended());
    EXPECT_EQ(broker->ended()->signalled, kill);
    ASSERT_TRUE(broker->start_again());
    EXPECT_TRUE(wait_until_ready(broker->target(), loop_, std::chrono::seconds(10),
                                 [] { return std::optional<std::string>(); }));
  }
}

TEST(Targets, AreAllReadable) {
  EXPECT_THAT(launchable(), Contains("mosquitto"));
  EXPECT_EQ(package_of("mosquitto"), "mosquitto");
  EXPECT_FALSE(package_of("no-such-broker"));
  for (const embedded::File& file : targets::files()) EXPECT_FALSE(file.text.empty()) << file.name;
}

TEST(Targets, AnUnknownOneIsAMistakeOfTheUser) {
  net::SocketLoop loop;
  const auto broker = launch("no-such-broker", loop);
  ASSERT_FALSE(broker);
  EXPECT_EQ(broker.error().exit, Exit::usage);
  EXPECT_THAT(broker.error().message, HasSubstr("mosquitto"));
}

}  // namespace
}  // namespace runner
