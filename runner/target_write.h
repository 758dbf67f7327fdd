// A target file of what is known of a broker: what `probe --write` leaves, to be completed by hand.
#pragma once

#include <string>

#include "runner/probe.h"
#include "runner/target.h"

namespace runner {

/// The text of a target file that target_from_json() reads: listeners, users, certificates, access rules, the
/// versions that were found, and as `declared` what the broker lacks or limits without saying so in CONNACK.
/// Passwords stand in it only with `show_secrets`; otherwise a `password_file` beside it is named for each,
/// ROLE.password, which has to be written by hand. Paths become absolute. Neither control nor launch is
/// known.
std::string target_file_of(const Target& target, const Probe& found, bool show_secrets);

}  // namespace runner
