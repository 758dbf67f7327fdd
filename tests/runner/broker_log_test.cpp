// What a broker printed is kept line by line, and no more of it than a report bears.
#include "runner/broker_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace runner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(BrokerLog, IsKeptLineByLine) {
  EXPECT_THAT(kept_lines("one\n\ntwo\r\nthree"), ElementsAre("one", "", "two", "three"));
  EXPECT_THAT(kept_lines("one\n"), ElementsAre("one"));
  EXPECT_THAT(kept_lines(""), IsEmpty());
  EXPECT_THAT(kept_lines("\n\n"), IsEmpty());
}

TEST(BrokerLog, OfManyLinesTheLastAreKept) {
  std::string output;
  for (int i = 0; i < 1000; ++i) output += std::to_string(i) + "\n";
  const auto lines = kept_lines(output);
  EXPECT_EQ(lines.size(), 60U);
  EXPECT_EQ(lines.back(), "999");
}

TEST(BrokerLog, IsBoundedInBytes) {
  const auto lines = kept_lines(std::string(100'000, 'a') + "\nlast");
  EXPECT_THAT(lines, ElementsAre(std::string(500, 'a'), "last"));
  std::string output;
  for (int i = 0; i < 100; ++i) output += std::string(499, 'b') + "\n";
  EXPECT_EQ(kept_lines(output).size(), 12U);
}

}  // namespace
}  // namespace runner
