// A whole run: probe, calibration, the main pass, replays of what failed, and the result. Everything that may
// go wrong with one case stays in that case's verdict; what ends the run early is said in the summary.
#pragma once

#include <expected>
#include <vector>

#include "net/event_loop.h"
#include "runner/launch.h"
#include "runner/options.h"
#include "runner/probe.h"
#include "runner/progress.h"
#include "runner/run_error.h"
#include "runner/target.h"
#include "script/script.h"

namespace runner {

/// Plays the cases, which have been selected before. `launched` is the broker if we started it: then its end
/// is noticed at once. Answers SIGINT and SIGTERM from here on: the run ends soon, with all it knows. Fails
/// only when there is no broker to speak to, or none of the cases is for a version that it speaks.
std::expected<RunResult, RunError> run(net::EventLoop& loop, const Options& options, const Target& target,
                                       const std::vector<script::CaseInfo>& cases, Listener& listener,
                                       LaunchedBroker* launched = nullptr);

/// What reports say of a case before it ran.
CaseResult case_result_of(const script::CaseInfo& info);

}  // namespace runner
