// The proof as data: which faults the cases notice, and which requirements are thereby known to be tested.
// Plain data, from which every report of it is made (docs/schema/proof.schema.json).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "runner/result.h"

namespace runner {

enum class FaultVerdict : std::uint8_t {
  killed,    ///< a case convicts the broker of one of the fault's ids, and only with the fault on
  survived,  ///< a case or a standing rule names one of its ids, and none convicts
  uncovered  ///< nothing names any of its ids yet
};
enum class ProofState : std::uint8_t { proven, unproven, excused };

/// A case that noticed the fault, and convicted of something else.
struct StrayVerdict {
  std::string id;
  client::Verdict verdict{};
  std::vector<std::string> ids;  ///< violated, advised and noted
};

struct FaultProof {
  std::string name;
  std::vector<std::string> requirements;
  std::string explanation;
  FaultVerdict verdict{};
  std::vector<std::string> by;  ///< ids of the cases that convict, in the order of the suites
  std::vector<std::vector<std::string>> charges;  ///< for each of `by`: of which of `requirements`
  std::vector<std::string> killed;                ///< those of `requirements` that a case convicts of
  std::vector<StrayVerdict> otherwise;            ///< cases that it changed without being convicted
  std::size_t played{};             ///< cases that asked about it, and so were played with it on
  std::vector<std::string> fallen;  ///< cases that cover none of the ids, and whose verdict it changed
  std::string collateral;           ///< why there are so many of them, as the table says; or empty
  /// More than most_collateral fell, and the table gives no reason.
  bool careless{};
  std::vector<CaseResult> convictions;  ///< the plays of `by`, if they were asked for
};

/// So many cases may fall that cover none of a fault's ids.
inline constexpr std::size_t most_collateral = 5;

struct RequirementProof {
  std::string id;
  ProofState state{};
  bool covered{};                   ///< a case or a standing rule names it
  std::vector<std::string> faults;  ///< the table's that name it
  std::string reason;               ///< unproven and excused: why
};

/// Of one group (numbered, unnumbered, target) of one version; of what a black box can observe.
struct ProvenShare {
  std::size_t observable{};
  std::size_t proven{};
  std::size_t excused{};
  std::size_t covered{};  ///< by a case or a standing rule
};

struct Proof {
  std::string tool_version;
  std::string seed;
  bool whole = true;  ///< all cases and all faults; otherwise shares tell nothing
  std::size_t cases{};
  std::size_t plays{};                  ///< obedient ones and those with a fault
  double duration_s{};                  ///< real time
  std::vector<CaseResult> disobedient;  ///< without any fault, and yet no pass (nor advice)
  std::vector<CaseResult> advised;      ///< without any fault, and yet advice
  std::vector<FaultProof> faults;
  std::vector<RequirementProof> requirements;
  std::map<std::pair<std::string, std::string>, ProvenShare> shares;  ///< by version and group
};

/// Whether the proof holds: the broker obeys without a fault, none survives, none is careless, and all that
/// is covered is proven or excused.
inline bool holds(const Proof& proof) {
  const auto bad_fault = [](const FaultProof& fault) {
    return fault.verdict == FaultVerdict::survived || fault.careless;
  };
  const auto bad_requirement = [&](const RequirementProof& requirement) {
    return requirement.covered && requirement.state == ProofState::unproven;
  };
  if (!proof.disobedient.empty() || std::ranges::any_of(proof.faults, bad_fault)) return false;
  // In a part of the proof, what proves a requirement may be in the part that was left out.
  return !proof.whole || std::ranges::none_of(proof.requirements, bad_requirement);
}

}  // namespace runner
