// A scenario that has another name than it had: whatever was written under the old one still means it.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string now = "renamed/newest-wins";
const std::string before = "renamed/newest-replaces-older";

/// A broker that keeps the old retained message, and the renamed scenario that shows it.
program::Ended run(std::vector<std::string> further) {
  further.insert(further.begin(), {program::data("renamed.scenario"), "--simulate", "--seed", "1", "--fault",
                                   "retained-not-replaced"});
  return program::run(further);
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

/// The result as a version before the renaming would have written it.
std::string under_its_old_name(const std::string& path) {
  std::string text = golden::read(path);
  for (auto at = text.find(now); at != std::string::npos; at = text.find(now, at))
    text.replace(at, now.size(), before);
  json result = json::parse(text);
  for (auto& entry : result["cases"]) entry.erase("formerly");
  write(path + ".old", result.dump(1));
  return path + ".old";
}

TEST(Formerly, APatternWithTheOldNameSelectsTheCaseAndSaysWhatItIsCalledNow) {
  for (const std::string& pattern : {before, before + "[qos=1]@5.0", std::string("retain/newer-one")}) {
    const auto ended = run({pattern});
    EXPECT_EQ(ended.exit_code, 1) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(" is now called " + now + "\n")) << pattern;
  }
  EXPECT_THAT(run({now}).err, Not(HasSubstr("is now called")));
}

TEST(Formerly, TheListAndTheResultTellIt) {
  const auto listed = program::run({"list", program::data("renamed.scenario"), "--json"});
  const json old = {before + "[qos=1]@3.1.1", "retain/newer-one[qos=1]@3.1.1"};
  EXPECT_EQ(json::parse(listed.out)[0]["formerly"], old) << listed.err;
  EXPECT_EQ(json::parse(run({"--json"}).out)["cases"][0]["formerly"].size(), 2U);
}

TEST(Formerly, ABaselineKnowsItByTheOldNameAndAnUpdateWritesTheNewOne) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("known");
  write(file, "# ours\n" + before + "  # the older message stays\n");
  const auto gate = run({"--baseline", file});
  EXPECT_EQ(gate.exit_code, 0) << gate.out << gate.err;
  EXPECT_THAT(gate.err, HasSubstr(file + ":2: " + before + " is now called " + now));
  const auto updated = run({"--baseline", file, "--update-baseline"});
  EXPECT_EQ(updated.exit_code, 0) << updated.err;
  EXPECT_THAT(updated.err, HasSubstr("1 renamed"));
  EXPECT_EQ(golden::read(file), "# ours\n" + now + "  # the older message stays\n");
  EXPECT_THAT(run({"--baseline", file}).err, Not(HasSubstr("is now called")));
}

TEST(Formerly, WhatFailedUnderTheOldNameIsRunAgain) {
  const program::TemporaryFolder folder;
  run({"--json=" + folder.file("r.json")});
  const auto ended = run({"--json", "--rerun-failed", under_its_old_name(folder.file("r.json"))});
  EXPECT_THAT(ended.err, HasSubstr(before + "[qos=1]@5.0 is now called " + now + "[qos=1]@5.0"));
  EXPECT_EQ(json::parse(ended.out)["cases"].size(), 4U);
}

TEST(Formerly, ComparisonsTakeItForTheSameCase) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("r.json");
  run({"--json=" + file});
  const std::string old = under_its_old_name(file);
  for (const auto& [first, second] : {std::pair(old, file), std::pair(file, old)}) {
    const auto ended = program::run({"compare", first, second});
    EXPECT_EQ(ended.exit_code, 0) << ended.out;
    EXPECT_THAT(ended.out, HasSubstr("0 changed otherwise   4 alike"));
    EXPECT_THAT(ended.out, HasSubstr(" is now called "));
  }
  EXPECT_EQ(json::parse(program::run({"compare", old, file, "--json"}).out)["renamed"].size(), 4U);
  program::run({"report", file, "--html", folder.file("r.html"), "--since", old});
  EXPECT_THAT(golden::read(folder.file("r.html")), HasSubstr(R"("gone":[])"));
  EXPECT_THAT(golden::read(folder.file("r.html")), Not(HasSubstr(R"("was":"new")")));
}

TEST(Formerly, ANameThatAnotherScenarioHasIsAnError) {
  const program::TemporaryFolder folder;
  std::string text = golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/" + program::data("good.scenario"));
  const auto at = text.find("  covers 3.1.1/MQTT-3.12.4-1");
  text.insert(text.find('\n', at) + 1, "  formerly newest-replaces-older\n");
  write(folder.file("x.scenario"), text);
  const auto ended = program::run({"check", folder.file("x.scenario")});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.out + ended.err, HasSubstr("`sample/newest-replaces-older` is the name of a scenario"));
}

}  // namespace
