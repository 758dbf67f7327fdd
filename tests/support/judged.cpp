// Runs the program, and once more when the machine may have stood still.
#include "tests/support/judged.h"

#include <iostream>

#include "tests/reports/support/golden.h"

namespace program {
namespace {

using nlohmann::json;

Judged judge_once(std::vector<std::string> arguments) {
  const TemporaryFolder folder;
  arguments.insert(arguments.end(), {"--json", folder.file("r.json")});
  Judged judged;
  judged.ended = run(arguments);
  judged.result = json::parse(golden::read(folder.file("r.json")), nullptr, false);
  if (!judged.result.is_object()) judged.result = nullptr;
  return judged;
}

/// The cases that failed only once, with what did not come; empty when there is none.
std::string flaky_cases(const json& result) {
  std::string told;
  if (!result.is_object()) return told;
  for (const json& one : result["cases"])
    if (one["verdict"] == "flaky")
      told += one["id"].get<std::string>() + " " + one.value("failure", json()).dump() + "\n";
  return told;
}

}  // namespace

Judged judge(const std::vector<std::string>& arguments) {
  Judged judged = judge_once(arguments);
  const std::string flaky = flaky_cases(judged.result);
  if (flaky.empty()) return judged;
  std::cerr << "failed only once, so the run is made again:\n" << flaky;
  return judge_once(arguments);
}

}  // namespace program
