// What a run leaves besides the screen: every format at once, later by `report`, and for what comes next.
#include <algorithm>
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

const std::vector<std::string> broken{"retain/newest-replaces-older", "--simulate", "--fault",
                                      "retained-not-replaced"};

program::Ended run_broken(std::vector<std::string> further,
                          const std::vector<std::string>& environment = {}) {
  further.insert(further.begin(), broken.begin(), broken.end());
  if (std::ranges::find(further, "--seed") == further.end()) further.insert(further.end(), {"--seed", "1"});
  return program::run(further, "", environment);
}

TEST(Outputs, EveryFormatAtOnceAndTheSameLater) {
  const program::TemporaryFolder folder;
  const auto ended = run_broken({"--json=" + folder.file("r.json"), "--junit", folder.file("r.xml"),
                                 "--markdown", folder.file("r.md"), "--tap", folder.file("r.tap")});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(golden::read(folder.file("r.md")),
              StartsWith("## FAIL: the reference broker, simulated with "));
  EXPECT_THAT(golden::read(folder.file("r.tap")), StartsWith("TAP version 14\n1.."));
  const auto again = program::run({"report", folder.file("r.json"), "--junit", folder.file("2.xml"),
                                   "--markdown", folder.file("2.md"), "--tap", folder.file("2.tap")});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  for (const char* name : {".xml", ".md", ".tap"})
    EXPECT_EQ(golden::read(folder.file("r" + std::string(name))),
              golden::read(folder.file("2" + std::string(name))))
        << name;
}

TEST(Outputs, OneFormatToStandardOutputMovesTheScreen) {
  const auto ended = run_broken({"--tap", "-"});
  EXPECT_THAT(ended.out, StartsWith("TAP version 14\n"));
  EXPECT_THAT(ended.err, HasSubstr("\nFAIL retain/newest-replaces-older"));
}

TEST(Annotations, ComeOnGitHubByThemselves) {
  EXPECT_THAT(run_broken({}).out, Not(HasSubstr("::error ")));
  const std::vector<std::string> github{"GITHUB_ACTIONS=true"};
  EXPECT_THAT(run_broken({}, github).out, HasSubstr("\n::error file=scenarios/retain.scenario,line="));
  EXPECT_THAT(run_broken({"--annotations", "none"}, github).out, Not(HasSubstr("::error ")));
  EXPECT_THAT(run_broken({"--annotations", "github"}).out, HasSubstr("\n::error "));
  EXPECT_THAT(run_broken({"--tap", "-"}, github).out, Not(HasSubstr("::error ")))
      << "a machine reads standard output";
}

TEST(RerunFailed, PlaysWhatFailedAndNothingElse) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("r.json");
  EXPECT_EQ(run_broken({"retain/marked-as-retained", "--json=" + file}).exit_code, 1);
  const json first = json::parse(golden::read(file));
  const auto listed = program::run({"list", "--rerun-failed", file, "--json"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, Not(HasSubstr("marked-as-retained")));
  const auto again = program::run({"--simulate", "--rerun-failed", file, "--json"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(json::parse(again.out)["cases"].size(), first["summary"]["verdicts"]["fail"]);
}

TEST(RerunFailed, TakesTheSeedOverUnlessOneIsGiven) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("r.json");
  run_broken({"--seed", "7f3a91", "--json=" + file});
  const auto seed = [&](std::vector<std::string> further) {
    further.insert(further.begin(), {"--simulate", "--json", "--rerun-failed", file});
    return json::parse(program::run(further).out)["selection"]["seed"];
  };
  EXPECT_EQ(seed({}), "7f3a91");
  EXPECT_EQ(seed({"--seed", "2"}), "2");
}

TEST(RerunFailed, WithNothingToPlaySaysSo) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("r.json");
  EXPECT_EQ(program::run({"retain/marked-as-retained", "--simulate", "--json=" + file}).exit_code, 0);
  const auto ended = program::run({"--simulate", "--rerun-failed", file});
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.err, HasSubstr("nothing failed in"));
  EXPECT_EQ(program::run({"--simulate", "--rerun-failed", folder.file("none")}).exit_code, 2);
}

TEST(Probe, WritesATargetFileThatARunTakes) {
  const program::TemporaryFolder folder;
  const std::string file = folder.file("target.json");
  const auto ended = program::run({"probe", "--launch", "reference", "--write", file});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("write the password of sensor into writer.password"));
  EXPECT_THAT(golden::read(file), Not(HasSubstr("sensorpw")));
  EXPECT_EQ(json::parse(golden::read(file))["versions"].size(), 2U);
}

/// A run whose failing and passing cases log in, with every output, as `sensor` with its password.
struct Everything {
  std::vector<std::pair<std::string, std::string>> texts;
};

Everything everything(std::vector<std::string> further) {
  const program::TemporaryFolder folder;
  std::vector<std::string> words{"acl/*",
                                 "authentication/*",
                                 "--simulate",
                                 "--seed",
                                 "1",
                                 "--fault",
                                 "publish-rights-not-checked",
                                 "-vv",
                                 "--json=" + folder.file("r.json"),
                                 "--junit",
                                 folder.file("r.xml"),
                                 "--markdown",
                                 folder.file("r.md"),
                                 "--tap",
                                 folder.file("r.tap"),
                                 "--html",
                                 folder.file("r.html"),
                                 "--pcap",
                                 folder.file("r.pcapng"),
                                 "--annotations",
                                 "github",
                                 "--baseline",
                                 folder.file("known"),
                                 "--update-baseline"};
  words.insert(words.end(), further.begin(), further.end());
  const auto ended = program::run(words);
  Everything all;
  all.texts = {{"out", ended.out}, {"err", ended.err}};
  for (const char* name : {"r.json", "r.xml", "r.md", "r.tap", "r.html", "r.pcapng", "known"})
    all.texts.emplace_back(name, golden::read(folder.file(name)));
  for (const auto& [name, text] : all.texts) EXPECT_FALSE(text.empty()) << name;
  return all;
}

TEST(Secrets, OfATargetStandInNoOutput) {
  for (const auto& [name, text] : everything({}).texts)
    for (const char* secret : {"sensorpw", "dashpw", "73656e736f727077", "73 65 6e 73 6f 72 70 77"})
      EXPECT_THAT(text, Not(HasSubstr(secret))) << name;
}

TEST(Secrets, AreShownToWhoAsksForThem) {
  std::string found;
  for (const auto& [name, text] : everything({"--show-secrets"}).texts)
    if (text.find("sensorpw") != std::string::npos) found += name + " ";
  EXPECT_EQ(found, "out r.json r.html r.pcapng ")
      << "the other formats shorten the packet before it comes to the password";
}

}  // namespace
