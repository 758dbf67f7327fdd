// Requirements and shared texts as the pages hold them.
#include "reports/html_statements.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/chapters.h"
#include "reports/text.h"
#include "reports/wording.h"
#include "requirements/catalogue.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;

std::string_view kind_of(std::string_view id) {
  switch (group_of(id)) {
    case Group::numbered: return "numbered";
    case Group::unnumbered: return "unnumbered";
    case Group::promise: break;
  }
  return "promise";
}

bool in_one_chapter(const std::string& id, const std::string& other) {
  return version_of(id) == version_of(other) && chapter_of(id).number == chapter_of(other).number;
}

}  // namespace

std::size_t SharedTexts::number_of(std::string_view text) {
  constexpr std::size_t columns_at_most = 2000;
  std::string safe = shortened(printable(text), columns_at_most);
  const auto [found, is_new] = numbers_.emplace(safe, texts_.size());
  if (is_new) texts_.push_back(std::move(safe));
  return found->second;
}

Json SharedTexts::to_json() const {
  return texts_;
}

Statements::Statements(std::span<const std::string> ids) {
  for (const auto& id : ids)
    if (numbers_.emplace(id, ids_.size()).second) ids_.push_back(id);
  std::ranges::sort(ids_, [&](const std::string& one, const std::string& other) {
    if (version_of(one) != version_of(other)) return version_of(one) < version_of(other);
    const auto chapter = chapter_of(one).number;
    const auto other_chapter = chapter_of(other).number;
    if (chapter != other_chapter) return is_before(chapter, other_chapter);
    return numbers_.at(one) < numbers_.at(other);
  });
  for (std::size_t i = 0; i < ids_.size(); ++i) numbers_[ids_[i]] = i;
}

Json Statements::numbers_of(const std::vector<std::string>& ids) const {
  Json list = Json::array();
  for (const auto& id : ids)
    if (const auto found = numbers_.find(id); found != numbers_.end()) list.push_back(found->second);
  return list;
}

Json Statements::to_json() const {
  Json list = Json::array();
  std::size_t chapter = 0;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    const auto& id = ids_[i];
    if (i > 0 && !in_one_chapter(ids_[i - 1], id)) ++chapter;
    const auto* requirement = requirements::catalogue().find(id);
    Json entry{{"id", printable(id)},
               {"version", escape_invalid(version_of(id))},
               {"chapter", chapter},
               {"kind", kind_of(id)}};
    if (requirement != nullptr) {
      entry["section"] = requirement->section;
      entry["level"] = requirement->level;
      entry["grade"] = requirements::name(requirement->grade);
      entry["binds"] = requirement->binds;
      entry["sentence"] = requirement->sentence;
    }
    list.push_back(std::move(entry));
  }
  return list;
}

Json Statements::chapters() const {
  Json list = Json::array();
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    if (i > 0 && in_one_chapter(ids_[i - 1], ids_[i])) continue;
    const auto chapter = chapter_of(ids_[i]);
    list.push_back({{"version", escape_invalid(version_of(ids_[i]))},
                    {"number", escape_invalid(chapter.number)},
                    {"title", chapter.title}});
  }
  return list;
}

}  // namespace reports
