// The main() of a program without a fuzzing engine. An object of its own in the library, so that the linker
// takes it just when there is no other.
#include "fuzz/kit/mqtt_fuzz.h"

int main(int argc, char** argv) {
  return mqtt_fuzz_main(argc, argv, mqtt_fuzz_parse);
}
