// Topic Filters compared with each other, for access rules; filter_matches() of topic_tree.h compares one
// with a topic.
#pragma once

#include <string_view>

namespace broker {

/// Whether `filter` matches every topic that `narrower` can match (4.7). Both are well-formed and without
/// "$share/…/".
bool filter_covers(std::string_view filter, std::string_view narrower);

}  // namespace broker
