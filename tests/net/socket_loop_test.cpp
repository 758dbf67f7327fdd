// Timers, lateness, signals and the life of channels.
#include "net/socket_loop.h"

#include <csignal>
#include <gtest/gtest.h>
#include <vector>

#include "tests/net/support/visitor.h"

namespace net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Timers, FireInOrderAndNotEarly) {
  SocketLoop loop;
  std::vector<int> order;
  std::vector<Time> fired;
  const auto channel = [&](int name) {
    Hooks hooks;
    hooks.timer = [&order, &fired, name](Time now) {
      order.push_back(name);
      fired.push_back(now);
    };
    return loop.open_channel(std::move(hooks));
  };
  const Channel late = channel(2);
  const Channel early = channel(1);
  const Channel off = channel(3);
  const Time begin = loop.now();
  loop.set_timer(late, begin + milliseconds(30));
  loop.set_timer(early, begin + milliseconds(10));
  loop.set_timer(off, begin + milliseconds(5));
  loop.set_timer(off, std::nullopt);
  ASSERT_TRUE(loop.run_until([&] { return order.size() == 2; }, begin + seconds(10)));
  EXPECT_EQ(order, (std::vector{1, 2}));
  EXPECT_GE(fired[0], begin + milliseconds(10));
  EXPECT_GE(fired[1], begin + milliseconds(30));
}

TEST(Timers, OneThatIsAlwaysDueStarvesNobody) {
  SocketLoop loop;
  Channel eager{};
  Hooks hooks;
  hooks.timer = [&](Time now) { loop.set_timer(eager, now - milliseconds(1)); };
  eager = loop.open_channel(std::move(hooks));
  loop.set_timer(eager, loop.now());
  Endpoint nowhere;
  nowhere.host = "127.0.0.1";
  nowhere.port = 1;
  testing::Visitor visitor(loop);
  visitor.open(nowhere);
  EXPECT_TRUE(visitor.until_over());
}

TEST(Loop, EndsAtItsDeadline) {
  SocketLoop loop;
  const Time deadline = loop.now() + milliseconds(20);
  EXPECT_FALSE(loop.run_until([] { return false; }, deadline));
  EXPECT_GE(loop.now(), deadline);
}

TEST(Loop, ToldAllChannelsWhenItWasLate) {
  SocketLoop loop;
  Time told{};
  Hooks busy;
  busy.timer = [&](Time now) {
    while (loop.now() < now + milliseconds(120)) {
    }
  };
  Hooks listening;
  listening.lag = [&](Time amount, Time) { told = amount; };
  const Channel channel = loop.open_channel(std::move(busy));
  loop.open_channel(std::move(listening));
  loop.set_timer(channel, loop.now());
  ASSERT_TRUE(loop.run_until([&] { return told > Time{}; }, loop.now() + seconds(10)));
  EXPECT_GE(told, milliseconds(100));
  EXPECT_GE(loop.worst_lag(), told);
}

TEST(Loop, AChannelMayCloseItselfInItsHook) {
  SocketLoop loop;
  Channel channel{};
  bool closed = false;
  Hooks hooks;
  hooks.timer = [&, keeps_alive = std::vector<int>(1000)](Time) {
    loop.close_channel(channel);
    closed = keeps_alive.size() == 1000;
  };
  channel = loop.open_channel(std::move(hooks));
  loop.set_timer(channel, loop.now());
  EXPECT_TRUE(loop.run_until([&] { return closed; }, loop.now() + seconds(10)));
}

TEST(Signals, InterruptIsAnEvent) {
  SocketLoop loop;
  std::vector<int> numbers;
  loop.on_signal([&](int number) { numbers.push_back(number); });
  ::raise(SIGINT);
  ASSERT_TRUE(loop.run_until([&] { return numbers.size() == 1; }, loop.now() + seconds(10)));
  ::raise(SIGTERM);
  ASSERT_TRUE(loop.run_until([&] { return numbers.size() == 2; }, loop.now() + seconds(10)));
  EXPECT_EQ(numbers, (std::vector{SIGINT, SIGTERM}));
  loop.on_signal({});
}

}  // namespace
}  // namespace net
