// One filter against topics and against other filters, exhaustively or by chance.
#include "broker/topic_filter.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "broker/topic_tree.h"
#include "tests/broker/support/topic_oracle.h"

namespace broker {
namespace {

TEST(TopicFilter, matches_one_filter_as_the_slow_matcher_does) {
  TopicChance chance(4711);
  for (int round = 0; round < 100'000; ++round) {
    const std::string filter = chance.filter();
    const std::string topic = chance.topic();
    ASSERT_EQ(filter_matches(filter, topic), obviously_matches(filter, topic)) << filter << " and " << topic;
  }
}

TEST(TopicFilter, covers_another_filter_just_when_it_matches_all_of_its_topics) {
  // One name that no filter has stands for all others; one level more than any filter has, for all depths.
  const Levels names{"a", "b", "", "$a", "other", "$other"};
  const Levels wanted{"a", "b", "", "$a", "+"};
  Levels topics;
  Levels filters;
  Levels topics_so_far{""};
  Levels filters_so_far{""};
  for (int depth = 0; depth < 4; ++depth) {
    Levels deeper_topics;
    for (const std::string& text : topics_so_far) {
      for (const std::string& name : names) deeper_topics.push_back(depth == 0 ? name : text + "/" + name);
    }
    topics.insert(topics.end(), deeper_topics.begin(), deeper_topics.end());
    topics_so_far = std::move(deeper_topics);
    if (depth == 3) break;
    Levels deeper_filters;
    for (const std::string& text : filters_so_far) {
      for (const std::string& name : wanted) deeper_filters.push_back(depth == 0 ? name : text + "/" + name);
      filters.push_back(depth == 0 ? "#" : text + "/#");
    }
    filters.insert(filters.end(), deeper_filters.begin(), deeper_filters.end());
    filters_so_far = std::move(deeper_filters);
  }
  std::erase(topics, "");
  std::erase(filters, "");

  std::map<std::string, std::vector<bool>> matched;
  for (const std::string& filter : filters) {
    for (const std::string& topic : topics) matched[filter].push_back(filter_matches(filter, topic));
  }
  for (const auto& [wide, by_wide] : matched) {
    for (const auto& [narrow, by_narrow] : matched) {
      const bool all = std::ranges::equal(by_wide, by_narrow, [](bool w, bool n) { return w || !n; });
      ASSERT_EQ(filter_covers(wide, narrow), all) << wide << " and " << narrow;
    }
  }
}

}  // namespace
}  // namespace broker
