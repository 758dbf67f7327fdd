// Variants are brought together by the names of their matrices.
#include "reports/matrices.h"

#include <algorithm>
#include <fmt/format.h>

#include "reports/text.h"

namespace reports {
namespace {

using runner::CaseResult;

/// So many labels say what kind of variants they are.
constexpr std::size_t labels_shown = 3;

}  // namespace

std::string matrix_of(const CaseResult& result) {
  if (result.variant.empty()) return {};
  return fmt::format("{}/{}@{}", result.suite, result.scenario, codec::name_of(result.version));
}

MatrixSizes::MatrixSizes(const std::vector<CaseResult>& cases) {
  for (const auto& entry : cases)
    if (!entry.variant.empty()) ++sizes_[matrix_of(entry)];
}

std::size_t MatrixSizes::of(const std::string& matrix) const {
  const auto found = sizes_.find(matrix);
  return found == sizes_.end() ? 0 : found->second;
}

std::vector<Mention> mentions_of(const std::vector<const CaseResult*>& cases) {
  struct Place {
    std::size_t at;
    std::string first_id;
  };
  std::vector<Mention> mentions;
  std::map<std::string, Place> places;
  for (const auto* entry : cases) {
    const std::string matrix = matrix_of(*entry);
    const auto found = places.find(matrix);
    if (matrix.empty() || found == places.end()) {
      if (!matrix.empty()) places[matrix] = {mentions.size(), entry->id};
      mentions.push_back({matrix.empty() ? entry->id : matrix, {}, 1});
      if (!matrix.empty()) mentions.back().variants.push_back(entry->variant);
      continue;
    }
    auto& mention = mentions[found->second.at];
    mention.variants.push_back(entry->variant);
    ++mention.cases;
  }
  // One variant alone is a case like any other.
  for (const auto& [matrix, place] : places) {
    auto& mention = mentions[place.at];
    if (mention.cases == 1) mention = {place.first_id, {}, 1};
  }
  return mentions;
}

std::string counted_variants(std::size_t count, std::size_t of) {
  return count == of ? fmt::format("all {} variants", of) : fmt::format("{} of {} variants", count, of);
}

std::string labels_of(const std::vector<std::string>& variants, bool all) {
  const bool whole = all || variants.size() <= labels_shown + 1;
  const std::size_t shown = whole ? variants.size() : labels_shown;
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) out += (i == 0 ? "[" : ", [") + printable(variants[i]) + "]";
  return whole ? out : out + ", …";
}

}  // namespace reports
