// Coverage that another process writes into shared memory.
#include "campaign/coverage_map.h"

#include <gtest/gtest.h>

#include "net/child_process.h"

namespace {

using campaign::CoverageMap;

/// A program that runs the places with these numbers, compiled with campaign/guard/coverage_guard.c.
void run_places(const CoverageMap& map, const std::vector<std::string>& numbers) {
  std::vector<std::string> command{CONFORMANCE_BINARY_DIR "/tests/guarded"};
  command.insert(command.end(), numbers.begin(), numbers.end());
  auto child = net::ChildProcess::spawn({command, {}, map.environment()});
  ASSERT_TRUE(child.has_value()) << child.error();
  const auto status = child->wait(std::chrono::seconds(10));
  ASSERT_TRUE(status.has_value());
  ASSERT_EQ(status->number, 0) << child->log();
}

TEST(CoverageMap, CountsEachPlaceOnce) {
  auto map = CoverageMap::create();
  ASSERT_TRUE(map.has_value()) << map.error();
  EXPECT_EQ(map->take_in(CoverageMap::Look::everywhere), 0U);
  run_places(*map, {"1", "2", "60"});
  EXPECT_EQ(map->take_in(CoverageMap::Look::everywhere), 3U);
  EXPECT_EQ(map->take_in(CoverageMap::Look::everywhere), 0U);
  run_places(*map, {"2", "3"});
  EXPECT_EQ(map->take_in(CoverageMap::Look::everywhere), 1U);
  EXPECT_EQ(map->places(), 4U);
}

TEST(CoverageMap, IsNotUsedByABrokerWithoutCoverage) {
  auto map = CoverageMap::create();
  ASSERT_TRUE(map.has_value()) << map.error();
  auto child = net::ChildProcess::spawn({{"/bin/true"}, {}, map->environment()});
  ASSERT_TRUE(child.has_value());
  ASSERT_TRUE(child->wait(std::chrono::seconds(10)).has_value());
  EXPECT_EQ(map->take_in(CoverageMap::Look::everywhere), 0U);
  EXPECT_EQ(map->places(), 0U);
}

}  // namespace
