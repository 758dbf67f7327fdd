// The grammar of Topic Names and Topic Filters (4.7) and of Shared Subscriptions (4.8.2), apart from their
// UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

#include "codec/rules.h"
#include "codec/version.h"

namespace codec {

struct GrammarFault {
  Rule rule{};           ///< Rule::none when there is none
  std::size_t offset{};  ///< in the topic or filter
};

/// The first wildcard in a Topic Name; the size of the name when it has none.
std::size_t first_wildcard(std::string_view topic);

/// The first fault of a Topic Filter. In 5.0 a filter that begins with `$share/` is a Shared Subscription
/// (4.8.2); in 3.1.1 it is a filter like any other.
GrammarFault check_filter(std::string_view filter, Version version);

/// Whether 5.0 reads this filter as a Shared Subscription, well-formed or not.
constexpr bool is_shared(std::string_view filter) {
  return filter.starts_with("$share/");
}

}  // namespace codec
