// From options to a broker that may be attacked.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "cli/fuzz_options.h"
#include "cli/loopback.h"
#include "cli/nearest.h"
#include "runner/launch.h"

namespace cli {
namespace {

using runner::Exit;

constexpr std::string_view watched =
    "is started here, watched, and started again when it ends or is to be looked at afresh";

/// "broker" of `./build/broker -p {port}`.
std::string program_of(const std::string& command) {
  const auto begin = command.find_first_not_of(' ');
  const std::string word = command.substr(begin, command.find(' ', begin) - begin);
  return std::filesystem::path(word).filename().string();
}

/// What only a broker that somebody else started can be told.
std::string for_running_brokers_only(const TargetOptions& options) {
  const std::pair<const char*, bool> given[] = {{"--listener", !options.listener.empty()},
                                                {"--user", !options.user.empty()},
                                                {"--password-file", !options.password_file.empty()},
                                                {"--ca", !options.ca.empty()},
                                                {"--cert", !options.certificate.empty()},
                                                {"--insecure", options.insecure},
                                                {"--server-name", !options.server_name.empty()}};
  const auto found = std::ranges::find(given, true, &std::pair<const char*, bool>::second);
  return found == std::end(given) ? "" : fmt::format("{} goes with --broker or --target alone", found->first);
}

std::expected<Attacked, Exit> launched(const FuzzOptions& options, net::EventLoop& loop, Console& console) {
  const std::string name(options.target.names_none() ? runner::reference_target
                                                     : std::string_view(options.target.launch));
  const auto known = runner::launchable();
  if (std::ranges::find(known, name) == known.end()) {
    const auto meant = nearest(name, known);
    console.complain(fmt::format("there is no target `{}`{}; known are: {}", name,
                                 meant ? fmt::format(", did you mean `{}`?", *meant) : "",
                                 fmt::join(known, ", ")));
    return std::unexpected(Exit::usage);
  }
  runner::LaunchOptions how;
  for (const auto& fault : options.target.faults)
    how.arguments.insert(how.arguments.end(), {"--fault", fault});
  std::string what = name == runner::reference_target ? "the reference broker that is built in" : name;
  std::string called = options.name;
  // Nobody may take what is found in a broker with faults for a finding in the broker.
  if (called.empty() && !options.target.faults.empty())
    called = fmt::format("{} with the fault {}", what, fmt::join(options.target.faults, ", "));
  return Attacked{campaign::launched_host(name, loop, how), called, fmt::format("{} {}", what, watched)};
}

}  // namespace

std::expected<Attacked, Exit> attacked(const FuzzOptions& options, net::EventLoop& loop, Console& console) {
  const auto refuse = [&](std::string_view why, Exit exit = Exit::usage) {
    console.complain(why);
    return std::unexpected(exit);
  };
  if (const auto checked = check_target_options(options.target); !checked) return refuse(checked.error());
  const bool started_here = options.target.broker.empty() && options.target.target_file.empty();
  if (const auto wrong = for_running_brokers_only(options.target); started_here && !wrong.empty())
    return refuse(wrong);
  if (!options.command.empty()) {
    if (!options.target.names_none()) return refuse("--command names the broker; name no other");
    if (!options.target.faults.empty())
      return refuse("--fault is for the broker that is built in; name no other");
    if (options.command.find("{port}") == std::string::npos)
      return refuse("--command must say where its broker listens: write {port} for the number of the port");
    const std::string name = options.name.empty() ? program_of(options.command) : options.name;
    return Attacked{campaign::command_host(options.command, loop), name, fmt::format("{} {}", name, watched)};
  }
  if (started_here) return launched(options, loop, console);
  auto target = target_of(options.target);
  if (!target) return refuse(target.error());
  if (const auto applied = apply_flags(options.target, *target); !applied) return refuse(applied.error());
  const auto elsewhere = addresses_elsewhere(*target);
  if (!elsewhere) return refuse(elsewhere.error(), Exit::unreachable);
  if (!elsewhere->empty() && !options.own)
    return refuse(
        fmt::format("{} is not this machine, and a campaign may end the broker or fill it up. If it is "
                    "yours and nobody needs it now, say so: --i-own-this-broker",
                    fmt::join(*elsewhere, ", ")));
  const std::string name = options.name.empty() ? target->name : options.name;
  return Attacked{
      campaign::foreign_host(std::move(*target), loop), name,
      fmt::format("{} runs already: nobody here can start it again, or see its memory and what it prints",
                  name)};
}

}  // namespace cli
