// Whole runs against a broker that misbehaves on request.
#include "runner/run.h"

#include <csignal>
#include <gmock/gmock.h>

#include "net/socket_loop.h"
#include "tests/runner/support/fake_broker.h"
#include "tests/runner/support/notes.h"

namespace runner {
namespace {

using client::Verdict;
using testing::cases_from;
using ::testing::Contains;
using testing::FakeBroker;
using ::testing::HasSubstr;
using testing::Notes;
using ::testing::SizeIs;
using testing::target_at;

/// A scenario in which a message with this payload is to reach its subscriber.
std::string delivers(const std::string& name, const std::string& payload, const std::string& tags = "") {
  return "scenario " + name + "\n  \"A message arrives.\"\n  covers 3.1.1/MQTT-4.5.0-1\n" +
         (tags.empty() ? "" : "  tags " + tags + "\n") +
         "  bob connects\n  bob subscribes \"$t\" max_qos=1\n  alice connects\n"
         "  alice publishes topic=\"$t\" qos=1 payload=\"" +
         payload + "\"\n  bob <- PUBLISH payload=\"" + payload + "\"\n\n";
}

std::string waits(const std::string& name, const std::string& duration) {
  return "scenario " + name + "\n  \"A client stays connected.\"\n  covers 3.1.1/MQTT-4.5.0-1\n" +
         "  bob connects\n  bob subscribes \"$t\" max_qos=1\n  alice connects\n  after " + duration +
         "\n  alice publishes topic=\"$t\" qos=1 payload=\"x\"\n  bob <- PUBLISH payload=\"x\"\n\n";
}

class Run : public ::testing::Test {
 protected:
  Run() {
    options_.seed = "abc";
    options_.timeout_s = 0.5;
  }

  RunResult play(const std::string& scenarios) {
    target_ = target_at(broker_.port());
    auto result = run(loop_, options_, target_, cases_from(scenarios), notes_);
    if (!result) throw std::runtime_error(result.error().message);
    return *result;
  }
  static const CaseResult& find(const RunResult& result, const std::string& scenario) {
    for (const CaseResult& each : result.cases) {
      if (each.scenario == scenario) return each;
    }
    throw std::runtime_error("no case " + scenario);
  }

