// Whether an address is this machine and nothing else, asked of the resolver: a name tells nothing.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "runner/target.h"

namespace cli {

/// The addresses of the target's listeners that lead, or may lead, off the loopback device, each with what
/// its name resolves to. Fails with a sentence where a name has no address.
std::expected<std::vector<std::string>, std::string> addresses_elsewhere(const runner::Target& target);

}  // namespace cli
