// `conformance prove`: switches each fault of the reference broker on and sees whether the cases notice. A
// case is played once without any fault, and again with each fault that it then asked about: the simulated
// wire repeats itself exactly, so a fault that nobody asks about cannot change a case.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "runner/prove_result.h"
#include "runner/run_error.h"
#include "script/script.h"

namespace runner {

struct ProveOptions {
  std::string tool_version;
  std::string seed;                 ///< hexadecimal
  std::vector<std::size_t> faults;  ///< indices into broker::fault_table; empty: all
  std::size_t jobs = 1;             ///< threads, from 1
  bool all_cases = true;            ///< whether the cases are all there are
  bool keep_convictions = false;    ///< fills FaultProof::convictions
  /// Told several times a second, never concurrently: so many plays of so many are over. May be empty.
  std::function<void(std::size_t done, std::size_t of)> progress;
};

/// Fails only when nothing can be played at all.
std::expected<Proof, RunError> prove(const std::vector<script::CaseInfo>& cases, const ProveOptions& options);

}  // namespace runner
