// The plays of a proof: alike every time, and changed by nothing but a fault that they ask about.
#include "runner/prove_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "broker/faults/fault_table.h"

namespace runner {
namespace {

using client::Verdict;

constexpr std::string_view suite = R"(suite sample "For these tests"

scenario newest-replaces-older
  "A retained message is replaced by the next one."
  covers 5.0/MQTT-3.3.1-5
  given
    alice connects
    bob connects
    alice publishes topic="$t" payload="old" qos=1 retain
  alice publishes topic="$t" payload="new" qos=1 retain
  bob subscribes "$t"
  bob <- PUBLISH topic="$t" payload="new" retain

scenario keep-alive-runs-out
  "The server closes after one and a half times the keep alive."
  covers 5.0/MQTT-3.1.2-22
  given
    alice connects keep_alive=10 pings=off
  alice is closed code=0x8d in 14s..16s

scenario qos-above-the-maximum
  "A message above the Maximum QoS closes the connection."
  covers 5.0/4.13.1
  needs server.maximum_qos 0..1
  given
    alice connects
  alice -> PUBLISH! topic="$t" qos=$server.maximum_qos+1 id=1
  alice is closed code=0x9b
)";

std::vector<script::CaseInfo> cases() {
  const auto parsed = script::parse("sample.scenario", suite, requirements::catalogue());
  for (const auto& diagnostic : parsed.diagnostics) ADD_FAILURE() << script::render(diagnostic);
  return parsed.suite ? script::cases_of(parsed.suite) : std::vector<script::CaseInfo>{};
}

const Stage& stage() {
  static const auto built = Stage::build("5eed");
  EXPECT_TRUE(built) << built.error().message;
  return *built;
}

broker::FaultSet only(std::string_view name) {
  broker::FaultSet set;
  set.set(broker::find_fault(name));
  return set;
}

broker::Faults watching(std::string_view name) {
  broker::Faults faults;
  faults.watch(only(name));
  return faults;
}

broker::Faults breaking(std::string_view name) {
  broker::Faults faults;
  faults.switch_on(broker::find_fault(name));
  return faults;
}

Staging plan(std::size_t index) {
  auto made = stage().stage(cases().at(index));
  EXPECT_TRUE(made);
  return *made;
}

std::vector<std::string> bytes_of(const client::Outcome& outcome) {
  std::vector<std::string> all;
  all.reserve(outcome.wire.size());
  for (const auto& event : outcome.wire) all.push_back(std::to_string(event.at.count()) + " " + event.bytes);
  return all;
}

TEST(ProveStage, PlaysAreAlikeToTheByteAndTheNanosecond) {
  const auto once = stage().play(plan(0), {});
  const auto again = stage().play(plan(0), {});
  EXPECT_EQ(once.outcome.verdict, Verdict::pass);
  EXPECT_EQ(bytes_of(once.outcome), bytes_of(again.outcome));
}

TEST(ProveStage, WatchingAFaultChangesNothingAndTellsWhetherItWasAskedAbout) {
  const auto plain = stage().play(plan(0), {});
  const auto watched = stage().play(plan(0), watching("retained-not-replaced"));
  EXPECT_EQ(bytes_of(plain.outcome), bytes_of(watched.outcome));
  EXPECT_EQ(watched.asked, only("retained-not-replaced"));
  EXPECT_TRUE(stage().play(plan(1), watching("retained-not-replaced")).asked.none());
}

TEST(ProveStage, AFaultIsConvictedOnItsId) {
  const auto play = stage().play(plan(0), breaking("retained-not-replaced"));
  EXPECT_EQ(play.outcome.verdict, Verdict::fail);
  ASSERT_FALSE(play.outcome.failures.empty());
  EXPECT_EQ(play.outcome.failures.front().requirement, "5.0/MQTT-3.3.1-5");
}

TEST(ProveStage, ACaseIsPlayedWhereItsNeedsAreMet) {
  EXPECT_EQ(plan(0).venue->target.default_listener, "tcp");
  EXPECT_EQ(plan(2).venue->target.default_listener, "limited");
  EXPECT_EQ(stage().play(plan(2), {}).outcome.verdict, Verdict::pass);
  EXPECT_EQ(stage().play(plan(2), breaking("qos-above-maximum-left-open")).outcome.verdict, Verdict::fail);
}

TEST(ProveStage, WaitingTakesNoTime) {
  const auto before = std::chrono::steady_clock::now();
  const auto play = stage().play(plan(1), {});
  EXPECT_EQ(play.outcome.verdict, Verdict::pass) << play.outcome.reason;
  EXPECT_GT(play.outcome.duration, std::chrono::seconds(14));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

}  // namespace
}  // namespace runner
