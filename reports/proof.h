// The proof of the suite's power, told: for people first what is wrong with it, then what is still to be
// written, then the figures; for machines as JSON (docs/schema/proof.schema.json).
#pragma once

#include <string>
#include <string_view>

#include "reports/style.h"
#include "runner/prove_result.h"

namespace reports {

inline constexpr std::string_view proof_schema = "conformance-proof/1";

/// Everything, ending in a newline. -q: the figures alone; -v: nothing is cut short.
std::string proof_screen(const runner::Proof& proof, const Style& style);

/// The figures alone, as the README prints them.
std::string proof_figures(const runner::Proof& proof, const Style& style);

/// For each fault the failure blocks of the cases that convict, as far as the proof kept them.
std::string conviction_blocks(const runner::Proof& proof, const Style& style);

/// Ends in a newline.
std::string proof_to_json(const runner::Proof& proof);

/// "killed", "survived", "uncovered" and "proven", "unproven", "excused", as in JSON.
std::string_view word_for(runner::FaultVerdict verdict);
std::string_view word_for(runner::ProofState state);

}  // namespace reports
