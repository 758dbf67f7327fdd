// The evidence of one case as its page shows it.
#pragma once

#include <string>

#include "runner/result.h"

namespace reports {

/// Whether a case has any: all that did not simply pass, as in JSON.
bool has_evidence(const runner::CaseResult& result);

/// The evidence as JSON: source, actors, failures, advice, notes, wire. Without `packets` the wire is left
/// out and the page says so. Long packets are cut, and of a long wire the part about the failure is kept.
std::string evidence_json(const runner::CaseResult& result, const runner::RunResult& run, bool packets);

}  // namespace reports
