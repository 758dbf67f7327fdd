// The program `conformance`.
#include "cli/program.h"

int main(int argc, char** argv) {
  cli::Console console;
  return cli::program(cli::Arguments(argv + 1, argv + argc), console);
}
