// Lists of cases that share a heading and a text, as the end of a run shows advice, missing capabilities and
// reasons.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/matrices.h"
#include "reports/style.h"
#include "runner/result.h"

namespace reports {

class Bundles {
 public:
  /// `cases` are all of the run.
  explicit Bundles(const std::vector<runner::CaseResult>& cases) : sizes_(cases) {}

  void add(const std::string& heading, const std::string& text, const runner::CaseResult& entry);

  /// A title with the number of cases, then each bundle with those who are in it; empty without any.
  std::string told(std::string_view title, std::size_t count, Paint paint, const Style& style) const;

 private:
  struct Bundle {
    std::string heading;
    std::string text;
    std::vector<const runner::CaseResult*> cases;
  };
  MatrixSizes sizes_;
  std::vector<Bundle> bundles_;
};

/// The cases by name, each on a line of its own: the first few, unless -v asks for all; the variants of one
/// matrix on one line, unless -v asks for each.
std::string named(const std::vector<const runner::CaseResult*>& cases, const MatrixSizes& sizes,
                  const Style& style);

}  // namespace reports
