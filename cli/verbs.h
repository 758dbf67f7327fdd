// The verbs of the program. Each takes the words behind it, says everything there is to say and returns its
// exit code; cli/program.cpp has the table of them.
#pragma once

#include "cli/arguments.h"
#include "cli/console.h"
#include "runner/result.h"

namespace cli {

runner::Exit run(const Arguments& arguments, Console& console);
runner::Exit list(const Arguments& arguments, Console& console);
runner::Exit check(const Arguments& arguments, Console& console);
runner::Exit format(const Arguments& arguments, Console& console);
runner::Exit explain(const Arguments& arguments, Console& console);
runner::Exit decode(const Arguments& arguments, Console& console);
runner::Exit probe(const Arguments& arguments, Console& console);
runner::Exit broker(const Arguments& arguments, Console& console);
runner::Exit prove(const Arguments& arguments, Console& console);
runner::Exit install(const Arguments& arguments, Console& console);
runner::Exit compare(const Arguments& arguments, Console& console);
runner::Exit report(const Arguments& arguments, Console& console);

}  // namespace cli
