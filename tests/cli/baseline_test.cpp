// `--baseline`: a broker that breaks one rule, and what the gate says of it.
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

class BaselineOption : public testing::Test {
 protected:
  /// A run of `retain` on a broker that keeps the old retained message, against these lines.
  program::Ended against(const std::string& lines, std::vector<std::string> further = {}) {
    std::ofstream(folder_.file("known")) << lines;
    std::vector<std::string> words{"retain/newest-replaces-older", "--simulate", "--seed", "1", "--fault",
                                   "retained-not-replaced"};
    words.insert(words.end(), {"--baseline", folder_.file("known")});
    words.insert(words.end(), further.begin(), further.end());
    return program::run(words);
  }
  program::TemporaryFolder folder_;
};

const std::string whole = "retain/newest-replaces-older  # the older message stays\n";

TEST_F(BaselineOption, KnownFailuresPassTheGate) {
  const auto ended = against(whole);
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr(" known\n"));
  EXPECT_THAT(ended.out, Not(HasSubstr("\nFAIL ")));
  EXPECT_THAT(ended.err, Not(HasSubstr("FAIL")));
}

TEST_F(BaselineOption, TheyAreNotReplayed) {
  const auto ended = against(whole, {"--json"});
  const json result = json::parse(ended.out);
  for (const json& one : result["cases"]) {
    EXPECT_EQ(one["verdict"], "fail") << one["id"];
    EXPECT_EQ(one["known_failure"], "the older message stays");
    EXPECT_EQ(one["plays"], 1);
  }
}

TEST_F(BaselineOption, VerboselyTheyAreSeen) {
  EXPECT_THAT(against(whole, {"-v"}).err, HasSubstr("KNOWN [ "));
}

TEST_F(BaselineOption, ANewFailureFailsTheGate) {
  const auto ended = against("retain/newest-replaces-older[qos=0]  # the older message stays\n");
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, HasSubstr("FAIL retain/newest-replaces-older[qos=1]@5.0"));
  EXPECT_THAT(ended.out, HasSubstr("--baseline "));  // in the rerun line
}

TEST_F(BaselineOption, AnUnexpectedPassFailsTheGate) {
  const auto ended = against(whole + "retain/marked-as-retained  # is said to fail\n",
                             {"--junit", folder_.file("r.xml"), "retain/marked-as-retained"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, HasSubstr("BASELINE\n  " + folder_.file("known") +
                                   ":2: retain/marked-as-retained\n      passes; remove the line\n"));
  std::ifstream junit(folder_.file("r.xml"));
  const std::string text{std::istreambuf_iterator<char>(junit), {}};
  EXPECT_THAT(text, HasSubstr("<failure message=\"passes; remove the line\" type=\"baseline\">"));
}

TEST_F(BaselineOption, ALineThatIsNoneIsToldBeforeAnythingIsSent) {
  const auto ended = against("retain/newest-replaces-older\n");
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("known:1: the reason is missing"));
}

TEST_F(BaselineOption, OneIsNotWithAndWithout) {
  const auto ended = against(whole, {"--no-baseline"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("--baseline and --no-baseline"));
}

TEST_F(BaselineOption, IsWrittenFromNothingAndThenPasses) {
  const std::string file = folder_.file("new");
  const std::vector<std::string> run{"retain/newest-replaces-older", "--simulate", "--seed", "1", "--fault",
                                     "retained-not-replaced",        "--baseline", file};
  auto updating = run;
  updating.emplace_back("--update-baseline");
  const auto ended = program::run(updating);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("\nFAIL retain/newest-replaces-older")) << "what is written down is shown";
  EXPECT_THAT(ended.err, HasSubstr("replace each TODO by the reason"));
  EXPECT_THAT(golden::read(file), testing::MatchesRegex("(retain/newest-replaces-older(@5.0|@3.1.1)? "
                                                        "[^ ]*MQTT-3.3.1-5  # TODO expected .*\n)+"));
  EXPECT_EQ(program::run(run).exit_code, 0);
}

