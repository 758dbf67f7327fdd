// Clients that others wrote, in every feature they have, against the reference broker: what our own suites
// overlook, they may not.
#include <filesystem>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/interop/support/served_broker.h"

namespace interop {
namespace {

/// A script of this folder over one listener. `least` is how many checks there are at least, so that a script
/// that plays nothing cannot pass.
struct Session {
  std::string client;
  std::string listener;
  int least = 0;

  friend std::ostream& operator<<(std::ostream& out, const Session& session) {
    return out << session.client << " over " << session.listener;
  }
};

const std::string folder = std::string(CONFORMANCE_SOURCE_DIR) + "/tests/interop/";
const std::string modules = std::string(CONFORMANCE_SOURCE_DIR) + "/build/npm/node_modules";

net::Command command_of(const Session& session) {
  net::Command command;
  if (session.client == "mqttjs") {
    command.arguments = {"node", folder + "mqttjs_client.cjs"};
    command.environment["NODE_PATH"] = modules;
  } else {
    // Debian's Python has Debian's Paho; another that stands before it in PATH has not.
    const char* debian = "/usr/bin/python3";
    command.arguments = {std::filesystem::exists(debian) ? debian : "python3",
                         folder + (session.client == "paho" ? "paho_client.py" : "mosquitto_clients.py")};
    command.environment["PYTHONDONTWRITEBYTECODE"] = "1";
  }
  return command;
}

class Clients : public ::testing::TestWithParam<Session> {};

TEST_P(Clients, WorkInEveryFeature) {
  const Session& session = GetParam();
  if (session.client == "mqttjs") {
    ASSERT_TRUE(std::filesystem::exists(modules + "/mqtt"))
        << "MQTT.js is not installed; ./test installs it with npm";
  }
  ServedBroker broker({"--target", "tests/interop/users.json", "--listen", "127.0.0.1:0", "--tls-listen",
                       "127.0.0.1:0", "--ws-listen", "127.0.0.1:0", "--wss-listen", "127.0.0.1:0"});
  net::Command command = command_of(session);
  command.arguments.insert(command.arguments.end(), {broker.url(session.listener), "--ca", broker.ca()});
  if (session.client == "mqttjs") command.arguments.emplace_back("--authentication");

  const auto finished = net::run_to_end(command, std::chrono::seconds(200));
  ASSERT_TRUE(finished) << finished.error();
  int checks = 0;
  bool done = false;
  std::istringstream lines(finished->output);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("ok ")) ++checks;
    if (line.starts_with("not ok ")) ADD_FAILURE() << line.substr(7);
    done = done || line == "done " + std::to_string(checks);
  }
  EXPECT_GE(checks, session.least);
  EXPECT_TRUE(done && finished->status.success()) << finished->output << "\nThe broker said:\n"
                                                  << broker.said();
  EXPECT_TRUE(broker.stop().success()) << broker.said();
}

INSTANTIATE_TEST_SUITE_P(Interop, Clients,
                         ::testing::Values(Session{"mosquitto", "tcp", 28}, Session{"mosquitto", "tls", 28},
                                           Session{"paho", "tcp", 47}, Session{"paho", "tls", 47},
                                           Session{"paho", "ws", 47}, Session{"paho", "wss", 47},
                                           Session{"mqttjs", "tcp", 50}, Session{"mqttjs", "tls", 50},
                                           Session{"mqttjs", "ws", 50}, Session{"mqttjs", "wss", 50}),
                         [](const auto& session) {
                           return session.param.client + "_over_" + session.param.listener;
                         });

}  // namespace
}  // namespace interop
