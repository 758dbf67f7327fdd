// A run as it could have been: a case of every verdict, with packets made by the codec.
#pragma once

#include "runner/result.h"

namespace sample {

/// The failing case of the design's sample screen: a message delivered below the QoS that it should have.
runner::CaseResult failing_case();

/// A bad packet on a single connection, let pass where the close is due; names and texts are no valid UTF-8.
runner::CaseResult one_connection_case();

/// A whole run against a broker on loopback.
runner::RunResult run();

/// The same against a baseline that tells of one failure, and of two things that are not so.
runner::RunResult run_with_baseline();

}  // namespace sample
