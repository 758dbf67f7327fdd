// From cases to requirements, counts and exit code. summarise() itself is declared in runner/result.h.
//
// A requirement's verdict is that of the case that bears on it most, in this order:
//   violated       a `fail` whose failures charge the id. A case that failed on another id does not violate.
//   not_testable   the catalogue says so; nothing but an observed violation overrules it
//   verified       a `pass` or `advisory` that put the id to the test, because it covers it or by a standing
//                  rule, and does not advise against it
//   advised        advice of a `pass`, `advisory` or `fail`, and nothing that verifies
//   inconclusive   a case that covers or charges the id is inconclusive, flaky or an error, or failed on
//   another
//                  id. Flaky does not violate, because once the broker did as it should; it does not verify
//                  either.
//   not_exercised  no case covers it, or one that does was not run, or passed in a way that says nothing
//                  of it
//   unsupported    all cases that cover it are
#pragma once

#include "runner/result.h"

namespace runner {

/// Returns the gravest of what the run shows: interrupted; an error (internal); no cases at all; a broker
/// that died or a deadline (incomplete); a fail, a flaky case or (at
/// Level::should) an advisory one that the baseline does not tell of, or a line of the baseline that is not
/// borne out (unexpected); inconclusive cases or cases that were not run, and
/// nothing worse (incomplete). What ends a program before it has a result is not seen here.
Exit exit_code(const RunResult& result);

}  // namespace runner
