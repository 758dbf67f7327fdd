// Which ids are watched all the time, whatever a scenario does: they may stand in `covers` without a line
// that charges them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "requirements/catalogue.h"
#include "script/ast.h"
#include "script/script.h"

namespace script {

/// What parse() goes by: ids that are plainly watched. The player knows its standing rules exactly.
std::span<const std::string_view> standing_rule_ids();

/// Ids in `covers` that no line and none of these standing rules can charge, as warnings: an id is charged
/// when it is the first of its version, stands behind an `else`, is watched, or is advice.
std::vector<Diagnostic> unchargeable(const Suite& suite, const requirements::Catalogue& catalogue,
                                     std::span<const std::string_view> standing_rules);

}  // namespace script
