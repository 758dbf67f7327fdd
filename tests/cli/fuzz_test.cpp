// `conformance fuzz` as a user meets it: what it says, what it refuses, how it ends, what it leaves behind.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>

#include "net/child_process.h"
#include "tests/reports/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/sanitized.h"

namespace {

using nlohmann::json;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string program_file() {
  return std::string(CONFORMANCE_BINARY_DIR) + "/conformance";
}

std::string planted(const std::string& defect) {
  return fmt::format("{}/tests/planted_broker {{port}} {}", CONFORMANCE_BINARY_DIR, defect);
}

std::vector<std::string> fuzz(const std::string& defect, const std::string& folder,
                              std::vector<std::string> further = {}) {
  std::vector<std::string> words{"fuzz", "--command", planted(defect), "--name", "planted 1.0"};
  if (std::ranges::find(further, "--time") == further.end()) words.insert(words.end(), {"--time", "1s"});
  if (!folder.empty()) words.insert(words.end(), {"--out", folder});
  words.insert(words.end(), further.begin(), further.end());
  return words;
}

json summary_in(const std::string& folder) {
  return json::parse(golden::read(folder + "/campaign.json"));
}

bool says(const net::ChildProcess& child, std::string_view words) {
  const auto deadline = std::chrono::steady_clock::now() + seconds(60);
  while (child.log().find(words) == std::string::npos) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

/// Whether any process has this text in its command line.
bool runs_somewhere(const std::string& text) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos || name == std::to_string(::getpid()))
      continue;
    std::string line = golden::read(entry.path() / "cmdline");
    std::ranges::replace(line, '\0', ' ');
    if (line.find(text) != std::string::npos) return true;
  }
  return false;
}

TEST(Fuzz, MistakesAreToldBeforeAnythingIsSent) {
  const program::TemporaryFolder folder;
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{"--time", "soon"}, "--time: `soon` is no duration; write 90s, 10m or 8h"},
      {{"--time", "0"}, "longer than nothing"},
      {{"--time", "5mh"}, "no duration"},
      {{"--time", "99999h"}, "no duration"},
      {{"--rate", "-1"}, "--rate"},
      {{"--rate", "nan"}, "--rate"},
      {{"--rate", "many"}, "--rate"},
      {{"-j", "0"}, "--jobs"},
      {{"--jobs", "201"}, "--jobs"},
      {{"--seed", "xyz"}, "--seed: `xyz` is no hexadecimal number of up to 16 digits"},
      {{"--seed", "12345678901234567"}, "up to 16 digits"},
      {{"--shard", "3/2", "--seed", "1"}, "--shard: `3/2` is none; write 1/8"},
      {{"--shard", "1/8"}, "--shard needs --seed"},
      {{"--command", "./broker"}, "write {port} for the number of the port"},
      {{"--command", "./broker {port}", "--launch", "mosquitto"},
       "--command names the broker; name no other"},
      {{"--command", "./broker {port}", "--fault", "second-connect-served"},
       "--fault is for the broker that is built in"},
      {{"--command", "./broker {port}", "--user", "u"}, "--user goes with --broker or --target alone"},
      {{"--launch", "mosquito"}, "did you mean `mosquitto`?"},
      {{"--broker", "localhost:1", "--launch", "mosquitto"}, "only one of"},
      {{"--broker", "192.0.2.1:1883"}, "192.0.2.1:1883 is not this machine"},
      {{"--broker", "[2001:db8::1]:1883"}, "is not this machine"},
      {{"--broker", "0.0.0.0:1883"}, "is not this machine"},
      {{"--topic-prefix", "x"}, "there is no option `--topic-prefix`"},
      {{"--out", "/dev/null/f"}, "cannot create the folder /dev/null/f"},
      {{"--resume", "/nowhere"}, "/nowhere holds no campaign"},
      {{"--resume", "/nowhere", "--seed", "1"}, "a campaign keeps its seed"},
      {{"--resume", "/nowhere", "--out", "f"}, "--out does not go with --resume"},
      {{"--resume", "/nowhere", "--shard", "1/2"}, "--shard does not go with --resume"},
      {{"mrege"}, "`mrege` is one argument too many"},
      {{"merge"}, "fuzz merge OUT DIR"},
      {{"merge", folder.file("x")}, "fuzz merge OUT DIR"},
      {{"merge", folder.file("x"), "/nowhere"}, "cannot read the campaign /nowhere/campaign.json"},
      {{"--tiem", "5s"}, "did you mean `--time`?"},
      {{"-v"}, "there is no option `-v`"},
  };
  for (const auto& [arguments, message] : wrong) {
    std::vector<std::string> all{"fuzz"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const bool has_out = std::ranges::find_if(arguments, [](const auto& word) {
                           return word == "--out" || word == "--resume" || word == "merge";
                         }) != arguments.end();
    if (!has_out) all.insert(all.end(), {"--out", folder.file("f")});
    const auto ended = program::run(all);
    EXPECT_EQ(ended.exit_code, 2) << message << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(message));
    EXPECT_EQ(ended.out, "") << message;
  }
  EXPECT_FALSE(std::filesystem::exists(folder.file("f"))) << "nothing is made of a mistake";
}

