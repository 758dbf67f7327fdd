// The job summary: the verdict first, below its limit, and nothing in it breaks out of its place.
#include "reports/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/result.h"
#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"

namespace {

using client::Verdict;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Markdown, LooksAsItIsMeantTo) {
  golden::expect("reports", "summary.md", reports::to_markdown(sample::run()));
}

TEST(Markdown, BeginsWithTheVerdict) {
  EXPECT_THAT(reports::to_markdown(sample::run()), StartsWith("## FAIL: mosquitto 2.0.11, "));
  auto well = sample::run();
  std::erase_if(well.cases, [](const auto& entry) { return entry.verdict != Verdict::pass; });
  well.summary.exit_code = 0;
  EXPECT_THAT(reports::to_markdown(well), StartsWith("## PASS: mosquitto 2.0.11, as expected\n"));
}

TEST(Markdown, NamesWhatTheBaselineSaysWrongly) {
  EXPECT_THAT(reports::to_markdown(sample::run_with_baseline()), HasSubstr("### Baseline\n\n- <code>"));
}

/// A run of so many failing cases that are charged each with something of its own.
runner::RunResult many(std::size_t count) {
  auto result = sample::run();
  const auto failing = sample::failing_case();
  for (std::size_t i = 0; i < count; ++i) {
    result.cases.push_back(failing);
    result.cases.back().id = "retain/number-" + std::to_string(i) + "@5.0";
  }
  return result;
}

TEST(Markdown, StaysBelowItsLimitAndCountsWhatItLeavesOut) {
  const std::string text = reports::to_markdown(many(3000));
  EXPECT_LT(text.size(), reports::markdown_bytes);
  EXPECT_THAT(text, HasSubstr("- FAIL <code>retain/number-2999&#64;5.0</code>")) << "in a line at least";
  const std::string small = reports::to_markdown(many(3000), 20'000);
  EXPECT_LT(small.size(), 20'000U);
  EXPECT_THAT(small, HasSubstr(" more; JSON and JUnit have them all."));
  EXPECT_THAT(small, StartsWith("## FAIL"));
}

TEST(Markdown, NothingBreaksOutOfItsPlace) {
  auto result = sample::run();
  const std::string hostile =
      "</code></details> <script>x</script> | @team `````` [a](http://b) \x1b[31m\nend";
  result.target.name = hostile;
  auto failing = sample::failing_case();
  failing.id = hostile;
  failing.outcome.failures.front().actual = hostile;
  failing.outcome.failures.front().requirement = hostile;
  result.cases.push_back(failing);
  const std::string text = reports::to_markdown(result);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("<code></code>")));
  // Outside of fences no byte of it is as it was; inside, the fence is longer than what it holds.
  bool fenced = false;
  std::string fence;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (!fenced && line.starts_with("```")) {
      fence = line.substr(0, line.find_first_not_of('`'));
      fenced = true;
    } else if (fenced && line == fence) {
      fenced = false;
    } else if (!fenced) {
      EXPECT_THAT(line, Not(HasSubstr("<script>")));
      EXPECT_THAT(line, Not(HasSubstr("@team")));
      EXPECT_THAT(line, Not(HasSubstr("[a](")));
    } else {
      EXPECT_FALSE(line.starts_with(fence)) << line;
    }
  }
  EXPECT_FALSE(fenced);
}

}  // namespace
