// See the header.
#include "reports/case_pairs.h"

namespace reports {

using runner::CaseResult;

CasesByName::CasesByName(const std::vector<CaseResult>& cases) {
  for (const auto& entry : cases) {
    by_id_.emplace(entry.id, &entry);
    for (const auto& id : entry.formerly) by_former_id_.emplace(id, &entry);
  }
}

const CaseResult* CasesByName::named(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

const CaseResult* CasesByName::same_as(const CaseResult& other) const {
  if (const auto* same = named(other.id)) return same;
  for (const auto& id : other.formerly)
    if (const auto* same = named(id)) return same;
  const auto found = by_former_id_.find(other.id);
  return found == by_former_id_.end() ? nullptr : found->second;
}

}  // namespace reports
