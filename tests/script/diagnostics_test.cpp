// Each thing that the checker rejects has a small wrong file in golden/, and beside it what must be said of
// it.
#include <gtest/gtest.h>
#include <set>

#include "tests/script/support/files.h"

namespace {

namespace fs = std::filesystem;
using script_test::source_path;

std::vector<fs::path> wrong_files() {
  std::set<fs::path> sorted;
  for (const fs::directory_entry& entry : fs::directory_iterator(source_path("tests/script/golden"))) {
    if (entry.path().extension() == ".scenario") sorted.insert(entry.path());
  }
  return {sorted.begin(), sorted.end()};
}

class WrongFile : public testing::TestWithParam<fs::path> {};

TEST_P(WrongFile, IsToldWithItsPlaceAndAHint) {
  const fs::path& path = GetParam();
  const script::ParseResult result =
      script_test::parse(script_test::read_file(path), path.filename().string());
  EXPECT_FALSE(result.diagnostics.empty());
  fs::path expected = path;
  script_test::expect_golden(expected.replace_extension(".expected"),
                             script_test::rendered(result.diagnostics));
}

INSTANTIATE_TEST_SUITE_P(Language, WrongFile, testing::ValuesIn(wrong_files()), [](const auto& tested) {
  std::string name = tested.param.stem().string();
  for (char& c : name) {
    if (c == '-' || c == '.') c = '_';
  }
  return name;
});

TEST(Diagnostics, AnErrorMeansThatThereIsNoSuite) {
  const script::ParseResult wrong =
      script_test::parse("suite s \"S\"\n\nscenario x\n  \"S.\"\n  alice conects\n");
  EXPECT_EQ(wrong.suite, nullptr);
}

TEST(Diagnostics, AWarningLeavesTheSuiteUsable) {
  const script::ParseResult result = script_test::parse(script_test::with_suite(
      "  alice connects\n  alice <- PUBLISH\n", "5.0/MQTT-3.3.1-9 5.0/MQTT-3.3.1-10"));
  ASSERT_EQ(result.diagnostics.size(), 1U);
  EXPECT_EQ(result.diagnostics[0].severity, script::Diagnostic::Severity::warning);
  EXPECT_NE(result.suite, nullptr);
}

TEST(Diagnostics, TheCaretStandsUnderTheSpanAlsoBehindCharactersOfSeveralBytes) {
  const script::ParseResult result = script_test::parse(
      script_test::with_suite("  alice connects\n  alice <- PUBLISH payload=\"ü\" topc=\"a\"\n"));
  ASSERT_EQ(result.diagnostics.size(), 1U);
  const std::string text = script::render(result.diagnostics[0]);
  EXPECT_NE(text.find("7 |   alice <- PUBLISH payload=\"ü\" topc=\"a\"\n"
                      "  |                                ^^^^^^^^\n"),
            std::string::npos)
      << text;
}

TEST(Diagnostics, ControlCharactersOfTheFileDoNotReachTheTerminal) {
  const script::ParseResult result =
      script_test::parse(script_test::with_suite("  alice connects\n  alice <- PUBLISH topc=\"\x1b[2J\"\n"));
  EXPECT_EQ(script_test::rendered(result.diagnostics).find('\x1b'), std::string::npos);
}

TEST(Diagnostics, NamesThatStandInTwoFilesAreToldTogether) {
  const std::string text = script_test::with_suite("  alice connects\n  alice <- PUBLISH\n");
  const script::SuitePtr first = script_test::parse(text, "a.scenario").suite;
  const script::SuitePtr second = script_test::parse(text, "b.scenario").suite;
  const std::vector both = {first, second};
  const std::vector<script::Diagnostic> found = script::check_together(both);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].file, "b.scenario");
  EXPECT_EQ(found[0].message, "another file holds a suite `test` already");
}

}  // namespace