  FakeBroker broker_;
  net::SocketLoop loop_;
  Options options_;
  Target target_;
  Notes notes_;
};

TEST_F(Run, ADeliveryPasses) {
  const RunResult result = play(delivers("one", "hi") + delivers("two", "hi"));
  EXPECT_EQ(find(result, "one").verdict, Verdict::pass) << find(result, "one").outcome.reason;
  EXPECT_EQ(find(result, "two").verdict, Verdict::pass);
  EXPECT_EQ(result.summary.exit_code, 0);
  EXPECT_THAT(notes_.finished_ids, SizeIs(2));
  EXPECT_EQ(notes_.announced, 2U);
  EXPECT_GT(result.calibration.at("deliveries"), 0);
}

TEST_F(Run, ALostMessageFailsTwiceAndTheCanaryLives) {
  const RunResult result = play(delivers("lost", "lose") + delivers("found", "hi"));
  const CaseResult& lost = find(result, "lost");
  EXPECT_EQ(lost.verdict, Verdict::fail);
  EXPECT_EQ(lost.plays, 2U);
  EXPECT_EQ(lost.canary, "alive");
  EXPECT_EQ(find(result, "found").verdict, Verdict::pass);
  EXPECT_EQ(result.summary.exit_code, 1);
}

TEST_F(Run, AMessageLostOnceIsFlaky) {
  const RunResult result = play(delivers("lost-once", "once"));
  EXPECT_EQ(find(result, "lost-once").verdict, Verdict::flaky);
  EXPECT_EQ(result.summary.exit_code, 1);
}

TEST_F(Run, ABrokerThatDiesIsNamedAndNothingIsLost) {
  options_.jobs = 1;
  const RunResult result = play(delivers("deadly", "die", "slow") + delivers("later", "hi", "exclusive"));
  EXPECT_TRUE(result.summary.broker_died);
  EXPECT_THAT(result.summary.broker_died_text, HasSubstr("takes no connections any more"));
  EXPECT_TRUE(find(result, "deadly").running_when_broker_died);
  EXPECT_EQ(find(result, "deadly").verdict, Verdict::inconclusive);
  EXPECT_NE(find(result, "later").verdict, Verdict::fail);
  EXPECT_EQ(result.summary.exit_code, 6);
  EXPECT_THAT(notes_.finished_ids, SizeIs(2));
}

TEST_F(Run, AnInterruptedRunKeepsItsResults) {
  options_.jobs = 1;
  notes_.on_finished = [this] {
    if (notes_.finished_ids.size() == 1) ::raise(SIGINT);
  };
  const RunResult result = play(delivers("first", "hi", "slow") + waits("second", "60s"));
  EXPECT_TRUE(result.summary.interrupted);
  EXPECT_EQ(find(result, "first").verdict, Verdict::pass);
  EXPECT_EQ(result.summary.exit_code, 130);
  EXPECT_LT(result.summary.duration_s, 30);
}

TEST_F(Run, TheDeadlineEndsTheRun) {
  options_.deadline_s = 0.5;
  const RunResult result = play(waits("long", "60s"));
  EXPECT_TRUE(result.summary.deadline_reached);
  EXPECT_THAT(find(result, "long").outcome.reason, HasSubstr("deadline"));
  EXPECT_EQ(result.summary.exit_code, 6);
}

TEST_F(Run, FailFastLeavesTheRestOut) {
  options_.jobs = 1;
  options_.fail_fast = true;
  const RunResult result =
      play(delivers("lost", "lose", "slow") + delivers("never-played", "hi", "exclusive"));
  EXPECT_EQ(find(result, "lost").verdict, Verdict::fail);
  EXPECT_EQ(find(result, "never-played").verdict, Verdict::not_run);
  EXPECT_EQ(result.summary.exit_code, 1);
}

TEST_F(Run, FailFastGoesOnAfterAFlakyCase) {
  options_.jobs = 1;
  options_.fail_fast = true;
  const RunResult result =
      play(delivers("lost-once", "once", "slow") + delivers("played", "hi", "exclusive"));
  EXPECT_EQ(find(result, "lost-once").verdict, Verdict::flaky);
  EXPECT_EQ(find(result, "played").verdict, Verdict::pass);
}

TEST_F(Run, RepeatPlaysACaseThatOften) {
  options_.repeat = 3;
  const RunResult result = play(delivers("again", "hi"));
  EXPECT_EQ(find(result, "again").plays, 3U);
  EXPECT_EQ(find(result, "again").verdict, Verdict::pass);
}

TEST_F(Run, AnExclusiveCaseRunsAlone) {
  std::string scenarios = delivers("by-itself", "alone", "exclusive");
  for (int i = 0; i < 20; ++i) scenarios += delivers("other-" + std::to_string(i), "hi");
  const RunResult result = play(scenarios);
  EXPECT_EQ(result.summary.exit_code, 0);
  EXPECT_EQ(broker_.company(), 2U) << "its own two clients";
}

TEST_F(Run, ManyCasesTakeHardlyLongerThanOne) {
  std::string scenarios;
  for (int i = 0; i < 40; ++i) scenarios += waits("case-" + std::to_string(i), "2s");
  const RunResult result = play(scenarios);
  EXPECT_EQ(result.summary.exit_code, 0);
  double slowest = 0;
  for (const CaseResult& each : result.cases) {
    slowest = std::max(slowest, std::chrono::duration<double>(each.outcome.duration).count());
  }
  EXPECT_LT(result.summary.main_pass_s, 2 * slowest);
}

TEST_F(Run, AScenarioThatNeedsWhatTheTargetLacksIsUnsupported) {
  const RunResult result = play(
      "scenario secret\n  \"A message arrives.\"\n  covers 3.1.1/MQTT-4.5.0-1\n  clients\n    alice "
      "transport=tls\n"
      "  alice connects\n  alice subscribes \"$t\" max_qos=0\n  alice publishes topic=\"$t\" payload=\"x\"\n"
      "  alice <- PUBLISH payload=\"x\"\n\n");
  EXPECT_EQ(find(result, "secret").verdict, Verdict::unsupported);
  EXPECT_EQ(find(result, "secret").outcome.capability, "tls");
  EXPECT_EQ(result.summary.exit_code, 0);
}

TEST(RunError, NoBrokerIsNoResult) {
  net::SocketLoop loop;
  Notes notes;
  const auto result = run(loop, {}, target_at(1), cases_from(delivers("one", "hi")), notes);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().exit, Exit::unreachable);
  EXPECT_THAT(result.error().message, HasSubstr("connection refused"));
}

TEST(RunError, CasesOfAVersionThatTheBrokerDoesNotSpeakAreNothing) {
  FakeBroker broker({.versions = {codec::Version::v5_0}});
  net::SocketLoop loop;
  Notes notes;
  const auto result = run(loop, {}, target_at(broker.port()), cases_from(delivers("one", "hi")), notes);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().exit, Exit::nothing_selected);
}

}  // namespace
}  // namespace runner
