// A run on the terminal, line by line: pure renderers, which the command line prints as the run goes on. The
// end of the run is in reports/summary.h. Lines have no newline unless it is said.
#pragma once

#include <string>
#include <string_view>

#include "reports/style.h"
#include "runner/progress.h"
#include "runner/result.h"

namespace reports {

/// `conformance 0.1   mosquitto 2.0.11 at mqtt://127.0.0.1:1883   MQTT 3.1.1 + 5.0   seed 7f3a91   1412
/// cases`
std::string header_line(const runner::RunResult& result, std::size_t cases, const Style& style);

/// What the target can, grouped by where that was read, on as many lines as it takes, each ending in a
/// newline.
std::string probe_lines(const runner::RunResult& result, const Style& style);

/// Whether this case has a line of its own while the run goes on.
bool has_progress_line(const runner::CaseResult& result, Verbosity verbosity);

/// What a line of progress says, of one case or of several that say the same.
struct Progress {
  client::Verdict verdict{};
  client::Time duration{};
  std::string name;
  std::string annotation;
  bool known{};  ///< a failure that the baseline tells of
};

/// `FAIL [ 0.031s] subscribe/overlapping-maximum-qos@3.1.1    3.1.1/MQTT-3.3.5-1`
std::string progress_line(const Progress& progress, const Style& style);
std::string progress_line(const runner::CaseResult& result, const Style& style);

/// `SLOW [> 3.000s] will/delay-is-kept@5.0`
std::string slow_line(std::string_view case_id, double seconds, const Style& style);

/// `618/1412  running 50  1 failed  4 s left`, for a line that is drawn over and over.
std::string standing_line(const runner::Standing& standing, const Style& style);

/// One line that says what a case is about besides its verdict: ids, advice, capability or reason.
std::string annotation_of(const runner::CaseResult& result);

/// A piece of advice, with `should: ` before it whoever wrote it.
std::string advice_text(const client::Remark& remark);

/// The colour of a verdict.
Paint paint_of(client::Verdict verdict);

}  // namespace reports