TEST(Fuzz, ABrokerThatIsNotThereIsUnreachable) {
  const program::TemporaryFolder folder;
  const auto name =
      program::run({"fuzz", "--broker", "no-such-host.invalid:1883", "--out", folder.file("f")});
  EXPECT_EQ(name.exit_code, 4);
  EXPECT_THAT(name.err, HasSubstr("no-such-host.invalid"));
  const auto command =
      program::run({"fuzz", "--command", "echo no licence for {port}; exit 3", "--out", folder.file("g")});
  EXPECT_EQ(command.exit_code, 4);
  EXPECT_THAT(command.err, HasSubstr("no licence for"));
}

TEST(Fuzz, SaysFirstWhatItWillDo) {
  const program::TemporaryFolder folder;
  const auto ended = program::run(fuzz("", folder.file("f"), {"--seed", "1", "-j", "4", "--rate", "500"}));
  EXPECT_EQ(ended.exit_code, 0) << ended.err << ended.out;
  std::string said = ended.err;
  if (const auto at = said.find(folder.file("f")); at != std::string::npos)
    said.replace(at, folder.file("f").size(), "FOLDER");
  golden::expect("cli", "fuzz-announced.txt", said);
  EXPECT_THAT(ended.out, HasSubstr("planted 1.0: nothing found\n"));
  EXPECT_EQ(summary_in(folder.file("f"))["findings"].size(), 0U);
  EXPECT_LE(summary_in(folder.file("f"))["statistics"]["plays"], 700U) << "--rate";
  const auto quiet = program::run(fuzz("", folder.file("g"), {"-q"}));
  EXPECT_EQ(quiet.err, "");
}

TEST(Fuzz, AFindingIsThereInEveryForm) {
  if (sanitized) GTEST_SKIP() << "a crash is the sanitizer's report here";
  const program::TemporaryFolder folder;
  const std::string f = folder.file("f");
  const auto ended = program::run(fuzz("second-connect", f, {"--seed", "1"}));
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("critical crash-1  was killed by signal 11 (SIGSEGV)"),
                               HasSubstr("planted 1.0: 1 finding"), HasSubstr("ended because time is up")));
  for (const char* file : {"crash-1.scenario", "crash-1.py", "crash-1.plays", "crash-1.md", "campaign.md",
                           "campaign.html", "pool.plays"})
    EXPECT_FALSE(golden::read(f + "/" + file).empty()) << file;
  const auto checked = program::run({"check", f + "/crash-1.scenario"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  EXPECT_THAT(golden::read(f + "/crash-1.md"),
              AllOf(HasSubstr("| broker | planted 1.0 |"), HasSubstr("CONNECT")));
  const json summary = summary_in(f);
  EXPECT_EQ(summary["target"], "planted 1.0");
  EXPECT_EQ(summary["findings"][0]["name"], "crash-1");
  EXPECT_THAT(summary["command"].get<std::string>(), HasSubstr("--time 1s --seed 1"));

  const auto again = program::run(fuzz("second-connect", f));
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("holds a campaign already. Go on with it: --resume "));
  EXPECT_EQ(summary_in(f), summary) << "untouched";

  const auto resumed = program::run(fuzz("second-connect", "", {"--resume", f}));
  EXPECT_EQ(resumed.exit_code, 1) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("known: 1 critical"));
  EXPECT_THAT(resumed.out, Not(HasSubstr("tries; "))) << "what is known is not announced again";
  const json both = summary_in(f);
  EXPECT_EQ(both["runs"], 2);
  EXPECT_EQ(both["seed"], "1");
  EXPECT_GT(both["statistics"]["plays"], summary["statistics"]["plays"]);
  EXPECT_GT(both["statistics"]["elapsed_s"], summary["statistics"]["elapsed_s"]);
  EXPECT_LT(both["scenarios_left"], summary["scenarios_left"]);
  EXPECT_GE(both["statistics"]["pool"], summary["statistics"]["pool"]);
  EXPECT_EQ(both["findings"].size(), 1U);
}

