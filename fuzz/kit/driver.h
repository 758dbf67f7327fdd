// Fuzzing without an engine: mutates what showed something new, until time, executions or findings are at
// their end.
#pragma once

#include "fuzz/kit/options.h"

namespace kit {

/// Runs as the options say; tells on stdout. Returns the exit code that mqtt_fuzz.h promises.
int drive(mqtt_fuzz_parser parser, const DriverOptions& options);

}  // namespace kit
