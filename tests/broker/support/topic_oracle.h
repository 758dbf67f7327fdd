// Topics and filters by chance, and a matcher that is slow and obviously right.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace broker {

using Levels = std::vector<std::string>;

inline Levels split(std::string_view text) {
  Levels levels(1);
  for (const char c : text) {
    if (c == '/') {
      levels.emplace_back();
    } else {
      levels.back() += c;
    }
  }
  return levels;
}

inline bool slow_match(const Levels& filter, const Levels& topic, std::size_t i = 0, std::size_t j = 0) {
  if (i < filter.size() && filter[i] == "#") return true;
  if (i == filter.size() || j == topic.size()) return i == filter.size() && j == topic.size();
  if (filter[i] != "+" && filter[i] != topic[j]) return false;
  return slow_match(filter, topic, i + 1, j + 1);
}

/// 4.7, word for word.
inline bool obviously_matches(std::string_view filter, std::string_view topic) {
  const bool begins_with_wildcard = filter.front() == '+' || filter.front() == '#';
  return !(begins_with_wildcard && topic.front() == '$') && slow_match(split(filter), split(topic));
}

class TopicChance {
 public:
  explicit TopicChance(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }

  /// Few different levels, so that much matches.
  std::string topic() { return joined(1 + below(4), false); }
  std::string filter() { return joined(1 + below(4), true); }

 private:
  std::string joined(std::size_t count, bool wildcards) {
    static const std::vector<std::string> names{"a", "b", "ab", "A", "", "$", "$x", "\xC3\xA9", "a b"};
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) text += '/';
      const std::size_t kind = wildcards ? below(8) : 7;
      if (kind == 0 && i + 1 == count) {
        text += '#';
      } else if (kind <= 2) {
        text += '+';
      } else {
        text += names[below(2) == 0 ? below(2) : below(names.size())];
      }
    }
    return text.empty() ? "a" : text;  // no topic is empty
  }

  std::mt19937 random_;
};

}  // namespace broker
