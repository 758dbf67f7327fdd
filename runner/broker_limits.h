// The limits of broker::Settings by their names, as the key `broker` of a target file has them.
#pragma once

#include <string_view>

#include "broker/settings.h"
#include "runner/target_reader.h"

namespace runner {

/// Takes over each limit that stands in the object `broker`; complains about values out of range.
void read_limits(const Reader& broker, broker::Settings& settings);

/// One row of Target::declared; what is no limit of a server is left alone.
void apply_declared(std::string_view name, std::string_view value, broker::Settings& settings);

}  // namespace runner
