// What the program says when it is asked wrongly, or asked for help: one clear message, and the right exit
// code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Usage, WithoutABrokerTheBuiltInOneIsJudgedAndTheFirstLineSaysSo) {
  const auto ended = program::run({program::data("good.scenario"), "sample/ping-*", "--mqtt", "5.0"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out,
              testing::MatchesRegex("conformance [0-9.]+   the built-in reference broker at mqtt://"
                                    "127[.]0[.]0[.]1:[0-9]+ (.|\n)*"));
  for (const char* way : {"--broker", "--launch", "--target"}) EXPECT_THAT(ended.err, HasSubstr(way));
}

TEST(Usage, HelpIsOnOnePage) {
  golden::expect("cli", "help.txt", program::run({"--help"}).out);
  golden::expect("cli", "run-help.txt", program::run({"run", "--help"}).out);
  for (const char* verb :
       {"run", "list", "check", "fmt", "explain", "decode", "report", "probe", "broker", "prove", "fuzz"}) {
    const auto ended = program::run({verb, "--help"});
    EXPECT_EQ(ended.exit_code, 0) << verb;
    EXPECT_THAT(ended.out, HasSubstr("130 interrupted")) << verb;
  }
}

TEST(Usage, VersionIsOneLine) {
  const auto ended = program::run({"--version"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.out, testing::MatchesRegex("conformance [0-9.]+\n"));
}

TEST(Usage, UnknownOptionIsToldWithWhatWasMeant) {
  const auto ended = program::run({"--brokr", "localhost:1883"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("there is no option `--brokr`, did you mean `--broker`?"));
}

TEST(Usage, UnknownVerbIsToldWithWhatWasMeant) {
  const auto ended = program::run({"lits"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("there is no verb `lits`, did you mean `list`?"));
}

TEST(Usage, TwoBrokersAreOneTooMany) {
  const auto ended = program::run({"--broker", "localhost:1", "--launch", "mosquitto"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("only one of"));
}

TEST(Usage, ValuesThatMakeNoSenseAreTold) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{"--timeout", "soon"}, "`soon` is no duration; write 5s, 300ms or 2m"},
      {{"--seed", "xyz"}, "no hexadecimal number"},
      {{"--mqtt", "3.1"}, "--mqtt"},
      {{"-j", "0"}, "--jobs"},
      {{"--cert", "c.pem"}, "--cert and --key belong together"},
      {{"--password-file", "p"}, "--password-file needs --user"},
      {{"--json=-", "--junit=-"}, "only one of --json and --junit"},
      {{"--json=/nowhere/r.json"}, "create the folder /nowhere"},
      {{"-q", "-v"}, "excludes"},
  };
  for (const auto& [arguments, message] : wrong) {
    std::vector<std::string> all{"--broker", "127.0.0.1:1"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto ended = program::run(all);
    EXPECT_EQ(ended.exit_code, 2) << message;
    EXPECT_THAT(ended.err, HasSubstr(message));
  }
}

TEST(Usage, BrokenTargetFileIsToldByItsName) {
  const auto ended = program::run({"--target", program::data("broken-target.json")});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("broken-target.json"));
  const auto missing = program::run({"--target", "nowhere.json"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("cannot read the target file nowhere.json: No such file or directory"));
}

TEST(Usage, UnknownTargetToLaunchIsTold) {
  const auto ended = program::run({"--launch", "mosquito"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("mosquitto"));
}

TEST(Selection, OfNothingIsAnErrorOfItsOwn) {
  const auto ended = program::run({"no/such-case", "--broker", "127.0.0.1:1"});
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.err, HasSubstr("no/such-case"));
  EXPECT_EQ(program::run({"list", "no/such-case"}).exit_code, 5);
}

TEST(Selection, OfAFileThatIsNotThereIsUsage) {
  const auto ended = program::run({"nowhere.scenario", "--broker", "127.0.0.1:1"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("there is no file nowhere.scenario"));
}

TEST(Run, SendsNothingWhenAScenarioIsBroken) {
  const auto ended = program::run({program::data("broken.scenario"), "--broker", "127.0.0.1:1"});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, HasSubstr("broken.scenario:7:19"));
  EXPECT_THAT(ended.err, HasSubstr("nothing was sent"));
}

TEST(Run, SaysWhenNobodyListens) {
  const auto ended = program::run({"--broker", "127.0.0.1:" + std::to_string(program::refused_port())});
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, StartsWith("conformance: "));
  EXPECT_EQ(ended.out, "");
}

TEST(Run, SaysWhenTheHostIsUnknown) {
  const auto ended = program::run({"--broker", "no-such-host.invalid:1883"});
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, HasSubstr("no-such-host.invalid"));
}

TEST(Run, SaysWhenThePortSpeaksHttp) {
  const program::Server server("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  const auto ended = program::run({"--broker", server.address()});
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, HasSubstr("HTTP"));
}

TEST(Run, SaysWhenTheBrokerStaysSilent) {
  const program::Server server("");
  const auto ended = program::run({"--broker", server.address()});
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, HasSubstr(server.address()));
}

}  // namespace
