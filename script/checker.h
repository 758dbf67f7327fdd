// What is wrong with a file that reads well: names, ids, marks, and the flow of every case.
#pragma once

#include "requirements/catalogue.h"
#include "script/ast.h"
#include "script/diagnostic.h"

namespace script {

void check(const Suite& suite, const requirements::Catalogue& catalogue, Diagnostics& diagnostics);

}  // namespace script
