// Short runs against a real Mosquitto: what the program writes, and where.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using testing::HasSubstr;

TEST(Live, RunLaunchesJudgesAndReports) {
  const program::TemporaryFolder folder;
  const auto ended =
      program::run({program::data("good.scenario"), "--launch", "mosquitto", "--seed", "7f3a91", "--json",
                    folder.file("r.json"), "--junit", folder.file("r.xml")});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("6 of 6 as expected"));
  EXPECT_THAT(ended.out, HasSubstr("seed 7f3a91   6 cases"));
  const auto result = nlohmann::json::parse(golden::read(folder.file("r.json")));
  EXPECT_EQ(result["cases"].size(), 6U);
  EXPECT_EQ(result["summary"]["exit_code"], 0);
  EXPECT_EQ(result["selection"]["rerun_arguments"], program::data("good.scenario") + " --launch mosquitto");
  pugi::xml_document junit;
  EXPECT_TRUE(junit.load_file(folder.file("r.xml").c_str()));
}

/// Another message is expected than was sent, so every broker fails it.
const std::string fails = R"(suite sample "It fails"

scenario nobody-sends-this
  "A message that nobody sends arrives."
  covers 5.0/MQTT-3.3.1-9
  given
    alice connects
    alice subscribes "$t" max_qos=0
  alice publishes topic="$t" payload="x"
  alice <- PUBLISH payload="never"
)";

TEST(Live, WhatTheBrokerPrintedStandsBesideAFailureAndIsKept) {
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("fails.scenario")) << fails;
  const auto ended = program::run({folder.file("fails.scenario"), "--launch", "mosquitto", "-v", "--keep",
                                   "--json=" + folder.file("r.json"), "--html", folder.file("r.html")});
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\n  log   "));
  EXPECT_THAT(ended.out, HasSubstr("New client connected from "));
  const auto lines = nlohmann::json::parse(golden::read(folder.file("r.json")))["cases"][0]["broker_log"];
  EXPECT_THAT(lines.dump(), HasSubstr(" as alice"));
  EXPECT_THAT(golden::read(folder.file("r.html")), HasSubstr("\"broker_log\":[\""));
  const std::string words = "what it printed were kept in ";
  const auto at = ended.err.find(words);
  ASSERT_NE(at, std::string::npos) << ended.err;
  const std::string kept = ended.err.substr(at + words.size(), ended.err.find('\n', at) - at - words.size());
  EXPECT_THAT(golden::read(kept + "/output-by-case.log"),
              testing::StartsWith("== fail sample/nobody-sends-this@5.0\n"));
  EXPECT_THAT(golden::read(kept + "/output.log"), HasSubstr("mosquitto version"));
  std::filesystem::remove_all(kept);
}

TEST(Live, JsonOnStandardOutputIsAlone) {
  const auto ended =
      program::run({program::data("good.scenario"), "sample/ping-*", "--launch", "mosquitto", "--json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(nlohmann::json::parse(ended.out)["cases"].size(), 2U);
  EXPECT_THAT(ended.err, HasSubstr("2 of 2 as expected"));
}

TEST(Live, ReportOfARunShowsTheSameScreen) {
  const program::TemporaryFolder folder;
  const auto ended = program::run(
      {program::data("good.scenario"), "--launch", "mosquitto", "--json", folder.file("r.json")});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(program::run({"report", folder.file("r.json")}).out, ended.out);
}

TEST(Live, ProbeTellsWhatTheBrokerCan) {
  const auto ended = program::run({"probe", "--launch", "mosquitto"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("mosquitto"));
  EXPECT_THAT(ended.out, HasSubstr("3.1.1, 5.0"));
}

}  // namespace
