// The examples that define the language: they check without a word, compile, and are printed as they stand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/script/support/files.h"

namespace {

using script_test::read_file;
using script_test::source_path;

script::Environment target() {
  script::Environment environment;
  environment.seed = "7f3a";
  environment.users = {{"reader", "dashboard"}, {"writer", "sensor"}};
  environment.acl = {{"readable", "home/sensors/{case}"}};
  environment.server = {{codec::Field::receive_maximum, 20}};
  return environment;
}

TEST(Examples, CheckWithoutAWord) {
  const std::string text = read_file(source_path("tests/script/data/language_examples.scenario"));
  const script::ParseResult result = script_test::parse(text);
  EXPECT_EQ(script_test::rendered(result.diagnostics), "");
  ASSERT_NE(result.suite, nullptr);
  EXPECT_EQ(script::cases_of(result.suite).size(), 30U);
}

TEST(Examples, Compile) {
  const std::string text = read_file(source_path("tests/script/data/language_examples.scenario"));
  const script::Environment environment = target();
  for (const script::CaseInfo& info : script::cases_of(script_test::parse(text).suite)) {
    const auto plan = script::compile(info, environment);
    ASSERT_TRUE(plan.has_value()) << info.id << ": " << plan.error().message;
    EXPECT_FALSE(plan->steps.empty()) << info.id;
    EXPECT_EQ(plan->id, info.id);
    EXPECT_EQ(plan->covers, info.covers);
  }
}

TEST(Examples, ArePrintedAsTheyStand) {
  const std::string text = read_file(source_path("tests/script/data/language_examples.scenario"));
  const script::ParseResult result = script_test::parse(text);
  ASSERT_NE(result.suite, nullptr);
  EXPECT_EQ(script::print(*result.suite), text);
}

TEST(Examples, WhatTheTargetLacksIsNamedInWordsOfNeeds) {
  const std::string text = read_file(source_path("tests/script/data/language_examples.scenario"));
  std::vector<std::string> lacking;
  for (const script::CaseInfo& info : script::cases_of(script_test::parse(text).suite)) {
    const auto plan = script::compile(info, {});
    if (!plan) lacking.push_back(info.scenario + ": " + plan.error().capability);
  }
  EXPECT_THAT(lacking, testing::ElementsAre("forbidden-publish-reaches-nobody: users",
                                            "forbidden-publish-reaches-nobody: users"));
}

TEST(Examples, TopicsOfTheTargetDoNotMeetBetweenCases) {
  const std::string text = read_file(source_path("tests/script/data/language_examples.scenario"));
  const script::Environment environment = target();
  std::vector<std::string> rootless;
  for (const script::CaseInfo& info : script::cases_of(script_test::parse(text).suite)) {
    const auto plan = script::compile(info, environment);
    ASSERT_TRUE(plan.has_value());
    rootless.insert(rootless.end(), plan->rootless_topics.begin(), plan->rootless_topics.end());
  }
  ASSERT_EQ(rootless.size(), 2U);
  EXPECT_TRUE(rootless[0].starts_with("home/sensors/"));
  EXPECT_EQ(rootless[0].find("{case}"), std::string::npos);
  EXPECT_NE(rootless[0], rootless[1]);
}

}  // namespace
