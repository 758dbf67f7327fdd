// far_broker NAME [KEY=VALUE…] [-- ARGUMENT…]: starts targets/NAME, puts a slow link in front of it, and runs
// `conformance ARGUMENT… --target …` on it: to see by hand what a link does to a run. Keys: delay, jitter,
// gap, stall (milliseconds), segment (bytes), chance (of a stall, per segment), seed, fault.
#include "tests/link/support/far_broker.h"

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

bool understood(const std::string& word, slow_link::Weather& weather, std::vector<std::string>& arguments) {
  const std::size_t split = word.find('=');
  if (split == std::string::npos) return false;
  const std::string key = word.substr(0, split);
  const std::string value = word.substr(split + 1);
  if (key == "fault") {
    arguments.insert(arguments.end(), {"--fault", value});
    return true;
  }
  const double number = std::stod(value);
  const std::chrono::microseconds time(static_cast<std::int64_t>(number * 1000));
  if (key == "delay")
    weather.delay = time;
  else if (key == "jitter")
    weather.jitter = time;
  else if (key == "gap")
    weather.gap = time;
  else if (key == "stall")
    weather.stall = time;
  else if (key == "segment")
    weather.largest_segment = static_cast<std::size_t>(number);
  else if (key == "chance")
    weather.stall_chance = number;
  else if (key == "seed")
    weather.seed = static_cast<std::uint64_t>(number);
  else
    return false;
  return true;
}

}  // namespace

int main(int count, char** words) {
  std::vector<std::string> arguments(words + 1, words + count);
  if (arguments.empty()) {
    std::fputs("usage: far_broker NAME [delay=MS] [jitter=MS] [segment=BYTES] … [-- ARGUMENT…]\n", stderr);
    return 2;
  }
  try {
    slow_link::Weather weather;
    std::vector<std::string> of_broker;
    std::size_t at = 1;
    for (; at < arguments.size() && arguments[at] != "--"; ++at)
      if (!understood(arguments[at], weather, of_broker)) {
        std::fprintf(stderr, "far_broker: what is `%s`?\n", arguments[at].c_str());
        return 2;
      }
    const slow_link::FarBroker broker(arguments[0], weather, of_broker);
    std::vector<std::string> run(
        arguments.begin() + static_cast<std::ptrdiff_t>(std::min(at + 1, arguments.size())), arguments.end());
    run.insert(run.end(), {"--target", broker.target_file()});
    const auto ended = program::run(run);
    std::fputs(ended.out.c_str(), stdout);
    std::fputs(ended.err.c_str(), stderr);
    return ended.exit_code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "far_broker: %s\n", error.what());
    return 70;
  }
}
