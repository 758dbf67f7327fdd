// The words that stand for verdicts and events in every written report, and their way back.
// One table each, so that writer, reader and schema cannot drift apart.
#pragma once

#include <optional>
#include <string_view>

#include "client/outcome.h"
#include "runner/result.h"

namespace reports {

/// "verified", "violated", … as in JSON.
std::string_view word_for(runner::RequirementVerdict verdict);
/// "pass", "advisory", … as in JSON.
std::string_view word_for(client::Verdict verdict);
/// "opened", "sent", "received", "broker_ended", "we_ended", "note".
std::string_view word_for(client::WireEvent::What what);

/// "must", "should".
std::string_view word_for(runner::Level level);

/// The inverses; nothing for an unknown word.
std::optional<runner::RequirementVerdict> requirement_verdict_named(std::string_view word);
std::optional<client::Verdict> verdict_named(std::string_view word);
std::optional<client::WireEvent::What> wire_event_named(std::string_view word);
std::optional<runner::Level> level_named(std::string_view word);
std::optional<codec::Version> version_named(std::string_view word);

/// The status word of a case on the terminal: "FAIL", "NOT RUN", …
std::string_view status_word(client::Verdict verdict);

}  // namespace reports
