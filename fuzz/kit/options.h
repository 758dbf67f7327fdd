// The driver's command line, which is also read from the environment under a fuzzing engine.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/kit/findings.h"

namespace kit {

struct DriverOptions {
  Settings settings;
  std::uint32_t seconds = 60;
  std::uint64_t executions = 0;  ///< inputs; 0: until the time is over
  std::uint64_t seed = 1;
  std::size_t most_findings = 0;  ///< ends when there are so many; 0: never
  std::size_t most_bytes = 4096;  ///< of an input
  unsigned patience = 10;         ///< seconds that one packet may take
  bool aborts = false;  ///< under an engine: a finding ends the process, as engines expect of a crash
  bool help = false;
  std::string seeds_to;             ///< folder for the seeds, instead of a run
  std::string dictionary_to;        ///< file for the dictionary, instead of a run
  std::vector<std::string> inputs;  ///< files to be held against the parser, instead of a run
};

/// Fails with a sentence that names the argument.
std::expected<DriverOptions, std::string> read_options(std::span<const std::string> arguments);

std::string_view usage();

}  // namespace kit
