// `conformance broker` as a program: what it prints, how it ends, what a target file makes of it.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include "tests/interop/support/served_broker.h"
#include "tests/support/program.h"

namespace interop {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

net::Finished publish(const std::string& url, const std::vector<std::string>& more) {
  const std::string port = url.substr(url.rfind(':') + 1);
  net::Command command;
  command.arguments = {"mosquitto_pub", "-h", "127.0.0.1", "-p", port.substr(0, port.find('/')), "-q", "1"};
  command.arguments.insert(command.arguments.end(), more.begin(), more.end());
  const auto finished = net::run_to_end(command, std::chrono::seconds(20));
  if (!finished) throw std::runtime_error(finished.error());
  return *finished;
}

/// Waits until the broker's log holds a text.
bool says(const ServedBroker& broker, const std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (broker.said().find(text) == std::string::npos) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 2);
  }
  return true;
}

TEST(Serving, TellsWhereItListensAndThatItIsReady) {
  ServedBroker broker({"--listen", "127.0.0.1:0", "--listen", "0", "--wss-listen", "[::1]:0"});
  EXPECT_THAT(broker.url("tcp"), MatchesRegex("mqtt://127[.]0[.]0[.]1:[1-9][0-9]+"));
  EXPECT_THAT(broker.url("tcp-2"), MatchesRegex("mqtt://127[.]0[.]0[.]1:[1-9][0-9]+"));
  EXPECT_THAT(broker.url("wss"), MatchesRegex(R"(wss://\[::1\]:[1-9][0-9]+/mqtt)"));
  EXPECT_TRUE(std::filesystem::exists(broker.ca()));
}

TEST(Serving, ASignalIsItsGoodEndAndTakesTheCertificatesAlong) {
  for (const int signal_number : {SIGINT, SIGTERM}) {
    ServedBroker broker({"--tls-listen", "127.0.0.1:0"});
    ::kill(broker.pid(), signal_number);
    const auto ended = broker.wait();
    ASSERT_TRUE(ended);
    EXPECT_TRUE(ended->success()) << net::describe(*ended);
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(broker.ca()).parent_path()));
  }
}

TEST(Serving, ATakenPortIsTold) {
  const ServedBroker broker({"--listen", "127.0.0.1:0"});
  const auto ended = program::run({"broker", "--listen", broker.url("tcp").substr(7)});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("the port is taken"));
  EXPECT_EQ(ended.out, "");
}

TEST(Serving, LogsWhoComesAndGoes) {
  const ServedBroker loud({"--listen", "127.0.0.1:0"});
  EXPECT_TRUE(publish(loud.url("tcp"), {"-i", "visitor", "-t", "a", "-m", "b"}).status.success());
  EXPECT_TRUE(says(loud, "visitor")) << loud.said();
  const ServedBroker quiet({"--listen", "127.0.0.1:0", "--quiet"});
  EXPECT_TRUE(publish(quiet.url("tcp"), {"-i", "visitor", "-t", "a", "-m", "b"}).status.success());
  EXPECT_THAT(quiet.said(), Not(HasSubstr("visitor")));
}

TEST(Serving, WarnsWhenOthersCanReachIt) {
  const ServedBroker broker({"--listen", "0.0.0.0:0"});
  EXPECT_THAT(broker.said(), HasSubstr("warning: mqtt://0.0.0.0:"));
}

TEST(Serving, TakesUsersRulesAndLimitsFromATargetFile) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("target.json");
  std::ofstream(file) << R"({
    "listeners": {"tcp": "mqtt://127.0.0.1:1883"},
    "users": {"writer": {"user_name": "w", "password": "wp"}, "reader": {"user_name": "r", "password": "rp"}},
    "acl": {"readable": "home/{case}", "unwritable": "kitchen/{case}"},
    "broker": {"maximum_qos": 1, "listeners": {"tcp": {"anonymous": false}}}
  })";
  const ServedBroker broker({"--target", file, "--listen", "127.0.0.1:0"});
  const auto with = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"-V", "5", "-m", "x"});
    return publish(broker.url("tcp"), words);
  };
  EXPECT_EQ(with({"-t", "home/1", "-u", "w", "-P", "wp"}).output, "");
  EXPECT_FALSE(with({"-t", "home/1"}).status.success()) << "anonymous clients are not let in";
  EXPECT_FALSE(with({"-t", "home/1", "-u", "w", "-P", "rp"}).status.success()) << "a wrong password";
  EXPECT_THAT(with({"-t", "kitchen/1", "-u", "w", "-P", "wp"}).output, HasSubstr("Not authorized"));
  EXPECT_THAT(with({"-t", "home/1", "-u", "r", "-P", "rp"}).output, HasSubstr("Not authorized"));
  EXPECT_THAT(with({"-t", "home/1", "-u", "w", "-P", "wp", "-q", "2"}).output, HasSubstr("QoS"));
}

TEST(Serving, BreaksTheRuleThatIsNamed) {
  const ServedBroker broker({"--listen", "127.0.0.1:0", "--fault", "second-connect-served"});
  EXPECT_THAT(broker.said(), HasSubstr("fault second-connect-served: "));
  const auto ended = program::run({"*second-connect*", "--broker", broker.url("tcp"), "--json"});
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
}

}  // namespace
}  // namespace interop
