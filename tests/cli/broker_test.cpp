// The verb `broker` where it does not come to serving: lists and mistakes. tests/interop serves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "broker/faults.h"
#include "tests/support/program.h"

namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(Broker, ListsItsFaults) {
  const auto ended = program::run({"broker", "--list-faults"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  for (const auto& row : broker::fault_table) EXPECT_THAT(ended.out, HasSubstr(std::string(row.name)));
  const auto list = json::parse(program::run({"broker", "--list-faults", "--json"}).out);
  ASSERT_EQ(list.size(), broker::fault_count);
  for (const auto& fault : list) {
    EXPECT_FALSE(fault["requirements"].empty()) << fault;
    EXPECT_NE(fault["explanation"], "") << fault;
    EXPECT_NE(fault["chapter"], "") << fault;
  }
}

TEST(Broker, MistakesAreTold) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{"--fault", "second-conect-served"}, "did you mean `second-connect-served`?"},
      {{"--listen", "mqtt://127.0.0.1"}, "write HOST:PORT"},
      {{"--listen", "127.0.0.1:70000"}, "a port from 0 (any free one) to 65535"},
      {{"--ws-listen", "::1"}, "an IPv6 address needs brackets"},
      {{"--listen", ":1883"}, "the host is missing"},
      {{"--listen", "no-such-host.invalid:0"}, "no-such-host.invalid"},
      {{"--certificate", "c.pem"}, "--certificate and --key belong together"},
      {{"--certificate", "c.pem", "--key", "k.pem"}, "cannot read the file c.pem"},
      {{"--seed", "xyz"}, "no hexadecimal number"},
      {{"--target", "nowhere.json"}, "cannot read the target file nowhere.json"},
      {{"--json"}, "--json goes with --list-faults"},
      {{"--lisen", "0"}, "did you mean `--listen`?"},
      {{"-q", "-v"}, "excludes"},
  };
  for (const auto& [arguments, message] : wrong) {
    std::vector<std::string> all{"broker"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto ended = program::run(all);
    EXPECT_EQ(ended.exit_code, 2) << message;
    EXPECT_THAT(ended.err, HasSubstr(message));
    EXPECT_EQ(ended.out, "") << message;
  }
}

TEST(Broker, FaultsAreForTheOneThatIsBuiltIn) {
  const auto other = program::run({"--fault", "second-connect-served", "--broker", "127.0.0.1:1"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("--fault is for the broker that is built in"));
  const auto unknown = program::run({"--fault", "second-conect-served"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean `second-connect-served`?"));
}

}  // namespace
