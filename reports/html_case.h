// The evidence of one case as its page shows it.
#pragma once

#include <string>

#include "runner/result.h"

namespace reports {

/// Whether a case has any: all that did not simply pass, as in JSON.
bool has_evidence(const runner::CaseResult& result);

/// What a list says of a case besides its name: what came instead of what was `expected` (told only on
/// request), the reason, or the first advice. As it is, not escaped.
std::string message_of(const runner::CaseResult& result, bool expected);

/// The evidence as JSON: source, actors, failures, advice, notes, wire. Without `packets` the wire is left
/// out and the page says so. Long packets are cut, and of a long wire the part about the failure is kept.
std::string evidence_json(const runner::CaseResult& result, const runner::RunResult& run, bool packets);

}  // namespace reports
