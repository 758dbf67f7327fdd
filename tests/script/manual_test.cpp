// Every example of the manual checks, compiles, and is written as `fmt` would write it.
#include <algorithm>
#include <gtest/gtest.h>

#include "tests/script/support/files.h"

namespace {

/// The fenced blocks ```scenario``` of docs/language.md, each as a whole suite.
std::vector<std::string> examples() {
  const std::string text = script_test::read_file(script_test::source_path("docs/language.md"));
  constexpr std::string_view begin = "```scenario\n";
  std::vector<std::string> found;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    const std::size_t end = text.find("```", at);
    std::string example = text.substr(at, end - at);
    if (!example.starts_with("suite")) example = "suite manual \"Examples of the manual\"\n\n" + example;
    found.push_back(std::move(example));
    at = end;
  }
  return found;
}

class Manual : public testing::TestWithParam<std::string> {};

TEST_P(Manual, ExampleChecksAndCompiles) {
  const script::ParseResult result = script_test::parse(GetParam(), "docs/language.md");
  EXPECT_EQ(script_test::rendered(result.diagnostics), "");
  ASSERT_NE(result.suite, nullptr);
  EXPECT_EQ(script::print(*result.suite), GetParam());
  script::Environment environment;
  environment.users = {{"reader", "dashboard"}, {"writer", "sensor"}};
  environment.acl = {{"readable", "home/{case}"}};
  environment.auth = {{"good", "conformance-challenge"}, {"scram", "SCRAM-SHA-256"}};
  for (const script::CaseInfo& info : script::cases_of(result.suite)) {
    const auto plan = script::compile(info, environment);
    EXPECT_TRUE(plan.has_value()) << info.id << (plan ? "" : plan.error().message);
  }
}

INSTANTIATE_TEST_SUITE_P(Language, Manual, testing::ValuesIn(examples()), [](const auto& tested) {
  const std::size_t at = tested.param.find("\nscenario ") + 10;
  std::string name = tested.param.substr(at, tested.param.find('\n', at) - at);
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(ManualHolds, AnExampleForEveryConstruct) {
  std::string all;
  for (const std::string& example : examples()) all += example;
  for (
      const std::string_view construct :
      {"given",      "either",       "or should", "or may",       "in any order", "never",  "repeat",
       "on 5.0",     "5.0(",         "let $",     "after",        "maybe",        "one of", "fence retained",
       "=> ",        "BYTES",        "is closed", "is refused",   "<- CLOSED",    "opens",  "connects",
       "subscribes", "unsubscribes", "publishes", "leaves",       "resets",       "for ",   "clients",
       "needs",      "tags",         "formerly",  "else",         "only",         "should", "with",
       "in ..",      "CONNECT!",     "split=",    "session=kept", "acks=manual",  "will=$", "hex(",
       "pad(",       "fill(",        "min(",      "at once",      "auth=$auth.",  ".next",  "reauthenticates",
       "in illegal", "in legal",     "reacts to", "$bad!"}) {
    EXPECT_NE(all.find(construct), std::string::npos) << construct;
  }
}

}  // namespace
