// The first line of each statement as the printer writes it.
#pragma once

#include <string>

#include "script/ast.h"

namespace script {

/// Without indentation, comment and the block below.
std::string statement_text(const Statement& statement);
std::string header_text(const Header& header);
/// "or should "…"".
std::string branch_text(const BranchNode& branch);

}  // namespace script
