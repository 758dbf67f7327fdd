// The grammar of Topic Filters (4.7.1) and Shared Subscriptions (4.8.2), by the examples of the standard and
// their neighbours.
#include "codec/topic.h"

#include <gtest/gtest.h>

namespace codec {
namespace {

Rule rule_of(std::string_view filter, Version version = Version::v5_0) {
  return check_filter(filter, version).rule;
}

TEST(TopicFilter, takes_the_wildcards_where_4_7_1_allows_them) {
  for (const char* filter :
       {"#", "+", "/", "/+", "+/+", "sport/#", "+/tennis/#", "sport/+/player1", "/finance", "a//b"}) {
    EXPECT_EQ(rule_of(filter), Rule::none) << filter;
  }
}

TEST(TopicFilter, refuses_the_examples_that_4_7_1_calls_not_valid) {
  EXPECT_EQ(rule_of("sport/tennis#"), Rule::hash_misplaced);
  EXPECT_EQ(rule_of("sport/tennis/#/ranking"), Rule::hash_misplaced);
  EXPECT_EQ(rule_of("sport+"), Rule::plus_misplaced);
  EXPECT_EQ(rule_of("a/+b"), Rule::plus_misplaced);
  EXPECT_EQ(rule_of("##"), Rule::hash_misplaced);
  EXPECT_EQ(rule_of("+#"), Rule::plus_misplaced);
  EXPECT_EQ(rule_of(""), Rule::filter_empty);
}

TEST(TopicFilter, says_which_character_is_wrong) {
  EXPECT_EQ(check_filter("sport/tennis#", Version::v5_0).offset, 12U);
  EXPECT_EQ(check_filter("$share/g+/a", Version::v5_0).offset, 8U);
}

TEST(TopicFilter, reads_a_shared_subscription_in_5_0_and_an_ordinary_filter_in_3_1_1) {
  EXPECT_EQ(rule_of("$share/g/a/#"), Rule::none);
  EXPECT_EQ(rule_of("$share/g//"), Rule::none);
  EXPECT_EQ(rule_of("$share//a"), Rule::share_name_missing);
  EXPECT_EQ(rule_of("$share/"), Rule::share_name_missing);
  EXPECT_EQ(rule_of("$share/g"), Rule::share_name_ill_formed);
  EXPECT_EQ(rule_of("$share/g/"), Rule::share_name_ill_formed);
  EXPECT_EQ(rule_of("$share/#/a"), Rule::share_name_ill_formed);
  EXPECT_EQ(rule_of("$share/g/a#"), Rule::hash_misplaced);
  EXPECT_EQ(rule_of("$share"), Rule::none);
  EXPECT_EQ(rule_of("$shared/a"), Rule::none);
  EXPECT_EQ(rule_of("$share//a", Version::v3_1_1), Rule::none);
  EXPECT_EQ(rule_of("$share/", Version::v3_1_1), Rule::none);
}

}  // namespace
}  // namespace codec
