// The smallest packet that still shows something.
#pragma once

#include <cstddef>
#include <functional>

#include "fuzz/kit/parser.h"

namespace kit {

/// Takes fields and bytes out of the packet, and makes those that stay plain, as long as `shows` says that it
/// still does; calls it at most `most_calls` times. The result depends on nothing else.
std::string minimise(Question question, const std::function<bool(const Question&)>& shows,
                     std::size_t most_calls = 4'000);

}  // namespace kit
