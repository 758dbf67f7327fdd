// The small functions behind the command line.
#include "cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/nearest.h"
#include "cli/target_options.h"

namespace {

using testing::ElementsAre;

TEST(Arguments, GiveJsonItsValueOnlyWhereItIsOne) {
  EXPECT_THAT(cli::with_joined_values({"--json", "r.json"}), ElementsAre("--json=r.json"));
  EXPECT_THAT(cli::with_joined_values({"--json", "-"}), ElementsAre("--json=-"));
  EXPECT_THAT(cli::with_joined_values({"--json", "retain/*"}), ElementsAre("--json=-", "retain/*"));
  EXPECT_THAT(cli::with_joined_values({"--json"}), ElementsAre("--json=-"));
  EXPECT_THAT(cli::with_joined_values({"--json=x"}), ElementsAre("--json=x"));
  EXPECT_THAT(cli::with_joined_values({"--junit", "r"}), ElementsAre("--junit=r"));
  EXPECT_THAT(cli::with_joined_values({"--", "--json"}), ElementsAre("--", "--json"));
}

TEST(Arguments, ReadDurations) {
  EXPECT_EQ(cli::parse_seconds("5"), 5.0);
  EXPECT_EQ(cli::parse_seconds("2.5s"), 2.5);
  EXPECT_EQ(cli::parse_seconds("300ms"), 0.3);
  EXPECT_EQ(cli::parse_seconds("2m"), 120.0);
  for (const char* wrong : {"", "s", "-1", "5h", "nan", "inf", "1e9"})
    EXPECT_FALSE(cli::parse_seconds(wrong)) << wrong;
}

TEST(Nearest, FindsWhatWasProbablyMeant) {
  const std::vector<std::string> words{"list", "check", "explain"};
  EXPECT_EQ(cli::nearest("lits", words), "list");
  EXPECT_EQ(cli::nearest("explian", words), "explain");
  EXPECT_FALSE(cli::nearest("mosquitto", words));
  EXPECT_FALSE(cli::nearest("", words));
}

TEST(TargetOptions, RerunWithoutThePassword) {
  cli::TargetOptions options;
  options.broker = "mqtt://me:s3:cr@t@host:1883";
  options.insecure = true;
  EXPECT_EQ(cli::rerun_arguments(options), "--broker mqtt://me@host:1883 --insecure");
}

TEST(TargetOptions, KnowWhatIsNotThisMachine) {
  runner::Target target;
  for (const char* host : {"localhost", "127.0.0.1", "127.8.0.1", "::1"}) {
    target.listeners["tcp"].host = host;
    EXPECT_TRUE(cli::addresses_off_loopback(target).empty()) << host;
  }
  target.listeners["tcp"] = {runner::Transport::tcp, "broker.example", 1883, "", false};
  EXPECT_THAT(cli::addresses_off_loopback(target), ElementsAre("broker.example:1883"));
}

}  // namespace
