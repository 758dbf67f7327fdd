// From options to a Target.
#include "cli/target_options.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <utility>

#include "cli/broker_faults.h"
#include "reports/text.h"
#include "runner/launch.h"

namespace cli {
namespace {

std::string without_password(const std::string& url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
  const auto at = url.rfind('@');
  if (at == std::string::npos || at < begin) return url;
  const auto colon = url.find(':', begin);
  return colon < at ? url.substr(0, colon) + url.substr(at) : url;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.") ||
         host.ends_with(".localhost");
}

}  // namespace

std::expected<std::string, std::string> read_named_file(const std::string& path, std::string_view what) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored))
    return std::unexpected(
        fmt::format("cannot read the {} {}: {}", what, path, file ? "it is a folder" : std::strerror(errno)));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void add_target_options(CLI::App& app, TargetOptions& options) {
  const std::string group = "Broker";
  const auto add = [&](const char* name, std::string& value, const char* what, const char* type) {
    app.add_option(name, value, what)->type_name(type)->group(group);
  };
  add("--broker", options.broker, "host:port, or mqtt://, mqtts://, ws://, wss://", "URL");
  add("--launch", options.launch, "Start a broker that is installed here, such as mosquitto", "NAME");
  add("--target", options.target_file, "Target file: listeners, users, ACL, certificates (JSON)", "FILE");
  app.add_option("--fault", options.faults, "The built-in broker breaks this rule (again for more)")
      ->type_name("NAME")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false)  // the word behind its value is a pattern
      ->group(group);
  add("--listener", options.listener,
      "Listener of the target where cases connect that name none: tcp, tls, ws, wss, limited", "NAME");
  add("--user", options.user, "User name for every connection", "NAME");
  add("--password-file", options.password_file, "File whose first line is the password", "FILE");
  add("--ca", options.ca, "Certificate of the authority that signed the broker's", "FILE");
  add("--cert", options.certificate, "Client certificate", "FILE");
  add("--key", options.key, "Key of the client certificate", "FILE");
  app.add_flag("--insecure", options.insecure, "Accept whatever certificate the broker shows")->group(group);
  add("--server-name", options.server_name, "Name to ask for and to expect in TLS", "NAME");
  add("--topic-prefix", options.topic_prefix, "Every topic begins with this", "TEXT");
  add("--client-id-prefix", options.client_id_prefix, "Every client identifier begins with this", "TEXT");
}

std::string ways_to_name_a_broker() {
  return "no broker is named, so the reference broker that is built in is judged. To judge another:\n"
         "  --broker host:1883          a broker that is running (also mqtt://, mqtts://, ws://, wss://)\n"
         "  --launch mosquitto          one that is installed here; it is started, tested and stopped\n"
         "  --target my-broker.json     a file that describes listeners, users and certificates\n";
}

std::expected<void, std::string> check_target_options(const TargetOptions& options) {
  const int ways = !options.broker.empty() + !options.launch.empty() + !options.target_file.empty();
  if (ways > 1) return std::unexpected("only one of --broker, --launch and --target can name the broker");
  if (!options.faults.empty()) {
    if (!options.names_none() && options.launch != runner::reference_target)
      return std::unexpected("--fault is for the broker that is built in; name no other");
    if (const auto known = faults_named(options.faults); !known) return std::unexpected(known.error());
  }
  if (options.certificate.empty() != options.key.empty())
    return std::unexpected("--cert and --key belong together; name both");
  if (!options.password_file.empty() && options.user.empty() && options.broker.find('@') == std::string::npos)
    return std::unexpected("--password-file needs --user");
  return {};
}

std::expected<runner::Target, std::string> target_of(const TargetOptions& options) {
  if (!options.broker.empty()) return runner::target_from_url(options.broker);
  const auto text = read_named_file(options.target_file, "target file");
  if (!text) return std::unexpected(text.error());
  const auto folder = std::filesystem::path(options.target_file).parent_path().string();
  auto target = runner::target_from_json(*text, folder.empty() ? "." : folder);
  if (!target) return std::unexpected(fmt::format("target file {}: {}", options.target_file, target.error()));
  return target;
}

std::expected<void, std::string> apply_flags(const TargetOptions& options, runner::Target& target) {
  if (!options.listener.empty()) {
    if (!target.listeners.contains(options.listener)) {
      std::vector<std::string> names;
      for (const auto& [name, listener] : target.listeners) names.push_back(name);
      return std::unexpected(fmt::format("the target has no listener `{}`; it has: {}", options.listener,
                                         fmt::join(names, ", ")));
    }
    target.default_listener = options.listener;
  }
  if (!options.user.empty()) target.users[""].user_name = options.user;
  if (!options.password_file.empty()) {
    const auto text = read_named_file(options.password_file, "password file");
    if (!text) return std::unexpected(text.error());
    std::string line = text->substr(0, text->find('\n'));
    if (line.ends_with('\r')) line.pop_back();
    target.users[""].password = line;
  }
  const std::pair<const std::string*, std::string*> files[] = {
      {&options.ca, &target.tls.ca},
      {&options.certificate, &target.tls.certificate},
      {&options.key, &target.tls.key}};
  for (const auto& [option, place] : files) {
    if (option->empty()) continue;
    if (const auto text = read_named_file(*option, "file"); !text) return std::unexpected(text.error());
    *place = *option;
  }
  if (!options.server_name.empty()) target.tls.server_name = options.server_name;
  if (options.insecure) target.tls.insecure = true;
  return {};
}

std::string rerun_arguments(const TargetOptions& options) {
  std::string line;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    if (!line.empty()) line += ' ';
    line += fmt::format("{} {}", name, reports::shell_word(value));
  };
  add("--broker", without_password(options.broker));
  add("--launch", options.launch);
  add("--target", options.target_file);
  for (const auto& fault : options.faults) add("--fault", fault);
  add("--listener", options.listener);
  add("--user", options.user);
  add("--password-file", options.password_file);
  add("--ca", options.ca);
  add("--cert", options.certificate);
  add("--key", options.key);
  add("--server-name", options.server_name);
  if (options.insecure) line += line.empty() ? "--insecure" : " --insecure";
  add("--topic-prefix", options.topic_prefix);
  add("--client-id-prefix", options.client_id_prefix);
  return line;
}

std::vector<std::string> addresses_off_loopback(const runner::Target& target) {
  std::vector<std::string> addresses;
  for (const auto& [name, listener] : target.listeners) {
    if (is_loopback(listener.host)) continue;
    const std::string address = fmt::format("{}:{}", listener.host, listener.port);
    if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
  }
  return addresses;
}

}  // namespace cli