TEST_F(BaselineOption, AnUpdateKeepsCommentsAndTakesAwayWhatPasses) {
  const auto ended = against("# ours\nretain/marked-as-retained  # is said to fail\n" + whole,
                             {"retain/marked-as-retained", "--update-baseline"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("known: 0 lines added, 0 narrowed, 1 removed\n"));
  EXPECT_EQ(golden::read(folder_.file("known")), "# ours\n" + whole);
}

TEST_F(BaselineOption, AnUpdateNeedsAFile) {
  const auto ended = program::run({"--simulate", "--update-baseline"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("--baseline FILE"));
}

TEST_F(BaselineOption, AFileThatCannotBeWrittenIsToldBeforeAnythingIsSent) {
  const auto ended =
      program::run({"--simulate", "--baseline", folder_.file("no/where"), "--update-baseline"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.out, testing::IsEmpty());
}

/// A suite whose only case gets advice from the obedient broker.
constexpr const char* advised = R"(suite sample "A suite of one scenario."

scenario advised
  "A PINGREQ is answered by a PINGRESP."
  covers 3.1.1/MQTT-3.12.4-1 5.0/MQTT-3.12.4-1
  alice connects
  alice -> PINGREQ
  either
    alice <- CLOSED
  or should "the connection is closed instead"
    alice <- PINGRESP
)";

TEST(Level, AtShouldAdviceFailsTheGateAndCanBeKnown) {
  const program::TemporaryFolder folder;
  const std::string suite = folder.file("advised.scenario");
  std::ofstream(suite) << advised;
  EXPECT_EQ(program::run({suite, "--simulate", "--seed", "1"}).exit_code, 0);
  const std::vector<std::string> strict{suite, "--simulate", "--seed", "1", "--level", "should"};
  const auto ended = program::run(strict);
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, HasSubstr("2 advisory (a failure at --level should)"));
  const auto with = [&](std::vector<std::string> further) {
    further.insert(further.begin(), strict.begin(), strict.end());
    return program::run(further);
  };
  const std::string known = folder.file("known");
  EXPECT_EQ(with({"--baseline", known, "--update-baseline"}).exit_code, 0);
  EXPECT_THAT(golden::read(known), HasSubstr("sample/advised@5.0 5.0/MQTT-3.12.4-1  # TODO should: the "));
  const auto plays = [](const program::Ended& of) { return json::parse(of.out)["cases"][0]["plays"]; };
  EXPECT_EQ(plays(with({"--json"})), 2) << "what fails the gate is confirmed";
  EXPECT_EQ(plays(with({"--json", "--baseline", known})), 1) << "what is known is not";
  EXPECT_EQ(plays(program::run({suite, "--simulate", "--seed", "1", "--json"})), 1);
  EXPECT_EQ(with({"--baseline", known}).exit_code, 0);
  EXPECT_EQ(with({"--junit", folder.file("r.xml")}).exit_code, 1);
  EXPECT_THAT(golden::read(folder.file("r.xml")),
              HasSubstr("<testsuites name=\"conformance\" tests=\"2\" failures=\"2\""));
}

TEST(Compare, OfARunThatBecameWorseEndsWithOne) {
  const program::TemporaryFolder folder;
  const std::string good = folder.file("good.json");
  const std::string bad = folder.file("bad.json");
  const std::vector<std::string> run{"retain/newest-replaces-older", "--simulate", "--seed", "1"};
  const auto with = [&](std::vector<std::string> further) {
    further.insert(further.begin(), run.begin(), run.end());
    return program::run(further).exit_code;
  };
  EXPECT_EQ(with({"--json=" + good}), 0);
  EXPECT_EQ(with({"--json=" + bad, "--fault", "retained-not-replaced"}), 1);
  const auto worse = program::run({"compare", good, bad});
  EXPECT_EQ(worse.exit_code, 1);
  EXPECT_THAT(worse.out, HasSubstr("pass->FAIL  "));
  const auto better = program::run({"compare", bad, good, "--json"});
  EXPECT_EQ(better.exit_code, 0);
  EXPECT_EQ(nlohmann::json::parse(better.out)["summary"]["worse"], 0);
  EXPECT_THAT(better.err, HasSubstr("fail->PASS  "));
  EXPECT_EQ(program::run({"compare", good, folder.file("none.json")}).exit_code, 2);
}

TEST_F(BaselineOption, AFileThatIsNotThereIsTold) {
  const auto ended = program::run({"--simulate", "--baseline", folder_.file("nothing")});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("nothing"));
}

}  // namespace
