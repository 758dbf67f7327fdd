// Walks over a scenario's text: what stands behind `else`, which versions lines and fields are for.
#pragma once

#include <functional>
#include <vector>

#include "script/ast.h"

namespace script {

/// Calls for every statement, outer ones first.
void each_statement(const Block& block, const std::function<void(const Statement&)>& what);
/// Calls for every field of a statement, `let` and `5.0(…)` included.
void each_field(const Statement& statement, const std::function<void(const FieldNode&)>& what);
/// Whether a statement of the scenario stops, kills or starts the broker.
bool controls_broker(const ScenarioNode& scenario);
/// Every name of an actor in a statement's own line; roles too.
void each_actor(const Statement& statement, const std::function<void(const Word&)>& what);
/// The ids behind the `else` of a statement.
std::vector<Word> charges_of(const Statement& statement);
/// Those of all lines, `else $id` as the ids of all rows.
std::vector<Word> charges_in(const ScenarioNode& scenario);

}  // namespace script
