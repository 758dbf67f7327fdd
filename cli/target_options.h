// How the command line names the broker: --broker, --launch or --target, and what a URL cannot say. Who names
// none gets the reference broker that is built in.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.h"
#include "runner/target.h"

namespace cli {

struct TargetOptions {
  std::string broker;
  std::string launch;
  std::string target_file;
  std::string listener;  ///< by name, where scenarios connect that name none
  std::string user;
  std::string password_file;
  std::string ca;
  std::string certificate;
  std::string key;
  std::string server_name;
  bool insecure = false;
  std::string topic_prefix;
  std::string client_id_prefix;
  std::vector<std::string> faults;  ///< of the built-in broker

  bool names_none() const { return broker.empty() && launch.empty() && target_file.empty(); }
};

void add_target_options(CLI::App& app, TargetOptions& options);

/// Reads a file that the user named; the error is a sentence that calls it by `what`.
std::expected<std::string, std::string> read_named_file(const std::string& path, std::string_view what);

/// What is said when no broker is named: that the built-in one is judged, and the three ways to name another.
std::string ways_to_name_a_broker();

/// That at most one way is used and that its companions fit; the error is a sentence.
std::expected<void, std::string> check_target_options(const TargetOptions& options);

/// The target of --broker or --target. Reads the files that are named.
std::expected<runner::Target, std::string> target_of(const TargetOptions& options);

/// Lays --user, --ca, … over a target, however it was named.
std::expected<void, std::string> apply_flags(const TargetOptions& options, runner::Target& target);

/// The part of a rerun line that names the target, without passwords: "--broker 127.0.0.1:1883".
std::string rerun_arguments(const TargetOptions& options);

/// The addresses of the target that are not loopback.
std::vector<std::string> addresses_off_loopback(const runner::Target& target);

}  // namespace cli
