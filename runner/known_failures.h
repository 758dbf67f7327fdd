// A baseline held against a run: which failures were to be expected, and which of its lines the broker does
// not bear out.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runner/baseline.h"
#include "runner/result.h"
#include "script/script.h"

namespace runner {

/// What the cases that a line names showed of it, by their ids. Those that were not selected say nothing.
struct Shown {
  std::vector<std::string> hits;    ///< as the line says
  std::vector<std::string> others;  ///< failed, but not on the line's id
  std::vector<std::string> passed;
  std::vector<std::string> unsupported;
  std::size_t not_run = 0;
};

class KnownFailures {
 public:
  /// `all` are the cases that there are, selected or not: a line that names none of them is a mistake. At
  /// Level::should the lines tell of advice, too.
  KnownFailures(Baseline baseline, std::span<const script::CaseInfo> all, Level level = Level::must);

  /// The reasons of the lines that tell of this outcome, when they tell of all that the case is charged with.
  /// Nothing for a case that did not fail, and for a failure that is new.
  [[nodiscard]] std::optional<std::string> excuse(std::string_view case_id,
                                                  const client::Outcome& outcome) const;

  /// Writes the excuse into each of the cases, and returns what is to be said of the baseline itself. Cases
  /// that were not selected, or not run, say nothing about it.
  BaselineResult judge(std::vector<CaseResult>& cases) const;

  const std::string& file() const { return baseline_.file; }
  const std::vector<KnownFailure>& lines() const { return baseline_.entries; }
  /// The ids of the cases that lines()[line] names, selected or not.
  [[nodiscard]] std::vector<std::string> cases_of(std::size_t line) const;
  /// What these cases showed of each of lines().
  [[nodiscard]] std::vector<Shown> shown(const std::vector<CaseResult>& cases) const;

 private:
  /// The lines that name the case.
  [[nodiscard]] std::span<const std::size_t> lines_for(std::string_view case_id) const;
  void look_at(const CaseResult& result, std::vector<Shown>& shown) const;
  [[nodiscard]] std::optional<Stray> stray_of(std::size_t entry, const Shown& shown) const;

  Baseline baseline_;
  Level level_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> entries_;  ///< by case id
  std::vector<bool> names_a_case_;
};

}  // namespace runner
