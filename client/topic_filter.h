// Topic Filters as the standard matches them (4.7), so that the client knows what a server owes it.
#pragma once

#include <string_view>

namespace client {

/// The filter without `$share/NAME/`.
std::string_view without_share(std::string_view filter);

/// Whether a topic matches a filter (4.7); `$` topics are not matched by leading wildcards.
bool filter_matches(std::string_view filter, std::string_view topic);

}  // namespace client
