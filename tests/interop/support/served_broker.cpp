// A child process whose ready lines are read.
#include "tests/interop/support/served_broker.h"

#include <poll.h>
#include <sstream>
#include <stdexcept>

namespace interop {
namespace {

net::ChildProcess start(const std::vector<std::string>& arguments) {
  net::Command command;
  command.arguments = {std::string(CONFORMANCE_BINARY_DIR) + "/conformance", "broker"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.directory = CONFORMANCE_SOURCE_DIR;
  command.environment["NO_COLOR"] = "1";
  auto child = net::ChildProcess::spawn(command);
  if (!child) throw std::runtime_error(child.error());
  return std::move(*child);
}

}  // namespace

ServedBroker::ServedBroker(const std::vector<std::string>& arguments) : process_(start(arguments)) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (process_.log().find("ready\n") == std::string::npos) {
    if (process_.poll() || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("the broker is not ready: " + process_.log());
    ::poll(nullptr, 0, 2);
  }
  std::istringstream lines(process_.log());
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    std::string third;
    words >> first >> second >> third;
    if (first == "listening") urls_[second] = third;
    if (first == "ca") ca_ = second;
  }
}

}  // namespace interop
