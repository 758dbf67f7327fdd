// What each fault of matching changes, and what it leaves alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>

#include "broker/topic_tree.h"
#include "tests/broker/support/topic_matches.h"

namespace broker {
namespace {

using ::testing::ElementsAre;

struct Change {
  std::string_view fault;
  Pair wrong;  ///< decided so with the fault on, and otherwise without it
};

TEST(TopicFaults, change_the_match_that_they_name) {
  const std::string long_a = std::string(255, 'x') + 'a';
  const std::string long_b = std::string(255, 'x') + 'b';
  const Change changes[] = {
      {"hash-misses-parent", {"a/#", "a", false}},
      {"hash-matches-one-level", {"a/#", "a/b/c", false}},
      {"hash-matches-any-prefix", {"a/#", "ab", true}},
      {"misplaced-hash-matches", {"a#", "ab", true}},
      {"misplaced-hash-matches", {"a/#/b", "a/c/b", true}},
      {"plus-misses-empty-level", {"a/+", "a/", false}},
      {"plus-matches-several-levels", {"a/+", "a/b/c", true}},
      {"plus-matches-parent", {"a/+", "a", true}},
      {"misplaced-plus-matches", {"a/b+/c", "a/x/c", true}},
      {"misplaced-plus-matches", {"a/b+/c", "a/bx/c", true}},
      {"dollar-topics-matched-by-hash", {"#", "$a/b", true}},
      {"dollar-topics-matched-by-plus", {"+/b", "$a/b", true}},
      {"dollar-level-hidden-from-plus", {"a/+", "a/$b", false}},
      {"letter-case-ignored", {"a/B", "A/b", true}},
      {"accents-composed-before-comparison", {"\xC3\xA9", "e\xCC\x81", true}},
      {"full-width-letters-narrowed", {"A", "\xEF\xBC\xA1", true}},
      {"byte-order-mark-not-compared", {"a/x", "a/\xEF\xBB\xBFx", true}},
      {"empty-levels-collapsed", {"a/b", "a///b", true}},
      {"trailing-slash-ignored", {"a", "a/", true}},
      {"leading-slash-ignored", {"/a", "a", true}},
      {"outer-spaces-trimmed", {"a", "a ", true}},
      {"topics-compared-up-to-255-bytes", {long_a, long_b, true}},
  };
  for (const auto& [name, wrong] : changes) {
    const std::size_t index = find_fault(name);
    ASSERT_LT(index, fault_count) << name;
    EXPECT_EQ(tree_matches(wrong.filter, wrong.topic), !wrong.matches) << name;
    Faults faults;
    faults.switch_on(index);
    EXPECT_EQ(tree_matches(wrong.filter, wrong.topic, faults), wrong.matches) << name;
    // Its neighbours stay.
    EXPECT_TRUE(tree_matches("room/1/+", "room/1/light", faults)) << name;
    EXPECT_TRUE(tree_matches("room/#", "room/1", faults)) << name;
    EXPECT_FALSE(tree_matches("room/1", "room/2", faults)) << name;
  }
}

TEST(TopicFaults, are_asked_about_only_where_they_would_change_something) {
  Faults faults;
  faults.watch(FaultSet{}.set());
  TopicTree tree(faults);
  tree.subscribe("", "a/b", 1, {});
  EXPECT_THAT(sessions_for(tree, "a/b"), ElementsAre(1));
  EXPECT_TRUE(faults.asked().none());
  tree.subscribe("", "a/#", 2, {});
  EXPECT_THAT(sessions_for(tree, "a"), ElementsAre(2));
  EXPECT_TRUE(faults.asked().test(find_fault("hash-misses-parent")));
  EXPECT_FALSE(faults.asked().test(find_fault("letter-case-ignored")));
}

TEST(TopicFaults, plus_is_hidden_where_the_level_is_subscribed_to_by_name) {
  Faults faults;
  faults.switch_on(find_fault("plus-hidden-by-named-level"));
  TopicTree tree(faults);
  tree.subscribe("", "a/+", 1, {});
  EXPECT_THAT(sessions_for(tree, "a/b"), ElementsAre(1));
  tree.subscribe("", "a/b", 2, {});
  EXPECT_THAT(sessions_for(tree, "a/b"), ElementsAre(2));
}

TEST(TopicFaults, of_groups_change_who_gets_a_shared_message) {
  const auto groups_and_sessions = [](std::string_view fault) {
    Faults faults;
    if (!fault.empty()) faults.switch_on(find_fault(fault));
    TopicTree tree(faults);
    tree.subscribe("g", "a", 1, {});
    tree.subscribe("g", "a", 2, {});
    tree.subscribe("h", "a", 3, {});
    tree.subscribe("", "a", 4, {});
    std::vector<Match> plain;
    std::vector<SharedMatch> shared;
    tree.match("a", plain, shared);
    return std::pair(shared.size(), plain.size());
  };
  EXPECT_EQ(groups_and_sessions(""), std::pair(2UL, 1UL));
  EXPECT_EQ(groups_and_sessions("shared-message-to-all-members"), std::pair(1UL, 3UL));
  EXPECT_EQ(groups_and_sessions("one-group-of-a-filter-served"), std::pair(1UL, 1UL));
  EXPECT_EQ(groups_and_sessions("group-hides-plain-subscriptions"), std::pair(2UL, 0UL));
}

}  // namespace
}  // namespace broker
