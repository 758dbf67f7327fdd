// The brokers of targets/ that Debian packages, beside Mosquitto, started and stopped for real. Without its
// package a broker is skipped.
#include <filesystem>
#include <gmock/gmock.h>
#include <set>
#include <signal.h>

#include "net/child_process.h"
#include "net/socket_loop.h"
#include "runner/launch.h"
#include "runner/probe.h"

namespace runner {
namespace {

using codec::Version;
using ::testing::AllOf;
using ::testing::HasSubstr;

struct Known {
  std::string name;
  std::string package;
  std::set<Version> versions;
  std::vector<std::string> has;
};

void PrintTo(const Known& known, std::ostream* out) {
  *out << known.name;
}

const Version old_one = Version::v3_1_1;
const Version new_one = Version::v5_0;

class DebianBroker : public ::testing::TestWithParam<Known> {
 protected:
  net::SocketLoop loop_;
};

TEST_P(DebianBroker, HasTheListenersAndUsersOfItsTargetAndLeavesNothingBehind) {
  std::string folder;
  int pid = 0;
  {
    auto broker = launch(GetParam().name, loop_);
    if (!broker && broker.error().message.find("is not installed") != std::string::npos) {
      EXPECT_THAT(broker.error().message, HasSubstr("apt-get install " + GetParam().package));
      GTEST_SKIP() << broker.error().message;
    }
    ASSERT_TRUE(broker) << broker.error().message;
    folder = broker->folder();
    pid = broker->pid();
    const auto found = probe(loop_, broker->target(), {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(std::set(found->versions.begin(), found->versions.end()), GetParam().versions);
    EXPECT_EQ(found->version_note.empty(), GetParam().versions.size() == 2);
    const auto& facts = found->facts.at(found->versions.front());
    for (const std::string& word : GetParam().has) {
      EXPECT_TRUE(facts.capabilities.at(word)) << word << ": " << facts.source.at(word);
    }
  }
  EXPECT_NE(::kill(-pid, 0), 0) << "something of its process group lives";
  EXPECT_FALSE(std::filesystem::exists(folder));
}

INSTANTIATE_TEST_SUITE_P(
    Launched, DebianBroker,
    ::testing::Values(
        Known{"nats", "nats-server", {old_one}, {"tcp", "ws", "users", "acl"}},
        Known{"nats-tls", "nats-server", {old_one}, {"tls", "mtls", "wss"}},
        Known{
            "ejabberd", "ejabberd", {old_one, new_one}, {"tcp", "tls", "mtls", "ws", "wss", "users", "acl"}},
        Known{"rabbitmq", "rabbitmq-server", {old_one}, {"tcp", "tls", "mtls", "ws", "wss", "users", "acl"}},
        Known{"activemq", "activemq libmqtt-client-java", {old_one}, {"tcp", "tls", "mtls", "users", "acl"}}),
    [](const auto& each) {
      std::string name = each.param.name;
      std::erase(name, '-');
      return name;
    });

}  // namespace
}  // namespace runner
