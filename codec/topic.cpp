// Both grammars, character by character; offsets point at the character that is wrong.
#include "codec/topic.h"

namespace codec {
namespace {

GrammarFault check_levels(std::string_view filter, std::size_t start) {
  if (filter.size() == start) return {Rule::filter_empty, start};  // MQTT-4.7.3-1
  for (std::size_t i = start; i < filter.size(); ++i) {
    const char c = filter[i];
    if (c != '#' && c != '+') continue;
    const bool begins_level = i == start || filter[i - 1] == '/';
    const bool last = i + 1 == filter.size();
    if (c == '#' && !(begins_level && last)) return {Rule::hash_misplaced, i};
    if (c == '+' && !(begins_level && (last || filter[i + 1] == '/'))) return {Rule::plus_misplaced, i};
  }
  return {};
}

}  // namespace

std::size_t first_wildcard(std::string_view topic) {
  const std::size_t at = topic.find_first_of("+#");
  return at == std::string_view::npos ? topic.size() : at;
}

GrammarFault check_filter(std::string_view filter, Version version) {
  if (version == Version::v3_1_1 || !is_shared(filter)) return check_levels(filter, 0);
  constexpr std::size_t name = std::string_view("$share/").size();
  std::size_t end = name;
  while (end < filter.size() && filter[end] != '/') {
    if (filter[end] == '+' || filter[end] == '#')
      return {Rule::share_name_ill_formed, end};  // 5.0/MQTT-4.8.2-2
    ++end;
  }
  if (end == name) return {Rule::share_name_missing, name};  // 5.0/MQTT-4.8.2-1
  if (end + 1 >= filter.size()) return {Rule::share_name_ill_formed, end};
  return check_levels(filter, end + 1);
}

}  // namespace codec
