// Two results beside each other: which cases and requirements changed, and whether the new one is worse. For
// a gate that asks for no regression rather than for perfection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reports/style.h"
#include "runner/result.h"

namespace reports {

enum class Trend : std::uint8_t { worse, lost, better, other };

struct CaseChange {
  std::string word = {};  ///< "pass->FAIL", "fail->PASS", "NEW", "GONE"
  Trend trend = Trend::other;
  const runner::CaseResult* before{};      ///< null: NEW
  const runner::CaseResult* after{};       ///< null: GONE
  std::vector<std::string> violated = {};  ///< ids that the case breaks now, and did not before
};

struct RequirementChange {
  std::string id;
  std::string word;  ///< "verified->VIOLATED"
};

/// A case that is the same under two names.
struct RenamedCase {
  std::string before;
  std::string after;
};

struct Comparison {
  std::vector<CaseChange> changes;  ///< the worse first
  std::vector<RequirementChange> requirements;
  std::vector<RenamedCase> renamed;
  std::size_t alike{};
  std::size_t worse{};
  std::size_t lost{};  ///< judged before, and not any more: inconclusive, not run, an error of ours
  std::size_t better{};
  runner::Exit exit{};  ///< unexpected: something is worse; incomplete: nothing is, but something is lost
};

/// Worse is a case that fails the gate (of the new run's level) and did not before, a new case that fails,
/// and a failing one that breaks further requirements; not what the new run's baseline tells of. The
/// comparison points into both results.
Comparison compare(const runner::RunResult& before, const runner::RunResult& after);

/// The screen. `before_file` and `after_file` are what the results are called.
std::string comparison_text(const Comparison& comparison, const runner::RunResult& before,
                            const runner::RunResult& after, const std::string& before_file,
                            const std::string& after_file, const Style& style);

constexpr const char* comparison_schema = "conformance-comparison/1";

/// As docs/schema/comparison.schema.json describes it.
std::string comparison_json(const Comparison& comparison, const runner::RunResult& before,
                            const runner::RunResult& after, const std::string& before_file,
                            const std::string& after_file);

}  // namespace reports
