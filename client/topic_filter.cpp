// See topic_filter.h.
#include "client/topic_filter.h"

#include <algorithm>

namespace client {

std::string_view without_share(std::string_view filter) {
  if (!filter.starts_with("$share/")) return filter;
  const std::size_t slash = filter.find('/', 7);
  return slash == std::string_view::npos ? filter : filter.substr(slash + 1);
}

bool filter_matches(std::string_view filter, std::string_view topic) {
  if (!topic.empty() && topic.front() == '$' && !filter.empty() &&
      (filter.front() == '#' || filter.front() == '+'))
    return false;  // MQTT-4.7.2-1
  for (;;) {
    const std::size_t filter_end = std::min(filter.find('/'), filter.size());
    const std::string_view filter_level = filter.substr(0, filter_end);
    if (filter_level == "#") return true;
    const std::size_t topic_end = std::min(topic.find('/'), topic.size());
    if (filter_level != "+" && filter_level != topic.substr(0, topic_end)) return false;
    const bool filter_done = filter_end == filter.size();
    const bool topic_done = topic_end == topic.size();
    if (topic_done) return filter_done || filter.substr(filter_end) == "/#";
    if (filter_done) return false;
    filter.remove_prefix(filter_end + 1);
    topic.remove_prefix(topic_end + 1);
  }
}

}  // namespace client
