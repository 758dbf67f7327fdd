// What `conformance fuzz` is told.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "campaign/host.h"
#include "campaign/join.h"
#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/target_options.h"

namespace cli {

struct FuzzOptions {
  std::vector<std::string> words;  ///< "merge", OUT, DIR…
  TargetOptions target;
  std::string command;
  std::string name;
  std::string time = "10m";
  std::string out;
  std::string resume;
  std::string seed;
  std::string shard;
  std::size_t jobs = 16;
  double rate = 0;
  bool own = false;
  Loudness loudness;

  // From the texts above.
  double time_s = 0;
  campaign::Shard part;
};

inline constexpr const char* default_findings = "findings";

void add_fuzz_options(CLI::App& app, FuzzOptions& options);

/// Checks them, and reads what is a text; draws a seed where none is named. The error is a sentence.
std::expected<void, std::string> complete(FuzzOptions& options);

/// The command line that begins the same campaign.
std::string command_of(const FuzzOptions& options);

/// Who is attacked.
struct Attacked {
  std::unique_ptr<campaign::Host> host;
  std::string name;         ///< for people; empty: what the host calls it once it runs
  std::string how_it_runs;  ///< a sentence or two: who starts it, and what happens when it ends
};
/// Has complained when there is nobody to attack, or nobody that may be.
std::expected<Attacked, runner::Exit> attacked(const FuzzOptions& options, net::EventLoop& loop,
                                               Console& console);

}  // namespace cli
