// What a play is given besides its plan, as far as it follows from target and probe: the same for a run and
// for a proof.
#pragma once

#include <string>

#include "client/player.h"
#include "runner/target.h"
#include "script/plan.h"

namespace runner {

/// Times are the defaults of client::Settings.
client::Settings play_settings(const Target& target, const client::ServerFacts& facts);

/// For a play whose verdict counts: longer waits for a close, longer graces, more patience.
void lengthen_for_replay(client::Settings& settings);

/// Prefixes are empty.
script::Environment play_environment(const Target& target, const client::ServerFacts& facts,
                                     const std::string& seed);

}  // namespace runner
