// From plays to a proof. Pure: what was seen in each play goes in, verdicts on faults and requirements come
// out.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broker/faults/fault_row.h"
#include "requirements/catalogue.h"
#include "runner/prove_result.h"

namespace runner {

/// What a play says of the broker.
struct Observation {
  client::Verdict verdict = client::Verdict::not_run;
  std::vector<std::string> violated;  ///< ids that a fail is charged to
  std::vector<std::string> remarked;  ///< ids of advice and notes

  friend bool operator==(const Observation&, const Observation&) = default;
};
Observation observe(const client::Outcome& outcome);

/// A case, and what it showed with no fault on.
struct ObedientCase {
  std::string id;
  std::vector<std::string> covers;
  Observation seen;
};

/// A case that showed something else with a fault on.
struct ChangedPlay {
  std::size_t fault{};    ///< index into `table`
  std::size_t of_case{};  ///< index into `cases`
  Observation seen;
};

struct Evidence {
  std::span<const broker::FaultRow> table;
  std::vector<std::size_t> faults;  ///< indices into `table`: those on trial
  std::vector<ObedientCase> cases;
  std::vector<ChangedPlay> changes;                   ///< in any order
  std::vector<std::size_t> played;                    ///< by index into `faults`: cases with the fault on
  std::set<std::string, std::less<>> always_watched;  ///< ids of standing rules
  bool all_faults = true;
  bool all_cases = true;
};

/// Whether the play convicts the broker of the requirement: in `violated`; or in `remarked`, where the grade
/// is should, may or note, or where an error may be let pass in silence.
bool convicts(const Observation& seen, const requirements::Requirement& requirement);

/// Fills faults, requirements and shares. Of requirements those that are observable; when not all faults are
/// on trial, or not all cases were played, only those that these name.
Proof judge_proof(const Evidence& evidence, const requirements::Catalogue& catalogue);

/// The ids of a row, one by one.
std::vector<std::string> ids_of(const broker::FaultRow& row);

}  // namespace runner
