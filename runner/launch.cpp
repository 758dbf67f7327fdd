// A recipe of targets/ turned into a running broker.
#include "runner/launch.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <pwd.h>
#include <regex>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

#include "net/certificates.h"
#include "net/free_port.h"
#include "runner/install.h"
#include "runner/launched_broker.h"
#include "runner/ready.h"
#include "runner/secrets.h"
#include "runner/target_folder.h"
#include "targets/targets.h"

namespace runner {
namespace {

constexpr int attempts = 3;  ///< with fresh ports, when the broker did not start
constexpr std::chrono::seconds tool_patience{20};

void collect_ports(std::string_view text, std::set<std::string>& names) {
  for (std::size_t at = 0; (at = text.find("{port:", at)) != std::string_view::npos; ++at) {
    const std::size_t end = text.find('}', at);
    if (end != std::string_view::npos) names.emplace(text.substr(at + 1, end - at - 1));
  }
}

RunError failed(std::string message) {
  return {Exit::unreachable, std::move(message)};
}

std::string last_lines(const std::string& log, std::size_t count) {
  std::size_t at = log.size();
  for (std::size_t lines = 0; at > 0 && lines <= count; --at) lines += log[at - 1] == '\n' ? 1 : 0;
  return log.substr(at == 0 ? 0 : at + 1);
}

/// Started as root a broker drops to a user of its own, who must be able to read what we wrote.
void hand_over(const std::string& folder, const std::string& owner) {
  if (owner.empty() || ::geteuid() != 0) return;
  const passwd* user = ::getpwnam(owner.c_str());
  if (user == nullptr) return;
  std::error_code ignored;
  static_cast<void>(!::chown(folder.c_str(), user->pw_uid, user->pw_gid));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
    static_cast<void>(!::chown(entry.path().c_str(), user->pw_uid, user->pw_gid));
  }
}

/// What the recipe runs or reads and this machine does not have: "program `epmd`"; nothing when all is there.
std::optional<std::string> missing(const LaunchRecipe& recipe, const Placeholders& values) {
  std::vector<std::string> programs{recipe.start.front()};
  if (!recipe.right.empty()) programs.push_back(recipe.right.front());
  for (const auto* commands : {&recipe.prepare, &recipe.beside}) {
    for (const auto& command : *commands) programs.push_back(command.front());
  }
  for (const std::string& program : fill(programs, values)) {
    if (net::find_program(program).empty()) return fmt::format("program `{}`", program);
  }
  for (const std::string& file : recipe.needs) {
    if (std::error_code ignored; !std::filesystem::exists(file, ignored)) return fmt::format("file {}", file);
  }
  return std::nullopt;
}

std::string version_of(const LaunchRecipe& recipe) {
  if (recipe.version_command.empty()) return {};
  const auto finished = net::run_to_end({recipe.version_command, {}, {}}, tool_patience);
  std::smatch match;
  if (!finished || !std::regex_search(finished->output, match, std::regex(recipe.version_pattern))) return {};
  return match[1];
}

/// Writes all files and makes all that the recipe wants; a sentence when that fails.
std::expected<void, std::string> prepare(std::string_view name, const LaunchRecipe& recipe,
                                         const Placeholders& values, const std::string& folder) {
  for (const std::string& file : recipe.files) {
    const auto path = std::filesystem::path(folder) / std::filesystem::path(file).filename();
    std::ofstream out(path, std::ios::binary);
    out << fill(file_of(name, file), values);
    if (!out.flush()) return std::unexpected(fmt::format("cannot write {}", path.string()));
  }
  if (recipe.certificates) {
    if (auto made = net::write_certificates(folder); !made) return made;
  }
  for (const auto& command : recipe.prepare) {
    const auto finished = net::run_to_end({fill(command, values), folder, {}}, tool_patience);
    if (!finished) return std::unexpected(finished.error());
    if (!finished->status.success()) {
      return std::unexpected(
          fmt::format("{} {}: {}", command.front(), net::describe(finished->status), finished->output));
    }
  }
  hand_over(folder, recipe.owner);
  return {};
}

std::uint16_t port_of(std::string_view text, const Placeholders& values) {
  const std::string number = fill(text, values);
  std::uint16_t port = 0;
  std::from_chars(number.data(), number.data() + number.size(), port);
  return port;
}

std::expected<LaunchedBroker, std::string> try_launch(std::string_view name, const LaunchRecipe& recipe,
                                                      Placeholders values, const LaunchOptions& options,
                                                      net::EventLoop& loop) {
  auto folder = net::TemporaryFolder::create(name);
  if (!folder) return std::unexpected(folder.error());
  std::set<std::string> port_names;
  collect_ports(file_of(name, "target.json"), port_names);
  for (const std::string& file : recipe.files) collect_ports(file_of(name, file), port_names);
  const auto ports = net::free_ports(port_names.size());
  if (!ports) return std::unexpected(ports.error());
  values["dir"] = folder->path();
  for (std::size_t i = 0; const std::string& each : port_names) values[each] = std::to_string((*ports)[i++]);
  if (options.durable && recipe.durable) {
    for (const auto& [key, value] : recipe.durable->values) values[key] = fill(value, values);
  }
  for (const auto& [key, value] : recipe.values) values.try_emplace(key, fill(value, values));

  auto target = target_from_json(fill(file_of(name, "target.json"), values), folder->path());
  if (!target) return std::unexpected(target.error());
  if (auto prepared = prepare(name, recipe, values, folder->path()); !prepared) {
    return std::unexpected(prepared.error());
  }
  std::map<std::string, std::string> environment = options.environment;
  for (const auto& [key, value] : recipe.environment) environment[key] = fill(value, values);
  const auto command = [&](const std::vector<std::string>& words) {
    return net::Command{fill(words, values), folder->path(), environment};
  };
  std::vector<net::ChildProcess> beside;
  beside.reserve(recipe.beside.size());
  for (const auto& each : recipe.beside) {
    auto other = net::ChildProcess::spawn(command(each));
    if (!other) return std::unexpected(other.error());
    beside.push_back(std::move(*other));
  }
  std::optional<net::BrokerLink> link;
  if (!recipe.link_from.empty()) {
    auto made = net::BrokerLink::open(port_of(recipe.link_from, values), port_of(recipe.link_to, values));
    if (!made) return std::unexpected(made.error());
    link = std::move(*made);
  }
  using Process = LaunchedBroker::State::Process;
  const auto start = [&](net::Command what) -> std::expected<Process, std::string> {
    auto child = net::ChildProcess::spawn(what, folder->path());
    if (!child) return std::unexpected(child.error());
    return Process{std::move(what), std::move(*child)};
  };
  std::optional<Process> right;
  if (!recipe.right.empty()) {
    auto started = start(command(recipe.right));
    if (!started) return std::unexpected(started.error());
    right = std::move(*started);
  }
  net::Command main = command(recipe.start);
  main.arguments.insert(main.arguments.end(), options.arguments.begin(), options.arguments.end());
  auto left = start(std::move(main));
  if (!left) return std::unexpected(left.error());
  if (recipe.durable) {
    target->control = BrokerControl{.survives_stop = recipe.durable->survives_stop,
                                    .survives_kill = recipe.durable->survives_kill,
                                    .stops_right = right.has_value(),
                                    .cuts_link = link.has_value(),
                                    .link_is_watched = link.has_value()};
  }
  LaunchedBroker broker(std::make_unique<LaunchedBroker::State>(
      std::string(name), std::move(*target), std::move(*folder), std::move(beside), std::move(link),
      std::move(right), std::move(*left), recipe));
  const auto ended = [&broker]() -> std::optional<std::string> {
    if (const auto status = broker.ended()) return net::describe(*status);
    return std::nullopt;
  };
  if (auto ready = wait_until_ready(broker.target(), loop, in_milliseconds(recipe.ready_within_s), ended);
      !ready) {
    return std::unexpected(fmt::format("it {}; its log ends:\n{}", ready.error(),
                                       last_lines(Secrets(broker.target()).redacted(broker.log()), 8)));
  }
  return broker;
}

}  // namespace

