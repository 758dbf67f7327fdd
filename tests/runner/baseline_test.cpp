// The form of a baseline: what is read, and what is told of each line that is none.
#include "runner/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace runner {
namespace {

using ::testing::HasSubstr;

KnownFailure only_entry(std::string_view text) {
  const auto baseline = read_baseline(text, "known");
  EXPECT_TRUE(baseline) << (baseline ? "" : baseline.error());
  if (!baseline || baseline->entries.size() != 1) return {};
  return baseline->entries.front();
}

std::string mistake(std::string_view text) {
  const auto baseline = read_baseline(text, "known");
  return baseline ? "" : baseline.error();
}

TEST(Baseline, ALineHasAPatternAnIdAndAReason) {
  const auto entry =
      only_entry("# why this file\n\nretain/*@5.0 \t5.0/MQTT-3.3.1-5  # the old one stays, see #12\r\n");
  EXPECT_EQ(entry.pattern, "retain/*@5.0");
  EXPECT_EQ(entry.id, "5.0/MQTT-3.3.1-5");
  EXPECT_FALSE(entry.sometimes);
  EXPECT_EQ(entry.reason, "the old one stays, see #12");
  EXPECT_EQ(entry.line, 3U);
}

TEST(Baseline, TheIdMayBeLeftOut) {
  const auto entry = only_entry("retain/cleared # no retained messages at all");
  EXPECT_EQ(entry.pattern, "retain/cleared");
  EXPECT_EQ(entry.id, "");
}

TEST(Baseline, SometimesMayStandLast) {
  EXPECT_TRUE(only_entry("retain/cleared sometimes  # a race in the broker").sometimes);
  EXPECT_TRUE(only_entry("retain/cleared 5.0/MQTT-3.3.1-5 sometimes  # a race").sometimes);
  EXPECT_EQ(only_entry("sometimes  # a case of that name").pattern, "sometimes");
}

TEST(Baseline, AHashWithinANameBeginsNoReason) {
  EXPECT_EQ(only_entry("wildcards/granted[filter=/#]@5.0  # nothing comes").pattern,
            "wildcards/granted[filter=/#]@5.0");
}

TEST(Baseline, AnEmptyOneIsOne) {
  EXPECT_TRUE(read_baseline("", "known"));
  EXPECT_TRUE(read_baseline("# nothing fails\n", "known"));
}

TEST(Baseline, ALineWithoutReasonIsAMistake) {
  EXPECT_THAT(mistake("# first\nretain/cleared 5.0/MQTT-3.3.1-5\n"),
              HasSubstr("known:2: the reason is missing"));
  EXPECT_THAT(mistake("retain/cleared  #  "), HasSubstr("the reason is missing"));
}

TEST(Baseline, AnUnknownIdIsAMistake) {
  EXPECT_THAT(mistake("retain/cleared 5.0/MQTT-9.9.9-9  # no"),
              HasSubstr("no requirement `5.0/MQTT-9.9.9-9`"));
}

TEST(Baseline, AWordTooMuchIsAMistake) {
  EXPECT_THAT(mistake("retain/cleared 5.0/MQTT-3.3.1-5 often  # no"), HasSubstr("`often` is too much"));
}

TEST(Baseline, ALineThatStandsTwiceIsAMistake) {
  EXPECT_THAT(mistake("a/b  # one\na/b sometimes  # two\n"), HasSubstr("known:2: the same as line 1"));
}

TEST(Baseline, EveryMistakeIsTold) {
  const auto text = mistake("a/b\nc/d\ne/f  # fine\n");
  EXPECT_THAT(text, HasSubstr("known:1: "));
  EXPECT_THAT(text, HasSubstr("\nknown:2: "));
}

}  // namespace
}  // namespace runner
