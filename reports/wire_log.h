// The wire log of a case as people read it. What is secret in it was masked before (runner/secrets.h).
#pragma once

#include <string>
#include <vector>

#include "reports/style.h"
#include "runner/result.h"

namespace reports {

/// One event in the scenario notation, without time and hex: `bob <- PUBLISH topic="a" qos=1`.
/// Strings longer than `shorten` bytes are cut (0: never).
std::string describe(const runner::CaseResult& result, const client::WireEvent& event, std::size_t shorten);

/// The lines of the log, time, actor and packet first, hex in a column of its own; the event with index
/// `here` is marked. With Verbosity::everything nothing is left out or shortened.
std::vector<std::string> wire_log(const runner::CaseResult& result, std::size_t here, const Style& style);

/// A shell line that sends to the target what the failing connection had sent by then, or nothing where that
/// is not enough to show the failure: several connections, no plain TCP, a password.
std::string netcat_line(const runner::CaseResult& result, const std::string& url);

}  // namespace reports
