// TAP 14, read by a parser that takes nothing else.
#include "reports/tap.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"

namespace {

using client::Verdict;
using testing::HasSubstr;

/// What a consumer makes of it; `mistakes` is what the protocol does not allow.
struct Read {
  std::size_t planned{};
  std::size_t ok{};
  std::size_t not_ok{};
  std::size_t skipped{};
  std::size_t todo{};
  bool bailed_out{};
  std::vector<std::string> mistakes;
};

Read read(const std::string& text) {
  Read result;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  if (line != "TAP version 14") result.mistakes.push_back(line);
  const std::regex plan(R"(1\.\.(\d+)( # .*)?)");
  // A `#` that is not escaped begins a directive, and there are two of them.
  const std::regex point(R"((not )?ok (\d+) - ((?:[^#\\]|\\[#\\])*)( # (SKIP|TODO) .+)?)");
  bool in_yaml = false;
  bool may_have_yaml = false;
  std::size_t number = 0;
  while (std::getline(lines, line)) {
    std::smatch match;
    if (in_yaml) {
      if (line == "  ...")
        in_yaml = false;
      else if (!line.starts_with("  "))
        result.mistakes.push_back("in YAML: " + line);
      continue;
    }
    if (line == "  ---" && may_have_yaml) {
      in_yaml = true;
      may_have_yaml = false;
      continue;
    }
    may_have_yaml = false;
    if (line.starts_with("# ")) continue;
    if (line.starts_with("Bail out!")) {
      result.bailed_out = true;
    } else if (std::regex_match(line, match, plan) && result.planned == 0) {
      result.planned = std::stoul(match[1]);
    } else if (std::regex_match(line, match, point)) {
      if (std::stoul(match[2]) != ++number) result.mistakes.push_back("number: " + line);
      const bool skip = match[5] == "SKIP";
      const bool todo = match[5] == "TODO";
      if (skip)
        ++result.skipped;
      else if (todo)
        ++result.todo;
      else
        ++(match[1].matched ? result.not_ok : result.ok);
      may_have_yaml = true;
    } else {
      result.mistakes.push_back(line);
    }
  }
  if (number != result.planned) result.mistakes.push_back("plan and points differ");
  if (in_yaml) result.mistakes.emplace_back("YAML without an end");
  return result;
}

std::size_t count(const runner::RunResult& result, std::initializer_list<Verdict> verdicts) {
  return static_cast<std::size_t>(std::ranges::count_if(result.cases, [&](const auto& entry) {
    return entry.known.empty() && std::ranges::find(verdicts, entry.verdict) != verdicts.end();
  }));
}

TEST(Tap, LooksAsItIsMeantTo) {
  golden::expect("reports", "result.tap", reports::to_tap(sample::run()));
}

TEST(Tap, HasAPointForEachCase) {
  const auto run = sample::run();
  const auto tap = read(reports::to_tap(run));
  EXPECT_THAT(tap.mistakes, testing::IsEmpty());
  EXPECT_EQ(tap.planned, run.cases.size());
  EXPECT_EQ(tap.ok, count(run, {Verdict::pass, Verdict::advisory}));
  EXPECT_EQ(tap.not_ok, count(run, {Verdict::fail, Verdict::flaky, Verdict::error}));
  EXPECT_EQ(tap.skipped, count(run, {Verdict::unsupported, Verdict::inconclusive, Verdict::not_run}));
}

TEST(Tap, AKnownFailureIsToDoAndALineThatIsWrongFails) {
  const auto run = sample::run_with_baseline();
  const auto tap = read(reports::to_tap(run));
  EXPECT_THAT(tap.mistakes, testing::IsEmpty());
  EXPECT_EQ(tap.todo, 1U);
  EXPECT_EQ(tap.planned, run.cases.size() + run.baseline->strays.size());
}

TEST(Tap, AtLevelShouldAdviceFails) {
  auto run = sample::run();
  run.selection.level = runner::Level::should;
  EXPECT_EQ(read(reports::to_tap(run)).not_ok,
            count(run, {Verdict::fail, Verdict::flaky, Verdict::error, Verdict::advisory}));
}

TEST(Tap, ARunThatWasCutShortBailsOut) {
  auto run = sample::run();
  run.summary.broker_died = true;
  run.summary.broker_died_text = "the broker died # of\n\\ this";
  const std::string text = reports::to_tap(run);
  EXPECT_TRUE(read(text).bailed_out);
  EXPECT_THAT(text, HasSubstr("Bail out! the broker died \\# of\\\\n\\\\ this\n"));
}

TEST(Tap, HostileNamesStayOnTheirLine) {
  auto run = sample::run();
  run.target.name = "a\nnot ok 1";
  auto failing = sample::failing_case();
  failing.id = "a # SKIP me\nok 2 - b\\\x1b[31m\xff";
  failing.outcome.failures.front().actual = "\n  ...\nok 3\n";
  run.cases.push_back(failing);
  const auto tap = read(reports::to_tap(run));
  EXPECT_THAT(tap.mistakes, testing::IsEmpty());
  EXPECT_EQ(tap.not_ok, count(run, {Verdict::fail, Verdict::flaky, Verdict::error}));
}

TEST(Tap, OfNothingIsValid) {
  EXPECT_THAT(read(reports::to_tap({})).mistakes, testing::IsEmpty());
}

}  // namespace
