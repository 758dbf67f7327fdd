// `conformance broker`: serves the reference broker, obedient or with faults, until a signal comes.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <functional>
#include <optional>

#include "cli/broker_faults.h"
#include "cli/broker_options.h"
#include "cli/verbs.h"
#include "net/broker_server.h"
#include "net/certificates.h"
#include "net/free_port.h"
#include "reports/text.h"
#include "reports/write_file.h"
#include "runner/target.h"

namespace cli {
namespace {

using runner::Exit;

Exit list_faults(const BrokerOptions& options, Console& console) {
  if (options.json.empty()) {
    console.out(list_of_faults(console.width()));
    return Exit::as_expected;
  }
  const auto written = reports::write_file(options.json, list_of_faults_as_json());
  if (!written) console.complain(written.error());
  return written ? Exit::as_expected : Exit::usage;
}

/// Certificates made on the spot, for a server that is to speak TLS and was given none.
std::expected<net::TemporaryFolder, std::string> make_certificates(net::ServerOptions& server) {
  auto folder = net::TemporaryFolder::create("certificates");
  if (!folder) return folder;
  if (const auto written = net::write_certificates(folder->path()); !written)
    return std::unexpected(written.error());
  server.certificate = folder->path() + "/server.crt";
  server.key = folder->path() + "/server.key";
  if (server.ca.empty()) server.ca = folder->path() + "/ca.crt";
  return folder;
}

/// What the user should know who serves this to others, or by mistake.
std::string warnings(const std::vector<net::ServerListener>& listeners, const broker::Settings& settings) {
  std::string text;
  for (const auto& listener : listeners) {
    if (runner::is_loopback(listener.host)) continue;
    const auto access = settings.listeners.find(listener.name);
    const bool anonymous =
        access == settings.listeners.end() ? settings.default_listener.anonymous : access->second.anonymous;
    text += fmt::format("warning: {} can be reached from other machines{}\n", url_of(listener),
                        anonymous ? ", and lets in everybody who gives no user name" : "");
  }
  return text;
}

std::string explanations(const broker::Faults& faults) {
  std::string text;
  for (std::size_t i = 0; i < broker::fault_count; ++i) {
    if (!faults.active().test(i)) continue;
    const auto& row = broker::fault_table[i];
    text += fmt::format("fault {}: {}\n", row.name, row.explanation);
  }
  return text;
}

/// One line an event, with the seconds since the start in front.
std::function<void(const broker::LogLine&)> log_to(Console& console, const BrokerOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  return [&console, start, quiet = options.quiet, verbose = options.verbose](const broker::LogLine& line) {
    using Level = broker::LogLine::Level;
    if ((quiet && line.level != Level::warning) || (!verbose && line.level == Level::detail)) return;
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - start;
    console.err(fmt::format("{:+.3f} {}{}\n", since.count(), line.level == Level::warning ? "warning: " : "",
                            reports::printable(line.text)));
  };
}

Exit serve(const BrokerOptions& options, Console& console) {
  auto options_of_server = server_options(options);
  if (!options_of_server) {
    console.complain(options_of_server.error());
    return Exit::usage;
  }
  std::optional<net::TemporaryFolder> certificates;
  const bool speaks_tls = std::ranges::any_of(options_of_server->listeners, &net::ServerListener::tls);
  if (speaks_tls && options_of_server->certificate.empty()) {
    auto made = make_certificates(*options_of_server);
    if (!made) {
      console.complain(made.error());
      return Exit::internal;
    }
    certificates = std::move(*made);
  }
  // A reader of our output that goes away must not end the broker.
  std::signal(SIGPIPE, SIG_IGN);
  const broker::Settings settings = options_of_server->broker;
  console.err(explanations(options_of_server->faults));
  auto server = net::BrokerServer::create(std::move(*options_of_server), log_to(console, options));
  if (!server) {
    console.complain(server.error());
    return Exit::usage;
  }
  console.err(warnings(server->listeners(), settings));
  std::string ready;
  if (certificates) ready += fmt::format("ca {}/ca.crt\n", certificates->path());
  for (const auto& listener : server->listeners())
    ready += fmt::format("listening {} {}\n", listener.name, url_of(listener));
  console.out(ready + "ready\n");
  static_cast<void>(server->serve());
  return Exit::as_expected;
}

}  // namespace

Exit broker(const Arguments& arguments, Console& console) {
  CLI::App app("Serves the reference broker until SIGINT or SIGTERM, which is its good end (exit code 0).",
               "broker");
  BrokerOptions options;
  add_broker_options(app, options);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  if (!options.json.empty() && !options.list_faults) {
    console.complain("--json goes with --list-faults; the ready lines can be read by machines as they are");
    return Exit::usage;
  }
  return options.list_faults ? list_faults(options, console) : serve(options, console);
}

}  // namespace cli
