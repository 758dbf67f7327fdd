// Workflow commands of GitHub Actions: few, the worst first, and nothing from a broker becomes a command.
#include "reports/annotations.h"

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

std::vector<std::string> lines_of(const runner::RunResult& run, const std::string& command = "::") {
  std::istringstream text(reports::to_github_annotations(run));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);)
    if (line.starts_with(command)) lines.push_back(line);
  return lines;
}

/// A command as actions/runner reads one: no bare `%`, `:` or `,` in the value of a property.
const std::string command =
    R"(::(error|warning|notice) ([a-z]+=([^:,%]|%25|%3A|%2C|%0A|%0D)*,)*title=([^:,%]|%25|%3A|%2C|%0A|%0D)*::([^%]|%25|%0A|%0D)+)";

TEST(Annotations, LookAsTheyAreMeantTo) {
  golden::expect("reports", "annotations.txt", reports::to_github_annotations(sample::run()));
}

TEST(Annotations, AreCommandsAndNothingElse) {
  const std::regex form(command);
  for (const auto& line : lines_of(sample::run_with_baseline(), ""))
    EXPECT_TRUE(std::regex_match(line, form)) << line;
}

runner::RunResult with_many(std::size_t count) {
  auto run = sample::run();
  auto failing = sample::failing_case();
  for (std::size_t i = 0; i < count; ++i) {
    failing.id = "retain/number-" + std::to_string(i) + "@5.0";
    run.cases.push_back(failing);
  }
  auto broken = failing;
  broken.id = "retain/broken@5.0";
  broken.verdict = Verdict::error;
  run.cases.push_back(broken);
  return run;
}

TEST(Annotations, AtMostTenOfAKindTheWorstFirstAndTheLastCountsTheRest) {
  const auto run = with_many(40);
  const auto errors = lines_of(run, "::error");
  ASSERT_EQ(errors.size(), 10U);
  EXPECT_THAT(errors.front(), HasSubstr("title=ERROR "));
  // Four variants of a matrix share one, and the 40 are added to four cases and one that is an error.
  EXPECT_THAT(errors.back(), HasSubstr("::… and 37 more of this kind"));
  EXPECT_LE(lines_of(run, "::warning").size(), 10U);
  EXPECT_EQ(lines_of(run, "::notice").size(), 1U);
}

TEST(Annotations, NothingFromABrokerBecomesACommand) {
  auto run = sample::run();
  const std::string hostile = "x\r\n::error::gotcha%0A::stop-commands::a,b:c\xff\x1b[31m";
  run.target.name = hostile;
  auto failing = sample::failing_case();
  failing.id = failing.file = hostile;
  failing.outcome.failures.front().actual = hostile;
  failing.outcome.failures.front().expected.clear();
  run.cases.push_back(failing);
  const std::regex form(command);
  for (const auto& line : lines_of(run, "")) EXPECT_TRUE(std::regex_match(line, form)) << line;
}

TEST(Annotations, AdviceIsAnErrorAtTheLevelThatCountsIt) {
  auto run = sample::run();
  const auto is_advice = [](const std::string& line) { return line.find("title=ADVISORY") != line.npos; };
  EXPECT_TRUE(std::ranges::any_of(lines_of(run, "::warning"), is_advice));
  run.selection.level = runner::Level::should;
  EXPECT_TRUE(std::ranges::any_of(lines_of(run, "::error"), is_advice));
  EXPECT_FALSE(std::ranges::any_of(lines_of(run, "::warning"), is_advice));
}

}  // namespace
