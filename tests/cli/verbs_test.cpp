// The verbs that need no broker: what they print, where, and their exit codes.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Check, OfGoodFilesSaysSo) {
  const auto ended = program::run({"check", program::data("good.scenario")});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.out, "1 suite, 6 cases: no error\n");
}

TEST(Check, OfTheSuitesThatAreBuiltInFindsNoError) {
  const auto ended = program::run({"check"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
}

TEST(Check, OfABrokenFileReadsLikeACompiler) {
  const auto ended = program::run({"check", program::data("broken.scenario")});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(ended.out, "");
  golden::expect("cli", "check-broken.txt", ended.err);
}

TEST(Check, WritesDiagnosticsAsJson) {
  const auto ended = program::run({"check", "--json", program::data("broken.scenario")});
  EXPECT_EQ(ended.exit_code, 3);
  const auto list = json::parse(ended.out);
  ASSERT_FALSE(list.empty());
  EXPECT_EQ(list[0]["line"], 7);
  EXPECT_EQ(list[0]["severity"], "error");
}

TEST(Check, OfAFileThatIsNotThereIsUsage) {
  const auto ended = program::run({"check", "nowhere.scenario"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("cannot read nowhere.scenario"));
}

TEST(Fmt, PrintsTheUsualForm) {
  const auto ended = program::run({"fmt", program::data("untidy.scenario")});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  golden::expect("cli", "fmt-untidy.txt", ended.out);
}

TEST(Fmt, ChecksAndRewrites) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("untidy.scenario");
  std::filesystem::copy_file(std::string(CONFORMANCE_SOURCE_DIR) + "/" + program::data("untidy.scenario"),
                             file);
  const auto before = program::run({"fmt", "--check", file});
  EXPECT_EQ(before.exit_code, 1);
  EXPECT_EQ(before.out, file + "\n");
  EXPECT_EQ(program::run({"fmt", "--write", file}).exit_code, 0);
  EXPECT_EQ(program::run({"fmt", "--check", file}).exit_code, 0);
}

TEST(Fmt, TouchesNoBrokenFile) {
  EXPECT_EQ(program::run({"fmt", "--write", program::data("broken.scenario")}).exit_code, 3);
}

TEST(List, NamesCasesAndWhatTheyCover) {
  const auto ended = program::run({"list", program::data("good.scenario")});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  golden::expect("cli", "list.txt", ended.out);
}

TEST(List, CountsCasesByAreaAndVersion) {
  const auto ended = program::run({"list", program::data("good.scenario"), "--counts"});
  EXPECT_EQ(ended.exit_code, 0);
  const auto cases = json::parse(program::run({"list", program::data("good.scenario"), "--json"}).out);
  std::size_t newer = 0;
  for (const json& one : cases) newer += one["version"] == "5.0";
  EXPECT_EQ(ended.out, fmt::format("area    3.1.1    5.0  cases\n"
                                   "sample  {0:>5}  {1:>5}  {2:>5}\nall     {0:>5}  {1:>5}  {2:>5}\n",
                                   cases.size() - newer, newer, cases.size()));
  const auto counts =
      json::parse(program::run({"list", program::data("good.scenario"), "--counts", "--json"}).out);
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0]["area"], "sample");
  EXPECT_EQ(counts[0]["5.0"], newer);
}

