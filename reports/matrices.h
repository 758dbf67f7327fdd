// The variants of a matrix in a report for people: named together where they say the same, so that a screen
// of thousands of cases stays readable. Reports for machines (JSON, JUnit) know every case by itself.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "reports/style.h"
#include "runner/result.h"

namespace reports {

/// What the variants of a matrix share, "malformed-packets/every-illegal-publish@5.0", which is a pattern
/// for all of them; empty for any other case.
std::string matrix_of(const runner::CaseResult& result);

/// How many variants of each matrix belong to a run.
class MatrixSizes {
 public:
  MatrixSizes() = default;
  explicit MatrixSizes(const std::vector<runner::CaseResult>& cases);
  std::size_t of(const std::string& matrix) const;

 private:
  std::map<std::string, std::size_t> sizes_;
};

/// One case, or variants of one matrix.
struct Mention {
  std::string name;                   ///< the case's id; the matrix's name, when there are more variants
  std::vector<std::string> variants;  ///< their labels; of a single case there are none
  std::size_t cases = 1;
};

/// Cases in their order, the variants of one matrix at the place of the first.
std::vector<Mention> mentions_of(const std::vector<const runner::CaseResult*>& cases);

/// `37 of 84 variants`.
std::string counted_variants(std::size_t count, std::size_t of);

/// `[flags=1], [flags=2], [flags=4], …`: the first few, or all.
std::string labels_of(const std::vector<std::string>& variants, bool all);

}  // namespace reports
