// From text to tree. After a wrong line the parser goes on with the next one, so that one run tells all that
// is wrong; each line gives one error at most. Nesting is bounded, so no input can exhaust the stack.
#pragma once

#include <string_view>

#include "script/ast.h"
#include "script/diagnostic.h"

namespace script {

/// How deep blocks and values may nest.
inline constexpr std::uint32_t deepest_nesting = 64;

/// Reads the whole text into the suite, whose file and lines are set already. What is wrong goes to
/// `diagnostics`; the tree holds the rest.
void parse_into(Suite& suite, std::string_view text, Diagnostics& diagnostics);

}  // namespace script