TEST(List, SelectsLikeRun) {
  const auto ended = program::run({"list", program::data("good.scenario"), "sample/newest-*", "--mqtt", "5.0",
                                   "--covers", "5.0/MQTT-3.3.1-5"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(std::ranges::count(ended.out, '\n'), 2);
}

TEST(List, HasOneLineForAMatrixUnlessEachIsAskedFor) {
  const auto ended = program::run({"list", "malformed-packets/every-illegal-pubrel@5.0"});
  EXPECT_EQ(std::ranges::count(ended.out, '\n'), 1);
  EXPECT_THAT(ended.out, HasSubstr("malformed-packets/every-illegal-pubrel@5.0  "));
  EXPECT_THAT(ended.out, HasSubstr(" variants, "));
  const auto each = program::run({"list", "-v", "malformed-packets/every-illegal-pubrel@5.0"});
  EXPECT_GT(std::ranges::count(each.out, '\n'), 10);
  EXPECT_THAT(each.out, HasSubstr("every-illegal-pubrel[flags=3]@5.0  "));
}

TEST(List, SelectsOneVariantByItsLabel) {
  const auto ended = program::run({"list", "*every-illegal-pubrel[flags=3]@5.0", "--json"});
  const auto list = json::parse(ended.out);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["id"], "malformed-packets/every-illegal-pubrel[flags=3]@5.0");
  EXPECT_EQ(list[0]["variant"], "flags=3");
  EXPECT_EQ(program::run({"list", "*every-illegal-pubrel[flags=*]@5.0", "--safe"}).exit_code, 5);
  EXPECT_EQ(program::run({"list", "unusual-packets/every-legal-pubrel", "--safe"}).exit_code, 0);
}

TEST(List, WritesJson) {
  const auto ended = program::run({"list", "--json", program::data("good.scenario")});
  const auto list = json::parse(ended.out);
  ASSERT_EQ(list.size(), 6U);
  EXPECT_EQ(list[0]["suite"], "sample");
  EXPECT_THAT(list[0]["requirements"].dump(), HasSubstr("MQTT-3.3.1-5"));
}

// Of one area, since each call plays a proof; tests/prove has the whole.
TEST(List, TellsOfEachStatementItsScenariosFaultsAndProof) {
  const auto ended = program::run({"list", "retain", "--requirements"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, StartsWith("id "));
  EXPECT_THAT(ended.out, HasSubstr("\n5.0/MQTT-3.3.1-5 "));
  EXPECT_THAT(ended.out, HasSubstr("\n3.1.1: 126 observable, "));
  const auto list = json::parse(program::run({"list", "retain", "--requirements", "--json"}).out);
  ASSERT_EQ(list.size(), 141U + 251U);
  const auto retained =
      std::ranges::find(list, "5.0/MQTT-3.3.1-5", [](const json& row) { return row["id"]; });
  EXPECT_THAT((*retained)["scenarios"].dump(), HasSubstr("retain/newest-replaces-older"));
  EXPECT_THAT((*retained)["faults"].dump(), HasSubstr("retained-not-replaced"));
  EXPECT_EQ((*retained)["proven"], true);
}

TEST(List, WhatCannotBeTestedSaysWhy) {
  for (const auto& row : json::parse(program::run({"list", "retain", "--requirements", "--json"}).out)) {
    if (row["observable"] == false) {
      EXPECT_NE(row["reason"], "") << row["id"];
      EXPECT_EQ(row["state"], "untestable");
    }
  }
}

TEST(List, HasTheBehavioursWithoutANumberOnRequest) {
  const auto list = json::parse(program::run({"list", "retain", "--requirements", "--all", "--json"}).out);
  EXPECT_GE(list.size(), 141U + 251U + 133U);
}

TEST(List, TellsWhereWeJudgeOtherwise) {
  const auto ended = program::run({"list", "--requirements", "--differences"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_NE(ended.out, "");
}

TEST(Explain, TellsAllAboutARequirement) {
  const auto ended = program::run({"explain", "5.0/MQTT-3.3.1-5"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("5.0/MQTT-3.3.1-5"));
  EXPECT_EQ(json::parse(program::run({"explain", "--json", "5.0/MQTT-3.3.1-5"}).out)[0]["grade"], "must");
}

TEST(Explain, WithoutAVersionTellsBoth) {
  const auto ended = program::run({"explain", "MQTT-3.3.1-5"});
  EXPECT_THAT(ended.out, HasSubstr("3.1.1/MQTT-3.3.1-5"));
  EXPECT_THAT(ended.out, HasSubstr("5.0/MQTT-3.3.1-5"));
}

TEST(Explain, OfAnUnknownIdTellsWhatWasMeant) {
  const auto ended = program::run({"explain", "5.0/MQTT-3.3.1-55"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("did you mean `5.0/MQTT-3.3.1-5`"));
}

TEST(Decode, AnnotatesPackets) {
  const auto ended = program::run({"decode", "30070003612f620078", "c000", "3007000361c0800062"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  golden::expect("cli", "decode.txt", ended.out);
}

TEST(Decode, WritesAnObjectALine) {
  const auto ended = program::run({"decode", "--json", "--mqtt", "3.1.1", "c000", "c200"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto end = ended.out.find('\n');
  EXPECT_EQ(json::parse(ended.out.substr(0, end))["verdict"], "accept");
  EXPECT_EQ(json::parse(ended.out.substr(end + 1))["verdict"], "malformed");
}

TEST(Decode, ReadsStandardInputAndGoesOnBehindALineThatIsNoHex) {
  const auto ended = program::run({"decode", "--json"}, "c000\nnonsense\n\nc000\n");
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(std::ranges::count(ended.out, '\n'), 2);
  EXPECT_THAT(ended.err, HasSubstr("line 2: "));
}

const std::string sample_result = "tests/reports/golden/result.json";

TEST(Report, ShowsAResultAgain) {
  const auto ended = program::run({"report", sample_result});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto screen = golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/tests/reports/golden/final.txt");
  EXPECT_THAT(ended.out, HasSubstr(screen));
  EXPECT_THAT(program::run({"report", "-q", sample_result}).out, Not(HasSubstr("rerun:")));
}

TEST(Report, WritesOtherFormats) {
  const auto junit = golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/tests/reports/golden/junit.xml");
  EXPECT_EQ(program::run({"report", sample_result, "--junit", "-"}).out, junit);
  const auto text = golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/" + sample_result);
  EXPECT_EQ(program::run({"report", "-", "--json=-"}, text).out, text);
}

TEST(Report, WritesAPageOfOneResultAndAMatrixOfSeveral) {
  const auto page = program::run({"report", sample_result, "--html", "-"});
  EXPECT_EQ(page.exit_code, 0) << page.err;
  EXPECT_THAT(page.out, HasSubstr("<title>mosquitto 2.0.11 · conformance</title>"));
  const auto since = program::run({"report", sample_result, "--since", sample_result, "--html", "-"});
  EXPECT_THAT(since.out, HasSubstr(R"("gone":[])"));
  const auto matrix = program::run({"report", sample_result, sample_result, "--html", "-"});
  EXPECT_EQ(matrix.exit_code, 0) << matrix.err;
  EXPECT_THAT(matrix.out, HasSubstr("<title>2 brokers · conformance</title>"));
}

TEST(Report, SaysWhatGoesWithOneResult) {
  EXPECT_THAT(program::run({"report", sample_result, sample_result, "--junit", "-"}).err,
              HasSubstr("hold one result each"));
  EXPECT_EQ(program::run({"report", sample_result, "--since", sample_result}).exit_code, 2);
  const auto nowhere = program::run({"report", sample_result, "--since", "nowhere.json", "--html", "-"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("cannot read nowhere.json"));
}

TEST(Report, OfSomethingElseSaysWhatItNeeds) {
  const auto ended = program::run({"report", "docs/schema/result.schema.json"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("`schema` is missing"));
  EXPECT_THAT(ended.err, HasSubstr("conformance --json=FILE"));
  EXPECT_EQ(program::run({"report", "nowhere.json"}).exit_code, 2);
}

}  // namespace
