// Who gets a message: the rules of 4.7 by their examples, then by chance against a slow matcher; and what
// each fault changes.
#include "broker/topic_tree.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <tuple>

#include "tests/broker/support/topic_matches.h"
#include "tests/broker/support/topic_oracle.h"

namespace broker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(TopicTree, matches_what_the_examples_of_4_7_match) {
  const Pair pairs[] = {
      {"sport/tennis/player1/#", "sport/tennis/player1", true},
      {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
      {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
      {"sport/#", "sport", true},
      {"#", "a/b/c", true},
      {"#", "/", true},
      {"sport/tennis/+", "sport/tennis/player1", true},
      {"sport/tennis/+", "sport/tennis/player1/ranking", false},
      {"sport/+", "sport", false},
      {"sport/+", "sport/", true},
      {"+/+", "/finance", true},
      {"/+", "/finance", true},
      {"+", "/finance", false},
      {"#", "$SYS/monitor/Clients", false},
      {"+/monitor/Clients", "$SYS/monitor/Clients", false},
      {"$SYS/#", "$SYS/monitor/Clients", true},
      {"$SYS/monitor/+", "$SYS/monitor/Clients", true},
      {"a/+", "a/$b", true},
      {"a/#", "a/$b", true},
      {"ACCOUNTS", "Accounts", false},
      {"a//b", "a/b", false},
      {"a/", "a", false},
      {"/a", "a", false},
      {"a ", "a", false},
      {"\xC3\xA9", "e\xCC\x81", false},
      {"\xEF\xBB\xBFx", "x", false},
      {"a/#", "ab", false},
  };
  for (const auto& [filter, topic, matches] : pairs) {
    EXPECT_EQ(tree_matches(filter, topic), matches) << filter << " and " << topic;
    EXPECT_EQ(filter_matches(filter, topic), matches) << filter << " and " << topic;
    EXPECT_EQ(obviously_matches(filter, topic), matches) << filter << " and " << topic;
  }
}

TEST(TopicTree, replaces_the_subscription_of_a_session_and_leaves_those_of_others) {
  TopicTree tree(no_faults);
  EXPECT_TRUE(tree.subscribe("", "a/+", 1, {.qos = 0}));
  EXPECT_TRUE(tree.subscribe("", "a/+", 2, {.qos = 1}));
  EXPECT_FALSE(tree.subscribe("", "a/+", 1, {.qos = 2, .identifier = 7}));
  EXPECT_EQ(tree.size(), 2U);
  std::vector<Match> plain;
  std::vector<SharedMatch> shared;
  tree.match("a/b", plain, shared);
  ASSERT_EQ(plain.size(), 2U);
  EXPECT_EQ(plain[0].session, 1U);
  EXPECT_EQ(plain[0].subscription->qos, 2);
  EXPECT_EQ(plain[0].subscription->identifier, 7U);
  EXPECT_EQ(plain[1].subscription->qos, 1);
}

TEST(TopicTree, gives_one_session_once_for_each_of_its_filters) {
  TopicTree tree(no_faults);
  for (const char* filter : {"a/b", "a/+", "a/#", "#"}) tree.subscribe("", filter, 5, {});
  EXPECT_THAT(sessions_for(tree, "a/b"), ElementsAre(5, 5, 5, 5));
}

TEST(TopicTree, unsubscribes_just_the_filter_that_is_equal) {
  TopicTree tree(no_faults);
  tree.subscribe("", "a/b", 1, {});
  tree.subscribe("", "a/+", 1, {});
  EXPECT_FALSE(tree.unsubscribe("", "a/#", 1));
  EXPECT_FALSE(tree.unsubscribe("", "a", 1));
  EXPECT_FALSE(tree.unsubscribe("", "a/+", 2));
  EXPECT_FALSE(tree.unsubscribe("g", "a/+", 1));
  EXPECT_TRUE(tree.unsubscribe("", "a/+", 1));
  EXPECT_FALSE(tree.unsubscribe("", "a/+", 1));
  EXPECT_THAT(sessions_for(tree, "a/b"), ElementsAre(1));
  EXPECT_THAT(sessions_for(tree, "a/c"), IsEmpty());
  EXPECT_EQ(tree.size(), 1U);
}

TEST(TopicTree, keeps_a_group_for_each_name_and_filter) {
  TopicTree tree(no_faults);
  EXPECT_TRUE(tree.subscribe("g", "a/#", 1, {.qos = 1}));
  EXPECT_TRUE(tree.subscribe("g", "a/#", 2, {}));
  EXPECT_FALSE(tree.subscribe("g", "a/#", 1, {.qos = 2}));
  EXPECT_TRUE(tree.subscribe("h", "a/#", 1, {}));
  EXPECT_TRUE(tree.subscribe("g", "a/+", 3, {}));
  EXPECT_TRUE(tree.subscribe("", "a/#", 1, {}));
  EXPECT_EQ(tree.size(), 5U);

  std::vector<Match> plain;
  std::vector<SharedMatch> shared;
  tree.match("a/b", plain, shared);
  EXPECT_EQ(plain.size(), 1U);
  std::vector<std::pair<std::string_view, std::size_t>> groups;
  for (const SharedMatch& group : shared) groups.emplace_back(group.share_name, group.members->size());
  EXPECT_THAT(groups, UnorderedElementsAre(std::pair("g", 2), std::pair("h", 1), std::pair("g", 1)));
}

TEST(TopicTree, remembers_whose_turn_it_is_and_never_points_past_the_group) {
  TopicTree tree(no_faults);
  for (SessionHandle session = 1; session <= 3; ++session) tree.subscribe("g", "a", session, {});
  std::vector<Match> plain;
  std::vector<SharedMatch> shared;
  tree.match("a", plain, shared);
  *shared[0].next = 2;
  tree.unsubscribe("g", "a", 1);
  shared.clear();
  tree.match("a", plain, shared);
  EXPECT_LT(*shared[0].next, shared[0].members->size());
  EXPECT_TRUE(tree.unsubscribe("g", "a", 2));
  EXPECT_TRUE(tree.unsubscribe("g", "a", 3));
  shared.clear();
  tree.match("a", plain, shared);
  EXPECT_THAT(shared, IsEmpty());
  EXPECT_EQ(tree.size(), 0U);
}

TEST(TopicTree, takes_topics_and_filters_of_65535_bytes_and_as_many_levels) {
  const std::string slashes(65'535, '/');
  EXPECT_TRUE(tree_matches(slashes, slashes));
  EXPECT_TRUE(tree_matches("/#", slashes));
  EXPECT_FALSE(tree_matches(slashes.substr(1), slashes));
  EXPECT_TRUE(filter_matches(slashes, slashes));
  EXPECT_TRUE(tree_matches(std::string(65'535, 'x'), std::string(65'535, 'x')));
}

TEST(TopicTree, agrees_with_the_slow_matcher_whatever_comes_and_goes) {
  using Key = std::tuple<std::string, std::string, SessionHandle>;  // share name, filter, session
  for (unsigned seed = 1; seed <= 8; ++seed) {
    TopicChance chance(seed);
    TopicTree tree(no_faults);
    std::map<Key, std::uint32_t> subscriptions;
    for (int round = 0; round < 1'500; ++round) {
      const std::string name = chance.below(3) == 0 ? std::string(1, "gh"[chance.below(2)]) : "";
      const Key key{name, chance.filter(), static_cast<SessionHandle>(chance.below(6))};
      if (chance.below(2) == 0) {
        const auto identifier = static_cast<std::uint32_t>(chance.below(1'000));
        EXPECT_EQ(tree.subscribe(name, std::get<1>(key), std::get<2>(key), {.identifier = identifier}),
                  !subscriptions.contains(key));
        subscriptions[key] = identifier;
      } else {
        // As likely as not one that is there.
        const Key gone = subscriptions.empty() || chance.below(2) == 0
                             ? key
                             : std::next(subscriptions.begin(),
                                         static_cast<std::ptrdiff_t>(chance.below(subscriptions.size())))
                                   ->first;
        const auto& [share_name, filter, session] = gone;
        EXPECT_EQ(tree.unsubscribe(share_name, filter, session), subscriptions.erase(gone) == 1);
      }
      ASSERT_EQ(tree.size(), subscriptions.size());
      if (round % 5 != 0) continue;

      const std::string topic = chance.topic();
      std::vector<std::tuple<std::string, SessionHandle, std::uint32_t>> expected;
      for (const auto& [each, identifier] : subscriptions) {
        if (obviously_matches(std::get<1>(each), topic))
          expected.emplace_back(std::get<0>(each), std::get<2>(each), identifier);
      }
      std::vector<Match> plain;
      std::vector<SharedMatch> shared;
      tree.match(topic, plain, shared);
      decltype(expected) found;
      for (const Match& match : plain) found.emplace_back("", match.session, match.subscription->identifier);
      for (const SharedMatch& group : shared) {
        EXPECT_LT(*group.next, group.members->size());
        for (const Match& match : *group.members)
          found.emplace_back(group.share_name, match.session, match.subscription->identifier);
      }
      std::ranges::sort(expected);
      std::ranges::sort(found);
      ASSERT_EQ(found, expected) << "seed " << seed << ", topic " << topic;
    }
  }
}

TEST(TopicTree, keeps_nothing_of_a_hundred_thousand_subscribers_of_one_filter_who_left) {
  TopicTree tree(no_faults);
  for (SessionHandle session = 0; session < 100'000; ++session) tree.subscribe("", "news", session, {});
  EXPECT_EQ(sessions_for(tree, "news").size(), 100'000U);
  for (SessionHandle session = 0; session < 100'000; ++session)
    ASSERT_TRUE(tree.unsubscribe("", "news", session));
  EXPECT_EQ(tree.size(), 0U);
  EXPECT_THAT(sessions_for(tree, "news"), IsEmpty());
}

}  // namespace
}  // namespace broker
