// Which lines a run shows of its cases while it goes on: a case has a line of its own; the variants of a
// matrix wait for each other and share one for each verdict and reason.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reports/matrices.h"
#include "reports/style.h"
#include "runner/result.h"

namespace reports {

class ProgressLines {
 public:
  ProgressLines() = default;
  /// `cases` are all that belong to the run.
  ProgressLines(const std::vector<runner::CaseResult>& cases, const Style& style);

  /// What a finished case brings: its own line, those of its matrix when it was the last of it, or nothing.
  /// `shown` says whether the case is to be seen at all.
  std::vector<std::string> finished(const runner::CaseResult& result, bool shown);

  /// The lines of matrices that were not finished: a run may be cut short.
  std::vector<std::string> rest();

 private:
  /// Variants that share a verdict and a reason.
  struct Alike {
    client::Verdict verdict{};
    std::string annotation;
    bool known{};
    client::Time longest{};
    /// By their places in the run: cases finish in any order, and a report is to read the same each time.
    std::map<std::size_t, std::string> variants;
  };
  struct Matrix {
    std::size_t finished{};
    std::vector<Alike> groups;
  };

  void put(Matrix& matrix, const runner::CaseResult& result) const;
  std::vector<std::string> lines_of(const std::string& name, const Matrix& matrix) const;

  MatrixSizes sizes_;
  std::vector<std::string> ids_;
  std::map<std::string, std::size_t> places_;  ///< in ids_
  Style style_;
  std::map<std::string, Matrix> waiting_;
};

}  // namespace reports
