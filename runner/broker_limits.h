// The limits of broker::Settings by their names, as the key `broker` of a target file has them.
#pragma once

#include <string_view>
#include <vector>

#include "broker/settings.h"
#include "runner/target_reader.h"

namespace runner {

/// Takes over each limit that stands in the object `broker`, those of CONNACK for the default listener;
/// complains about values out of range.
void read_limits(const Reader& broker, broker::Settings& settings);

/// Those of CONNACK alone, from the object of a listener.
void read_capabilities(const Reader& reader, broker::Capabilities& capabilities);
/// Their names.
std::vector<std::string_view> capability_names();

/// One row of Target::declared; what no server announces is left alone.
void apply_declared(std::string_view name, std::string_view value, broker::Capabilities& capabilities);

}  // namespace runner
