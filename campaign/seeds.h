// Where a campaign begins: what the clients of all scenarios sent to the reference broker.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "campaign/play.h"
#include "client/outcome.h"
#include "script/script.h"

namespace campaign {

/// What was sent in one case, as a play: its acknowledgements with it, the harness's own questions left out.
/// A step waits where the case had heard something since the one before; a silence of more than 300 ms is a
/// pause of at most 2.5 s.
Play play_of(const std::vector<client::WireEvent>& wire);

/// Plays all these cases in virtual time against the built-in broker, which takes a second or two, and
/// returns what came of it, without repetitions.
std::expected<std::vector<Play>, std::string> seeds_of(const std::vector<script::CaseInfo>& cases);

}  // namespace campaign
