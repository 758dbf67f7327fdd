// See the header. What is kept is decided by what reference and parser said, not by coverage: the rules of
// the standard are the map, and every parser is held against all of it. With an engine coverage of the parser
// comes on top (engine.cpp).
#include "fuzz/kit/driver.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <unordered_set>

#include "codec/decode.h"
#include "codec/random/random.h"
#include "fuzz/kit/crash.h"
#include "fuzz/kit/seeds.h"
#include "fuzz/mutator/mutator.h"

namespace kit {
namespace {

constexpr std::size_t most_kept = 20'000;  ///< inputs; older ones make room

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

class Run {
 public:
  Run(mqtt_fuzz_parser parser, const DriverOptions& options)
      : options_(options),
        findings_(parser, options.settings,
                  [](const Finding&, const std::string& report) { print(report + "\n"); }),
        random_(options.seed) {}

  int go() {
    for (const std::string& seed : seeds()) {
      if (is_over()) break;
      hold(seed);
    }
    while (!is_over()) hold(next());
    return end();
  }

  int go_through(const std::vector<std::string>& files) {
    for (const std::string& name : files) {
      std::ifstream file(name, std::ios::binary);
      if (!file) {
        std::fprintf(stderr, "%s cannot be read\n", name.c_str());
        return 2;
      }
      hold(std::string(std::istreambuf_iterator<char>(file), {}));
    }
    return end();
  }

 private:
  void hold(const std::string& input) {
    ++executions_;
    if (!seen_.insert(findings_.hold(bytes_of(input))).second) return;
    if (kept_.size() < most_kept)
      kept_.push_back(input);
    else
      kept_[random_.below(kept_.size())] = input;
  }

  std::string next() {
    const std::string& one = kept_[random_.below(kept_.size())];
    if (random_.one_in(8)) {
      const std::string& other = kept_[random_.below(kept_.size())];
      return fuzz::cross_over(fuzz::Layout::packets, bytes_of(one), bytes_of(other), options_.most_bytes,
                              random_.next());
    }
    return fuzz::mutate(fuzz::Layout::packets, bytes_of(one), options_.most_bytes, random_.next());
  }

  bool is_over() const {
    if (options_.executions != 0 && executions_ >= options_.executions) return true;
    if (options_.most_findings != 0 && findings_.list().size() >= options_.most_findings) return true;
    return seconds() >= options_.seconds;
  }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

  int end() const {
    const Counts& counts = findings_.counts();
    print(fmt::format(
        "{} inputs, {} packets in {:.1f} s, seed {}: {} compared, {} open by the standard, {} not whole, "
        "{} without an answer\n",
        executions_, counts.packets, seconds(), options_.seed, counts.compared, counts.open, counts.partial,
        counts.passed));
    if (counts.unstable > 0)
      print(fmt::format("{} disagreements did not come again: the parser answers otherwise the second time\n",
                        counts.unstable));
    for (const Finding& finding : findings_.list())
      print(fmt::format("{:>10} x  {}\n", finding.count, name_of(finding)));
    const std::size_t found = findings_.list().size();
    print(fmt::format("{} finding{}{}\n", found, found == 1 ? "" : "s",
                      found == 0 || options_.settings.directory.empty()
                          ? ""
                          : ", written to " + options_.settings.directory.string()));
    return found == 0 ? 0 : 1;
  }

  const DriverOptions& options_;
  Findings findings_;
  codec::Random random_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::uint64_t executions_ = 0;
  std::unordered_set<std::uint64_t> seen_;
  std::vector<std::string> kept_;
};

int write_seeds(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  for (std::size_t i = 0; i < seeds().size(); ++i) {
    std::ofstream file(std::filesystem::path(directory) / fmt::format("{:04}", i), std::ios::binary);
    file << seeds()[i];
    if (!file.flush()) {
      std::fprintf(stderr, "%s cannot be written\n", directory.c_str());
      return 2;
    }
  }
  print(fmt::format("{} seeds in {}\n", seeds().size(), directory));
  return 0;
}

int write_dictionary(const std::string& name) {
  std::ofstream file(name, std::ios::binary);
  file << dictionary();
  if (file.flush()) return 0;
  std::fprintf(stderr, "%s cannot be written\n", name.c_str());
  return 2;
}

}  // namespace

int drive(mqtt_fuzz_parser parser, const DriverOptions& options) {
  if (options.help) {
    print(std::string(usage()));
    return 0;
  }
  if (!options.seeds_to.empty()) return write_seeds(options.seeds_to);
  if (!options.dictionary_to.empty()) return write_dictionary(options.dictionary_to);
  const auto& directory = options.settings.directory;
  std::error_code error;
  if (!directory.empty()) std::filesystem::create_directories(directory, error);
  if (error) {
    std::fprintf(stderr, "%s cannot be made: %s\n", directory.c_str(), error.message().c_str());
    return 2;
  }
  catch_crashes(directory.empty() ? "." : directory.string(), options.patience);
  Run run(parser, options);
  return options.inputs.empty() ? run.go() : run.go_through(options.inputs);
}

}  // namespace kit
