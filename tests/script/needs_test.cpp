// `needs server.…`: what may be asked for, and what it tells the checker about `$server.…`.
#include <gtest/gtest.h>

#include "tests/script/support/files.h"

namespace {

/// Errors of a scenario that needs this and sends a Topic Alias of what the server announced, plus `more`.
std::string complaint(const std::string& needs, const std::string& alias) {
  return script_test::rendered(
      script_test::parse(
          script_test::with_suite("  needs " + needs +
                                  "\n  alice connects\n  alice -> PUBLISH topic=\"$t\" topic_alias=" + alias +
                                  "\n  alice <- PUBACK\n"))
          .diagnostics);
}

TEST(Needs, ASingleValueBindsWhatTheCheckerTakesForAnnounced) {
  // 0 is no alias, and an illegal value is marked: so it is 0 in every way of checking it, or this is an
  // error.
  EXPECT_EQ(complaint("server.topic_alias_maximum 0", "$server.topic_alias_maximum!"), "");
  EXPECT_EQ(complaint("server.topic_alias_maximum 0", "$server.topic_alias_maximum+1"), "");
  EXPECT_NE(complaint("server.topic_alias_maximum 1..", "$server.topic_alias_maximum!"), "");
}

TEST(Needs, EveryNumberOfConnackMayBeAskedFor) {
  for (const char* name :
       {"receive_maximum", "maximum_qos", "retain_available", "maximum_packet_size", "topic_alias_maximum",
        "wildcard_subscription_available", "subscription_identifier_available",
        "shared_subscription_available", "server_keep_alive", "session_expiry_interval"}) {
    EXPECT_EQ(complaint(std::string("server.") + name + " 1", "1"), "") << name;
  }
}

TEST(Needs, AreKnownWithoutThePlan) {
  const auto suite =
      script_test::parse(script_test::with_suite(
                             "  needs tls\n  needs server.maximum_packet_size ..1000\n  alice connects\n"
                             "  alice -> PUBLISH topic=\"$t\" payload=fill($server.maximum_packet_size)\n"
                             "  alice <- PUBACK\n"))
          .suite;
  ASSERT_TRUE(suite);
  script::Environment environment;
  environment.server[codec::Field::maximum_packet_size] = 268'435'460;
  const script::CaseInfo info = script::cases_of(suite).at(0);
  EXPECT_FALSE(script::compile(info, environment)) << "nobody fills so much";
  const auto needs = script::needs_of(info, environment);
  ASSERT_EQ(needs.size(), 2U);
  EXPECT_EQ(needs[0].capability, "tls");
  EXPECT_EQ(needs[1].server, codec::Field::maximum_packet_size);
  EXPECT_EQ(needs[1].range.highest, 1000U);
}

}  // namespace
