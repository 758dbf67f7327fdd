#include "broker/topic_filter.h"

#include "broker/level_tree.h"
#include "broker/topic_tree.h"

namespace broker {

bool filter_matches(std::string_view filter, std::string_view topic) {
  const bool leading_wildcard = filter.starts_with('+') || filter.starts_with('#');
  if (leading_wildcard && topic.starts_with('$')) return false;  // 4.7.2
  std::size_t in_filter = 0;
  std::size_t in_topic = 0;
  while (in_filter != ended) {
    const std::string_view wanted = next_level(filter, in_filter);
    if (wanted == "#" && in_filter == ended) return true;
    if (in_topic == ended) return false;
    const std::string_view level = next_level(topic, in_topic);
    if (wanted != "+" && wanted != level) return false;
    // The last level of both: the parent of "#" may stand here.
    if (in_topic == ended && in_filter != ended) return filter.substr(in_filter) == "#";
  }
  return in_topic == ended;
}

bool filter_covers(std::string_view filter, std::string_view narrower) {
  // No topic is empty: nothing is the parent of these, which therefore have one level more than they say.
  if (narrower == "#") narrower = "+/#";
  if (narrower == "/#") narrower = "/+/#";
  const bool leading_wildcard = filter.starts_with('+') || filter.starts_with('#');
  if (leading_wildcard && narrower.starts_with('$')) return false;  // 4.7.2
  std::size_t in_filter = 0;
  std::size_t in_narrower = 0;
  while (in_filter != ended) {
    const std::string_view wide = next_level(filter, in_filter);
    if (wide == "#" && in_filter == ended) return true;
    // Where `narrower` ends, only the parent of "#" is left to be covered.
    if (in_narrower == ended) return false;
    const std::string_view level = next_level(narrower, in_narrower);
    if (level == "#" && in_narrower == ended) return false;  // it goes deeper than `filter` can, from here
    if (wide != "+" && wide != level) return false;
    if (in_narrower == ended && in_filter != ended) return filter.substr(in_filter) == "#";
  }
  return in_narrower == ended;
}

}  // namespace broker