TEST(Fuzz, AnotherFindingGetsTheNextNumber) {
  if (sanitized) GTEST_SKIP() << "a crash is the sanitizer's report here";
  const program::TemporaryFolder folder;
  const std::string f = folder.file("f");
  EXPECT_EQ(program::run(fuzz("second-connect", f, {"--seed", "1", "-q"})).exit_code, 1);
  const auto resumed = program::run(fuzz("garbled-suback", "", {"--resume", f, "-q", "--time", "5s"}));
  EXPECT_THAT(resumed.out, HasSubstr("ill-formed-output-2"));
  EXPECT_FALSE(golden::read(f + "/ill-formed-output-2.scenario").empty());
}

TEST(Fuzz, MachinesShareACampaignAndTheirFoldersAreJoined) {
  if (sanitized) GTEST_SKIP() << "a crash is the sanitizer's report here";
  const program::TemporaryFolder folder;
  std::uint64_t plays = 0;
  for (const char* part : {"1", "2"}) {
    const std::string f = folder.file(part);
    const auto ended =
        program::run(fuzz("second-connect", f, {"--seed", "1", "--shard", fmt::format("{}/2", part), "-q"}));
    EXPECT_EQ(ended.exit_code, 1) << ended.err;
    EXPECT_EQ(summary_in(f)["shard"], fmt::format("{}/2", part));
    plays += summary_in(f)["statistics"]["plays"].get<std::uint64_t>();
  }
  EXPECT_NE(golden::read(folder.file("1/pool.plays")), golden::read(folder.file("2/pool.plays")));
  const auto merged = program::run({"fuzz", "merge", folder.file("all"), folder.file("1"), folder.file("2")});
  EXPECT_EQ(merged.exit_code, 1) << merged.err;
  const json all = summary_in(folder.file("all"));
  EXPECT_EQ(all["statistics"]["plays"], plays);
  EXPECT_EQ(all["runs"], 2);
  ASSERT_EQ(all["findings"].size(), 1U) << "one defect";
  EXPECT_GE(all["findings"][0]["times"], 2);
  EXPECT_FALSE(golden::read(folder.file("all/crash-1.scenario")).empty());
  EXPECT_GE(golden::read(folder.file("all/pool.plays")).size(),
            golden::read(folder.file("1/pool.plays")).size());
  const auto again = program::run({"fuzz", "merge", folder.file("all"), folder.file("1")});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("holds a campaign already"));
}

TEST(Fuzz, CtrlCEndsItAndAllIsWritten) {
  const program::TemporaryFolder folder;
  const std::string f = folder.file("f");
  auto words = fuzz("", f, {"--time", "10m"});
  words.insert(words.begin(), program_file());
  words[3] = fmt::format("sh -c 'exec {}/tests/planted_broker {{port}} \"\" {}'", CONFORMANCE_BINARY_DIR, f);
  auto child = net::ChildProcess::spawn({words, CONFORMANCE_SOURCE_DIR, {{"NO_COLOR", "1"}}});
  ASSERT_TRUE(child) << child.error();
  ASSERT_TRUE(says(*child, "Ctrl-C ends it")) << child->log();
  const auto deadline = std::chrono::steady_clock::now() + seconds(30);
  while (!runs_somewhere("planted_broker") && std::chrono::steady_clock::now() < deadline)
    ::poll(nullptr, 0, 5);
  ::poll(nullptr, 0, 300);
  ::kill(child->pid(), SIGINT);
  const auto ended = child->wait(seconds(60));
  ASSERT_TRUE(ended) << child->log();
  EXPECT_EQ(ended->number, 130) << child->log();
  EXPECT_EQ(summary_in(f)["ended_because"], "interrupted");
  EXPECT_THAT(golden::read(f + "/campaign.html"), HasSubstr("</html>"));
  EXPECT_TRUE(std::filesystem::exists(f + "/pool.plays"));
  EXPECT_FALSE(runs_somewhere(f)) << "the broker has that in its command line";
}