std::expected<LaunchedBroker, RunError> launch(std::string_view name, net::EventLoop& loop,
                                               const LaunchOptions& options) {
  const std::string_view text = file_of(name, "target.json");
  if (text.empty()) {
    return std::unexpected(
        RunError{Exit::usage, fmt::format("there is no target `{}` to launch; there are: {}", name,
                                          fmt::join(launchable(), ", "))});
  }
  const auto recipe = recipe_from_json(text);
  if (!recipe) return std::unexpected(RunError{Exit::internal, recipe.error()});
  Placeholders values{{"self", options.self}};
  const auto from = installation_of(name);
  if (from) {
    if (!is_installed(*from, options.cache)) {
      return std::unexpected(failed(fmt::format("{} {} is not installed; install it with: {}", name,
                                                from->recipe.version, install_command(name))));
    }
    values["installed"] = folder_of(*from, options.cache);
  }
  if (const auto what = missing(*recipe, values)) {
    if (from) {
      return std::unexpected(failed(fmt::format("{} cannot be started: there is no {}", name, *what)));
    }
    return std::unexpected(
        failed(fmt::format("{} is not installed (there is no {}); install it with: "
                           "apt-get install {}",
                           name, *what, recipe->package)));
  }
  values["version"] = from && recipe->version_command.empty() ? from->recipe.version : version_of(*recipe);
  std::string error;
  for (int i = 0; i < attempts; ++i) {
    auto broker = try_launch(name, *recipe, values, options, loop);
    if (broker) return std::move(*broker);
    error = broker.error();
  }
  return std::unexpected(failed(fmt::format("{} could not be started: {}", name, error)));
}

std::vector<std::string> launchable() {
  std::vector<std::string> names;
  for (const embedded::File& file : targets::files()) {
    const std::size_t slash = file.name.find('/');
    if (slash != std::string_view::npos && file.name.substr(slash) == "/target.json") {
      names.emplace_back(file.name.substr(0, slash));
    }
  }
  return names;
}

std::optional<std::string_view> known_failures_of(std::string_view name) {
  const std::string_view text = file_of(name, "known-failures");
  return text.empty() ? std::nullopt : std::optional(text);
}

std::size_t durable_instances_of(std::string_view name) {
  const auto recipe = recipe_from_json(file_of(name, "target.json"));
  return recipe && recipe->durable ? recipe->durable->instances : 0;
}

std::optional<std::string> package_of(std::string_view name) {
  const auto recipe = recipe_from_json(file_of(name, "target.json"));
  if (!recipe) return std::nullopt;
  return recipe->package;
}

}  // namespace runner
