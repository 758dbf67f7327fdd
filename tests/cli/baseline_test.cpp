// `--baseline`: a broker that breaks one rule, and what the gate says of it.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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

TEST_F(BaselineOption, AFileThatIsNotThereIsTold) {
  const auto ended = program::run({"--simulate", "--baseline", folder_.file("nothing")});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("nothing"));
}

}  // namespace
