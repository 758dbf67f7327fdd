// Matrices that are under way are kept in groups of verdict and reason.
#include "reports/progress_lines.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "reports/terminal.h"

namespace reports {

ProgressLines::ProgressLines(const std::vector<runner::CaseResult>& cases, const Style& style)
    : sizes_(cases), style_(style) {
  for (const auto& entry : cases) {
    places_.emplace(entry.id, ids_.size());
    ids_.push_back(entry.id);
  }
}

std::vector<std::string> ProgressLines::finished(const runner::CaseResult& result, bool shown) {
  const std::string name = matrix_of(result);
  // Who asks for every case gets it at once.
  if (name.empty() || style_.verbosity == Verbosity::everything || !places_.contains(result.id))
    return shown ? std::vector{progress_line(result, style_)} : std::vector<std::string>{};
  auto& matrix = waiting_[name];
  if (shown) put(matrix, result);
  if (++matrix.finished < sizes_.of(name)) return {};
  auto lines = lines_of(name, matrix);
  waiting_.erase(name);
  return lines;
}

std::vector<std::string> ProgressLines::rest() {
  std::vector<std::string> lines;
  for (const auto& [name, matrix] : std::exchange(waiting_, {}))
    std::ranges::move(lines_of(name, matrix), std::back_inserter(lines));
  return lines;
}

void ProgressLines::put(Matrix& matrix, const runner::CaseResult& result) const {
  const std::string annotation = annotation_of(result);
  const auto alike = [&](const Alike& group) {
    return group.verdict == result.verdict && group.annotation == annotation;
  };
  auto found = std::ranges::find_if(matrix.groups, alike);
  if (found == matrix.groups.end())
    found = matrix.groups.insert(found, {result.verdict, annotation, !result.known.empty(), {}, {}});
  found->variants.emplace(places_.at(result.id), result.variant);
  found->longest = std::max(found->longest, result.outcome.duration);
}

std::vector<std::string> ProgressLines::lines_of(const std::string& name, const Matrix& matrix) const {
  std::vector<std::string> lines;
  for (const auto& group : matrix.groups) {
    Progress progress{group.verdict, group.longest, ids_[group.variants.begin()->first], group.annotation,
                      group.known};
    if (group.variants.size() > 1) {
      std::vector<std::string> labels;
      for (const auto& [place, label] : group.variants) labels.push_back(label);
      progress.name = name;
      progress.annotation =
          fmt::format("{}: {}  {}", counted_variants(group.variants.size(), sizes_.of(name)),
                      group.annotation, labels_of(labels, false));
    }
    lines.push_back(progress_line(progress, style_));
  }
  return lines;
}

}  // namespace reports
