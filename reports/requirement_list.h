// The requirements with what the suites do about each: its scenarios, the faults that break it, and whether
// it is proven that a breach is noticed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "requirements/catalogue.h"
#include "runner/prove_result.h"
#include "script/script.h"

namespace reports {

struct RequirementRow {
  const requirements::Requirement* requirement{};
  /// "retain/newest-replaces-older": those that cover it, and those that noticed one of its faults, which is
  /// how standing rules show.
  std::vector<std::string> scenarios;
  std::vector<std::string> faults;
  std::optional<runner::ProofState> state;  ///< nothing: untestable
  std::string reason;                       ///< why it cannot be tested, or is not proven; else empty
};

/// A row for each requirement of the proof and each that cannot be tested, in the order of the catalogue.
/// `cases` are those of the proof; the rows refer to the built-in catalogue.
std::vector<RequirementRow> requirement_rows(std::span<const script::CaseInfo> cases,
                                             const runner::Proof& proof);

/// A line each, under a heading; and the sums of each version.
std::string requirement_list(std::span<const RequirementRow> rows);

/// An array of {"id", "section", "kind", "grade", "binds", "sentence", "observable", "reason", "scenarios",
/// "faults", "proven", "state"}.
std::string requirement_list_to_json(std::span<const RequirementRow> rows);

}  // namespace reports
