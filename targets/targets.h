// The folders of targets/ as they are built into the program: how each known broker is started. The files are
// named "mosquitto/target.json"; docs/targets.md says what is in them.
#pragma once

#include <span>

#include "cmake/embedded_file.h"

namespace targets {

std::span<const embedded::File> files();

}  // namespace targets
