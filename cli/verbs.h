// The verbs of the program. Each takes the words behind it, says everything there is to say and returns its
// exit code; cli/program.cpp has the table of them.
#pragma once

#include <span>
#include <string_view>

#include "cli/arguments.h"
#include "cli/console.h"
#include "runner/result.h"

namespace cli {

struct Verb {
  std::string_view name;
  std::string_view arguments;
  std::string_view purpose;
  runner::Exit (*function)(const Arguments&, Console&);
};

/// In the order of --help.
std::span<const Verb> all_verbs();

runner::Exit run(const Arguments& arguments, Console& console);
runner::Exit list(const Arguments& arguments, Console& console);
runner::Exit check(const Arguments& arguments, Console& console);
runner::Exit format(const Arguments& arguments, Console& console);
runner::Exit explain(const Arguments& arguments, Console& console);
runner::Exit decode(const Arguments& arguments, Console& console);
runner::Exit probe(const Arguments& arguments, Console& console);
runner::Exit broker(const Arguments& arguments, Console& console);
runner::Exit prove(const Arguments& arguments, Console& console);
runner::Exit fuzz(const Arguments& arguments, Console& console);
runner::Exit install(const Arguments& arguments, Console& console);
runner::Exit compare(const Arguments& arguments, Console& console);
runner::Exit generate(const Arguments& arguments, Console& console);
runner::Exit report(const Arguments& arguments, Console& console);

}  // namespace cli
