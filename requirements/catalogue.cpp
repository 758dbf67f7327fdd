// Joins the documents into one ordered, searchable catalogue. The order is that of the standards, so that a
// list or a report reads beside them.
#include "requirements/catalogue.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <numeric>
#include <tuple>
#include <utility>

#include "requirements/documents.h"
#include "requirements/section_reference.h"

namespace requirements {
namespace {

// A suggestion further off than this many letters would only puzzle.
constexpr std::size_t furthest_suggestion = 3;
constexpr std::size_t most_suggestions = 3;

struct Place {
  std::string version;
  bool promise;
  std::vector<int> section;
  Kind kind;
  std::vector<int> number;
  std::string id;
  auto operator<=>(const Place&) const = default;
};

Place place_of(const Requirement& requirement) {
  return {.version = requirement.version,
          .promise = requirement.kind == Kind::target,
          .section = numbers_in(requirement.section.substr(0, requirement.section.find_first_of(", "))),
          .kind = requirement.kind,
          .number = numbers_in(requirement.id.substr(requirement.version.size())),
          .id = requirement.id};
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// Levenshtein's distance, with one row of the table at a time.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

const Catalogue& abandon(const std::string& why) {
  std::fputs(fmt::format("the requirements in this program cannot be read: {}\n", why).c_str(), stderr);
  std::abort();
}

}  // namespace

std::expected<Catalogue, std::string> Catalogue::parse(std::span<const std::string_view> json_documents) {
  Catalogue result;
  std::size_t number = 0;
  for (const std::string_view text : json_documents) {
    ++number;
    auto document = read_document(text);
    if (!document) return std::unexpected(fmt::format("document {}: {}", number, document.error()));
    std::ranges::move(document->requirements, std::back_inserter(result.requirements_));
    std::ranges::move(document->differences, std::back_inserter(result.differences_));
  }

  std::ranges::sort(result.requirements_, {}, place_of);
  for (std::size_t i = 0; i < result.requirements_.size(); ++i) {
    const std::string& id = result.requirements_[i].id;
    if (!result.index_.emplace(id, i).second) return std::unexpected(fmt::format("{} stands twice", id));
  }
  for (const Requirement& requirement : result.requirements_) {
    for (const std::string& other : {requirement.reaction.in_connect, requirement.reaction.stated_by}) {
      const Requirement* found = other.empty() ? nullptr : result.find(other);
      if (other.empty() || (found != nullptr && found->reaction.kind != Reaction::Kind::unknown)) continue;
      return std::unexpected(
          fmt::format("the reaction of {} is that of {}, which has none", requirement.id, other));
    }
  }
  for (const Difference& difference : result.differences_) {
    if (result.find(difference.id) == nullptr) {
      return std::unexpected(fmt::format("a difference names {}, which does not exist", difference.id));
    }
  }
  return result;
}

const Requirement* Catalogue::find(std::string_view id) const {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &requirements_[found->second];
}

const Requirement* Catalogue::judging(std::string_view id, bool connect) const {
  const Requirement* found = find(id);
  if (found == nullptr) return nullptr;
  const Reaction& reaction = found->reaction;
  const std::string& other =
      connect && !reaction.in_connect.empty() ? reaction.in_connect : reaction.stated_by;
  if (!other.empty()) found = find(other);
  return found->reaction.kind == Reaction::Kind::unknown ? nullptr : found;
}

std::span<const Requirement> Catalogue::all() const {
  return requirements_;
}

std::span<const Difference> Catalogue::differences() const {
  return differences_;
}

std::vector<std::string> Catalogue::suggest(std::string_view id) const {
  const std::string wanted = lower(id);
  std::vector<std::pair<std::size_t, const Requirement*>> near;
  for (const Requirement& requirement : requirements_) {
    const std::string whole = lower(requirement.id);
    // Most often it is just the version that was left out.
    const std::string bare = whole.substr(requirement.version.size() + 1);
    const std::size_t apart = std::min(distance(wanted, whole), distance(wanted, bare));
    if (apart <= furthest_suggestion && apart < wanted.size()) near.emplace_back(apart, &requirement);
  }
  // Of two that are equally near, the one that stands first in the standard comes first.
  std::ranges::sort(near);
  // Beside an id that is equal but for its case or its version, others would be noise.
  if (!near.empty() && near.front().first == 0) {
    std::erase_if(near, [](const auto& entry) { return entry.first > 0; });
  }
  std::vector<std::string> result;
  for (const auto& [apart, requirement] : near) {
    if (result.size() == most_suggestions) break;
    result.push_back(requirement->id);
  }
  return result;
}

const Catalogue& catalogue() {
  static const auto parsed = [] {
    std::vector<std::string_view> texts;
    for (const embedded::File& file : documents()) texts.push_back(file.text);
    return Catalogue::parse(texts);
  }();
  // The documents are part of the build and read by the tests: only a broken build can come here.
  return parsed ? *parsed : abandon(parsed.error());
}

bool binds_only_clients(const Requirement& requirement) {
  return requirement.binds == "client" && !requirement.observable;
}

}  // namespace requirements
