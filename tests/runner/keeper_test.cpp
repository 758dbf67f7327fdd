// A broker is stopped and started while others go on, and whoever asked is told.
#include "runner/keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/simulated_loop.h"
#include "net/socket_loop.h"
#include "runner/dialogue.h"
#include "runner/endpoints.h"

namespace runner {
namespace {

using What = client::ControlBroker::What;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Target simulated_target() {
  Target target;
  target.listeners["tcp"] = {Transport::tcp, "127.0.0.1", net::simulated_ports::tcp, "", false};
  target.simulated = true;
  return target;
}

/// What becomes of a wish; "done" when all is well.
std::string told(Keeper& keeper, net::EventLoop& loop, const client::ControlBroker& wish) {
  std::string answer;
  keeper.carry_out(wish,
                   [&](const std::expected<void, std::string>& how) { answer = how ? "done" : how.error(); });
  EXPECT_EQ(answer, "") << "it is told later, not from inside the call";
  loop.run_until([&] { return !answer.empty(); }, loop.now() + std::chrono::seconds(20));
  return answer;
}

std::string told(Keeper& keeper, net::EventLoop& loop, What what) {
  return told(keeper, loop, client::ControlBroker{.what = what});
}

Dialogue::State attempt(net::EventLoop& loop, const Target& target) {
  Dialogue dialogue(loop, *endpoint_for(target, "tcp", ""), codec::Version::v5_0);
  loop.run_until([&] { return dialogue.state() != Dialogue::State::opening; },
                 loop.now() + std::chrono::seconds(1));
  return dialogue.state();
}

TEST(Keeper, NobodyListensUntilTheBrokerIsStartedAgain) {
  net::SimulatedLoop loop({});
  const Target target = simulated_target();
  Keeper keeper(loop, target, lever_of(loop));
  EXPECT_TRUE(keeper.running());
  for (const What end : {What::stop, What::kill}) {
    EXPECT_EQ(told(keeper, loop, end), "done");
    EXPECT_FALSE(keeper.running());
    EXPECT_EQ(attempt(loop, target), Dialogue::State::open_failed);
    EXPECT_EQ(told(keeper, loop, What::start), "done");
    EXPECT_EQ(attempt(loop, target), Dialogue::State::open);
  }
  EXPECT_EQ(told(keeper, loop, What::restart), "done");
  EXPECT_TRUE(keeper.running());
}

TEST(Keeper, WhatWasLeftDownIsMended) {
  net::SimulatedLoop loop({});
  const Target target = simulated_target();
  Keeper keeper(loop, target, lever_of(loop));
  keeper.mend();
  EXPECT_FALSE(keeper.busy()) << "it runs";
  EXPECT_EQ(told(keeper, loop, What::kill), "done");
  keeper.mend();
  EXPECT_TRUE(keeper.busy());
  loop.run_until([&] { return !keeper.busy(); }, loop.now() + std::chrono::seconds(1));
  EXPECT_TRUE(keeper.running());
}

TEST(Keeper, WhatIsBeingStoppedIsStartedBehindThat) {
  net::SimulatedLoop loop({});
  const Target target = simulated_target();
  Keeper keeper(loop, target, lever_of(loop));
  keeper.carry_out({.what = What::stop}, nullptr);
  keeper.mend();
  loop.run_until([&] { return !keeper.busy(); }, loop.now() + std::chrono::seconds(1));
  EXPECT_TRUE(keeper.running());
}

TEST(Keeper, WhatIsSimulatedIsOneBrokerAndHasNoLink) {
  net::SimulatedLoop loop({});
  const Target target = simulated_target();
  Keeper keeper(loop, target, lever_of(loop));
  EXPECT_THAT(told(keeper, loop, {.what = What::stop, .broker = "right"}), StartsWith("is not there"));
  EXPECT_THAT(told(keeper, loop, What::cut_link), StartsWith("is not there"));
  EXPECT_TRUE(keeper.running());
}

TEST(Keeper, EachOfAPairAndItsLinkHaveTheirOwnCommands) {
  net::SocketLoop loop;
  Target target;
  target.listeners["left"] = target.listeners["right"] = {Transport::tcp, "127.0.0.1", 9, "", false};
  const auto says = [](const std::string& word) {
    return std::vector<std::string>{"sh", "-c", "echo " + word + "; exit 1"};
  };
  BrokerCommands commands;
  commands.broker.stop = says("the left one");
  commands.right.stop = says("the right one");
  commands.link_cut = {"true"};
  commands.link_restored = {"true"};
  Keeper keeper(loop, target, lever_of(commands));
  EXPECT_THAT(told(keeper, loop, What::cut_link), "done");
  EXPECT_FALSE(keeper.running());
  EXPECT_THAT(told(keeper, loop, What::restore_link), "done");
  EXPECT_TRUE(keeper.running());
  EXPECT_THAT(told(keeper, loop, {.what = What::stop, .broker = "left"}), HasSubstr("the left one"));
  EXPECT_THAT(told(keeper, loop, {.what = What::stop, .broker = "right"}), HasSubstr("the right one"));
}

TEST(Keeper, ALinkThatWasLeftCutIsRestored) {
  net::SocketLoop loop;
  Target target;
  target.listeners["left"] = {Transport::tcp, "127.0.0.1", 9, "", false};
  BrokerCommands commands;
  commands.link_cut = commands.link_restored = {"true"};
  Keeper keeper(loop, target, lever_of(commands));
  EXPECT_THAT(told(keeper, loop, What::cut_link), "done");
  keeper.mend();
  loop.run_until([&] { return !keeper.busy(); }, loop.now() + std::chrono::seconds(20));
  EXPECT_TRUE(keeper.running());
}

TEST(Keeper, ACommandThatFailsIsQuoted) {
  net::SocketLoop loop;
  Target target;
  target.listeners["tcp"] = {Transport::tcp, "127.0.0.1", 9, "", false};
  BrokerCommands commands;
  commands.broker.stop = {"sh", "-c", "echo no such service; exit 3"};
  commands.broker.start = {"true"};
  Keeper keeper(loop, target, lever_of(commands));
  EXPECT_THAT(told(keeper, loop, What::stop), HasSubstr("ended with exit code 3: no such service"));
  EXPECT_THAT(told(keeper, loop, What::kill), HasSubstr("has no such command"));
}

TEST(Keeper, ABrokerThatDoesNotAnswerAfterItsStartIsToldOf) {
  net::SocketLoop loop;
  Target target;
  target.listeners["tcp"] = {Transport::tcp, "127.0.0.1", 9, "", false};
  BrokerCommands commands;
  commands.broker.stop = commands.broker.start = {"true"};
  commands.ready_within_s = 0.2;
  Keeper keeper(loop, target, lever_of(commands));
  EXPECT_EQ(told(keeper, loop, What::stop), "done");
  EXPECT_EQ(told(keeper, loop, What::start), "did not answer a CONNECT within 0.2 s");
  EXPECT_FALSE(keeper.running());
}

}  // namespace
}  // namespace runner
