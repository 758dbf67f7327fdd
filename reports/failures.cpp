// A block is long: of variants that are charged with the same, one tells enough.
#include "reports/failures.h"

#include <algorithm>
#include <fmt/format.h>

#include "reports/failure_block.h"
#include "reports/matrices.h"
#include "reports/progress_lines.h"
#include "reports/terminal.h"
#include "reports/text.h"

namespace reports {
namespace {

using client::Verdict;
using runner::CaseResult;

/// What the baseline tells of has been read before.
bool is_broken(const CaseResult& entry) {
  if (!entry.known.empty()) return false;
  return entry.verdict == Verdict::fail || entry.verdict == Verdict::flaky || entry.verdict == Verdict::error;
}

/// A case that is shown in full, and the labels of those that are charged with the same.
struct Shown {
  const CaseResult* first;
  std::string matrix;
  std::string annotation;
  std::vector<std::string> others;
};

void add(std::vector<Shown>& all, const CaseResult& entry, bool together) {
  Shown shown{&entry, together ? matrix_of(entry) : std::string(), annotation_of(entry), {}};
  const auto same = [&](const Shown& other) {
    return other.matrix == shown.matrix && other.first->verdict == entry.verdict &&
           other.annotation == shown.annotation;
  };
  const auto found = shown.matrix.empty() ? all.end() : std::ranges::find_if(all, same);
  if (found == all.end())
    all.push_back(std::move(shown));
  else
    found->others.push_back(entry.variant);
}

/// "  alike: 19 of 21 variants in all", and the labels that the block does not show.
std::string others_of(const Shown& shown, const MatrixSizes& sizes, const Style& style) {
  if (shown.others.empty()) return {};
  constexpr std::string_view indent = "    ";
  const std::size_t width = style.width > indent.size() + 20 ? style.width - indent.size() : 20;
  std::string out = fmt::format("  alike, {} in all, with\n",
                                counted_variants(shown.others.size() + 1, sizes.of(shown.matrix)));
  for (const auto& line : wrapped(labels_of(shown.others, true), width)) {
    out += indent;
    out += line + "\n";
  }
  return out;
}

}  // namespace

std::string failure_blocks(const runner::RunResult& result, const Style& style) {
  const bool everything = style.verbosity == Verbosity::everything;
  std::vector<Shown> all;
  for (const auto& entry : result.cases) {
    const bool remarkable =
        entry.verdict == Verdict::advisory || entry.verdict == Verdict::inconclusive || !entry.known.empty();
    if (is_broken(entry) || (everything && remarkable)) add(all, entry, !everything);
  }
  const MatrixSizes sizes(result.cases);
  std::string out;
  for (const auto& shown : all)
    out += failure_block(*shown.first, result, style) + others_of(shown, sizes, style) + "\n";
  return out;
}

std::string failure_lines(const runner::RunResult& result, const Style& style) {
  ProgressLines lines(result.cases, style);
  std::string out;
  for (const auto& entry : result.cases)
    for (const auto& line : lines.finished(entry, is_broken(entry))) out += line + "\n";
  return out;
}

}  // namespace reports
