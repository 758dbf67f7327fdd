// The program as a function: arguments in, exit code out.
#pragma once

#include "cli/arguments.h"
#include "cli/console.h"

namespace cli {

/// Finds the verb (`run` when the first word is none) and runs it. Lets no exception out.
int program(const Arguments& arguments, Console& console);

}  // namespace cli
