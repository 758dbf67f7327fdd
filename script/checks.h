// The checks, one a function; checker.cpp calls them in turn. Internal to this room.
#pragma once

#include <string_view>

#include "requirements/catalogue.h"
#include "script/ast.h"
#include "script/diagnostic.h"
#include "script/plan.h"

namespace script {

/// Names, ids, rows, versions: what the text alone tells.
void check_headers(const ScenarioNode& scenario, const requirements::Catalogue& catalogue,
                   Diagnostics& diagnostics);

/// Connections, captures, acknowledgements and fences along every path of a case.
void check_flow(const CasePlan& plan, Diagnostics& diagnostics);

/// Branches: what they may begin with, and whether each can be taken.
void check_either(const Either& either, Diagnostics& diagnostics);

/// Whether the case asserts anything outside `given`.
bool asserts(const std::vector<Step>& steps);

/// The second branch that an id demands whose close is owed only by a server that detects the fault.
void check_detection(const CasePlan& plan, const requirements::Catalogue& catalogue,
                     Diagnostics& diagnostics);

}  // namespace script
