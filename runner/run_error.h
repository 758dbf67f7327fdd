// Why there is no result at all: what is said, and the exit code that goes with it.
#pragma once

#include <string>

#include "runner/result.h"

namespace runner {

struct RunError {
  Exit exit = Exit::internal;
  std::string message;  ///< one sentence or two; says what to do where there is something
};

}  // namespace runner
