// Names and ids are matched as text, sections as numbers: 3.3.1 must not match 3.3.10.
#include "runner/selection_match.h"

#include <algorithm>
#include <optional>

#include "codec/version.h"
#include "requirements/catalogue.h"
#include "requirements/section_reference.h"

namespace runner {
namespace {

using requirements::numbers_in;

bool begins_with(const std::vector<int>& whole, const std::vector<int>& start) {
  return start.size() <= whole.size() && std::ranges::equal(start, std::span(whole).first(start.size()));
}

/// `places` is as it stands in the catalogue: "3.2.2.2", "2.1.1, 2.1.4" or "3.2.2.3.5 to 3.2.2.3.13".
bool lies_in(std::string_view places, const std::vector<int>& section) {
  while (!places.empty()) {
    const std::size_t comma = std::min(places.find(','), places.size());
    const std::string_view place = places.substr(0, comma);
    places.remove_prefix(std::min(comma + 1, places.size()));
    const std::size_t to = place.find(" to ");
    const auto first = numbers_in(place.substr(0, std::min(to, place.size())));
    const auto last = to == place.npos ? first : numbers_in(place.substr(to));
    if (begins_with(first, section) || begins_with(last, section)) return true;
    if (first < section && section < last) return true;
  }
  return false;
}

/// "5.0/MQTT-3.3.1-5" carries the section 3.3.1 in its number.
std::string_view section_in(std::string_view id) {
  const std::size_t begin = id.find("MQTT-");
  return begin == id.npos ? std::string_view() : id.substr(begin + 5, id.rfind('-') - begin - 5);
}

bool is_of_section(std::string_view id, const requirements::SectionReference& wanted) {
  if (!id.starts_with(wanted.version + '/')) return false;
  const auto section = numbers_in(wanted.section);
  if (const auto bare = requirements::parse_section_reference(id)) return lies_in(bare->section, section);
  const auto* requirement = requirements::catalogue().find(id);
  return lies_in(section_in(id), section) ||
         (requirement != nullptr && lies_in(requirement->section, section));
}

/// "retain/old" of "retain/old[qos=1]@5.0".
std::string scenario_in(const std::string& id) {
  return id.substr(0, std::min(id.find('['), id.rfind('@')));
}

bool is_or_begins(std::string_view start, std::string_view id) {
  if (!id.starts_with(start)) return false;
  return id.size() == start.size() || id[start.size()] == '-' || id[start.size()] == '.';
}

}  // namespace

std::vector<std::string> names_of(const script::CaseInfo& info) {
  const std::string version = '@' + std::string(codec::name_of(info.version));
  std::vector<std::string> names{info.suite, info.suite + '/' + info.scenario};
  names.push_back(info.id.ends_with(version) ? info.id.substr(0, info.id.size() - version.size()) : info.id);
  for (std::size_t i = 0; i < 3; ++i) names.push_back(names[i] + version);
  names.push_back(info.id);
  return names;
}

namespace {

/// Those that come with an id that the case had.
std::vector<std::string> names_from(const std::string& id, const script::CaseInfo& info) {
  script::CaseInfo before;
  before.id = id;
  before.version = info.version;
  before.suite = id.substr(0, id.find('/'));
  before.scenario = scenario_in(id).substr(before.suite.size() + 1);
  auto names = names_of(before);
  if (before.suite == info.suite) std::erase(names, before.suite);
  return names;
}

}  // namespace

std::vector<std::string> former_names_of(const script::CaseInfo& info) {
  std::vector<std::string> names;
  for (const std::string& id : info.formerly)
    std::ranges::move(names_from(id, info), std::back_inserter(names));
  return names;
}

bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = pattern.npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

NamePattern::NamePattern(std::string_view pattern, std::span<const script::CaseInfo> cases)
    : pattern_(pattern), literal_(pattern.find_first_of("*?") == pattern.npos) {
  const auto is_named_so = [&](const auto& info) {
    const auto names = names_of(info);
    const auto former = former_names_of(info);
    return std::ranges::find(names, pattern_) != names.end() ||
           std::ranges::find(former, pattern_) != former.end();
  };
  literal_ = literal_ || std::ranges::any_of(cases, is_named_so);
}

bool NamePattern::fits(const std::vector<std::string>& names) const {
  return std::ranges::any_of(names, [&](const std::string& name) {
    return literal_ ? name == pattern_ : glob_matches(pattern_, name);
  });
}

bool NamePattern::matches(const script::CaseInfo& info) const {
  return fits(names_of(info)) || fits(former_names_of(info));
}

bool NamePattern::matches_formerly(const script::CaseInfo& info) const {
  return !info.formerly.empty() && !fits(names_of(info)) && fits(former_names_of(info));
}

std::vector<Renamed> reached_by_former_names(std::span<const std::string> patterns,
                                             std::span<const script::CaseInfo> cases) {
  std::vector<const script::CaseInfo*> renamed;
  for (const script::CaseInfo& info : cases)
    if (!info.formerly.empty()) renamed.push_back(&info);
  std::vector<Renamed> found;
  if (renamed.empty()) return found;
  for (const std::string& pattern : patterns) {
    const NamePattern ready(pattern, cases);
    for (const script::CaseInfo* info : renamed) {
      if (!ready.matches_formerly(*info)) continue;
      const auto id = std::ranges::find_if(
          info->formerly, [&](const std::string& each) { return ready.fits(names_from(each, *info)); });
      Renamed renaming{pattern, scenario_in(*id), info->suite + '/' + info->scenario};
      if (std::ranges::find(found, renaming) == found.end()) found.push_back(std::move(renaming));
    }
  }
  return found;
}

bool covers_matches(std::string_view wanted, const script::CaseInfo& info) {
  const auto section = requirements::parse_section_reference(wanted);
  return std::ranges::any_of(info.covers, [&](std::string_view id) {
    if (section) return is_of_section(id, *section);
    if (glob_matches(wanted, id)) return true;
    const std::size_t slash = id.find('/');
    return is_or_begins(wanted, id) || (slash != id.npos && is_or_begins(wanted, id.substr(slash + 1)));
  });
}

}  // namespace runner
