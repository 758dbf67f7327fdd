// What a tree of subscriptions says about topics, for its tests.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "broker/topic_tree.h"

namespace broker {

inline const Faults no_faults{};

inline std::vector<SessionHandle> sessions_for(const TopicTree& tree, std::string_view topic) {
  std::vector<Match> plain;
  std::vector<SharedMatch> shared;
  tree.match(topic, plain, shared);
  std::vector<SessionHandle> sessions;
  sessions.reserve(plain.size());
  for (const Match& match : plain) sessions.push_back(match.session);
  std::ranges::sort(sessions);
  return sessions;
}

inline bool tree_matches(std::string_view filter, std::string_view topic, const Faults& faults = no_faults) {
  TopicTree tree(faults);
  tree.subscribe("", filter, 1, {});
  return !sessions_for(tree, topic).empty();
}

struct Pair {
  std::string_view filter;
  std::string_view topic;
  bool matches;
};

}  // namespace broker