TEST(Fuzz, ABrokerThatCannotBeStartedAgainIsTheEndAndIsTold) {
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("once.sh")) << fmt::format(
      "#!/bin/sh\ntest -e {0} && {{ echo the disk is gone; exit 3; }}\ntouch {0}\n"
      "exec {1}/tests/planted_broker $1 second-connect\n",
      folder.file("started"), CONFORMANCE_BINARY_DIR);
  const std::string f = folder.file("f");
  const auto ended = program::run(
      {"fuzz", "--command", "sh " + folder.file("once.sh") + " {port}", "--out", f, "--time", "5m"});
  EXPECT_EQ(ended.exit_code, 6) << ended.err << ended.out;
  EXPECT_THAT(summary_in(f)["ended_because"].get<std::string>(), HasSubstr("the disk is gone"));
  EXPECT_TRUE(summary_in(f)["no_broker"]);
  EXPECT_EQ(summary_in(f)["findings"].size(), 1U) << "what it died of is kept, with all that went before";
}

TEST(Fuzz, AFindingThatCannotBeWrittenIsPrinted) {
  if (sanitized) GTEST_SKIP() << "a crash is the sanitizer's report here";
  const program::TemporaryFolder folder;
  const std::string f = folder.file("f");
  std::filesystem::create_directory(f);
  for (const char* file : {"crash-1.scenario", "crash-1.py"})
    std::filesystem::create_symlink("/dev/full", f + "/" + file);
  const auto ended = program::run(fuzz("second-connect", f), "", {"TMPDIR=" + folder.file("")});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("No space left on device"),
                               HasSubstr("2 files of " + f + " could not be written")));
  EXPECT_THAT(ended.out, AllOf(HasSubstr("scenario crash-1\n"), HasSubstr("#!/usr/bin/env python3")));
  EXPECT_EQ(summary_in(f)["findings"].size(), 1U);
}

TEST(Fuzz, ABridgeIsAttackedByItsRemoteEnd) {
  if (sanitized) GTEST_SKIP() << "a crash is the sanitizer's report here";
  const program::TemporaryFolder folder;
  const std::string out = folder.file("bridge");
  const auto ended = program::run(
      {"fuzz", "--command", planted("bridge {remote}"), "--time", "8s", "--seed", "1", "--out", out});
  ASSERT_EQ(ended.exit_code, 1) << ended.out << ended.err;
  const json found = summary_in(out)["findings"][0];
  EXPECT_EQ(found["kind"], "crash") << ended.out;
  const std::string name = out + "/" + found["name"].get<std::string>();
  EXPECT_THAT(golden::read(name + ".plays"), HasSubstr(" answer 6"));
  EXPECT_THAT(golden::read(name + ".py"), HasSubstr("answer(\"6"));
  EXPECT_THAT(golden::read(name + ".scenario"), HasSubstr("# the remote end of the bridge says 6"));
}

TEST(Fuzz, ABrokerOfSomebodyElseIsAttackedWhereItIs) {
  const program::TemporaryFolder folder;
  auto broker = net::ChildProcess::spawn(
      {{program_file(), "broker", "--listen", "127.0.0.1:0"}, CONFORMANCE_SOURCE_DIR, {}});
  ASSERT_TRUE(broker);
  ASSERT_TRUE(says(*broker, "127.0.0.1:")) << broker->log();
  const std::string log = broker->log();
  const std::string rest = log.substr(log.find("127.0.0.1:") + 10);
  const std::string address = "localhost:" + rest.substr(0, rest.find_first_not_of("0123456789"));
  const auto ended = program::run({"fuzz", "--broker", address, "--time", "1s", "--out", folder.file("f")});
  EXPECT_EQ(ended.exit_code, 0) << ended.err << ended.out;
  EXPECT_THAT(ended.err, HasSubstr("nobody here can start it again"));
  EXPECT_EQ(summary_in(folder.file("f"))["target"], address);
  EXPECT_FALSE(broker->poll()) << "it is left running";
}

}  // namespace
