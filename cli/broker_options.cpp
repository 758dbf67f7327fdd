// From the words behind `broker` to what the server is told.
#include "cli/broker_options.h"

#include <array>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <random>

#include "cli/broker_faults.h"
#include "cli/target_options.h"
#include "runner/broker_settings.h"
#include "runner/target.h"

namespace cli {
namespace {

/// A kind of listener: its option and name, and the port that the standard's registry gives it.
struct Kind {
  const char* option;
  const char* name;
  std::vector<std::string> BrokerOptions::* addresses;
  std::uint16_t port;
  bool tls;
  bool websocket;
};
constexpr std::array kinds{
    Kind{"--listen", "tcp", &BrokerOptions::tcp, 1883, false, false},
    Kind{"--tls-listen", "tls", &BrokerOptions::tls, 8883, true, false},
    Kind{"--ws-listen", "ws", &BrokerOptions::ws, 8080, false, true},
    Kind{"--wss-listen", "wss", &BrokerOptions::wss, 8081, true, true},
};

bool port_from(std::string_view digits, std::uint16_t& port) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc() && end == digits.data() + digits.size() && !digits.empty();
}

std::expected<std::uint64_t, std::string> seed_of(const std::string& text) {
  if (text.empty()) {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
  }
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed, 16);
  if (error != std::errc() || end != text.data() + text.size())
    return std::unexpected(fmt::format("--seed: `{}` is no hexadecimal number of up to 16 digits", text));
  return seed;
}

std::expected<void, std::string> take_target_file(const std::string& file, net::ServerOptions& server) {
  const auto text = read_named_file(file, "target file");
  if (!text) return std::unexpected(text.error());
  const auto folder = std::filesystem::path(file).parent_path().string();
  auto served = runner::served_from_json(*text, folder.empty() ? "." : folder);
  if (!served) return std::unexpected(fmt::format("target file {}: {}", file, served.error()));
  server.listeners = std::move(served->listeners);
  server.ca = std::move(served->ca);
  server.certificate = std::move(served->certificate);
  server.key = std::move(served->key);
  server.broker = std::move(served->settings);
  return {};
}

}  // namespace

void add_broker_options(CLI::App& app, BrokerOptions& options) {
  const char* listening = "Listeners";
  const auto listener = [&](const Kind& kind, const char* what) {
    app.add_option(kind.option, options.*kind.addresses, what)
        ->type_name("HOST:PORT")
        ->expected(1)
        ->take_all()
        ->group(listening);
  };
  listener(kinds[0], "MQTT over TCP; port 0 is any free one (again for more). Without any: 127.0.0.1:1883");
  listener(kinds[1], "Over TLS");
  listener(kinds[2], "Over WebSocket, path /mqtt");
  listener(kinds[3], "Over WebSocket and TLS");
  app.add_option("--target", options.target_file,
                 "Target file: listeners, users, access rules, certificates, limits (JSON)")
      ->type_name("FILE")
      ->group(listening);
  const auto file = [&](const char* name, std::string& value, const char* what) {
    app.add_option(name, value, what)->type_name("FILE")->group("TLS");
  };
  file("--certificate", options.certificate, "The server's certificate; without it one is made on the spot");
  file("--key", options.key, "Its key");
  file("--ca", options.ca, "Who signs the certificates of clients");
  app.add_option("--fault", options.faults, "Breaks this rule (again for more)")
      ->type_name("NAME")
      ->expected(1)
      ->take_all()
      ->group("Faults");
  app.add_flag("--list-faults", options.list_faults, "Explains every fault, and ends")->group("Faults");
  app.add_option("--json", options.json, "With --list-faults: as JSON, to a file or standard output")
      ->type_name("[FILE]")
      ->group("Faults");
  app.add_option("--seed", options.seed, "Seed of assigned client identifiers and other choices")
      ->type_name("HEX");
  auto* quiet = app.add_flag("-q,--quiet", options.quiet, "Log warnings alone");
  app.add_flag("-v,--verbose", options.verbose, "Log subscriptions, too")->excludes(quiet);
}

std::expected<net::ServerListener, std::string> listener_from(std::string_view address,
                                                              std::uint16_t standard_port) {
  const auto wrong = [&](std::string_view what) {
    return std::unexpected(fmt::format("`{}` is no address to listen on: {}", address, what));
  };
  net::ServerListener listener;
  listener.port = standard_port;
  if (port_from(address, listener.port)) return listener;
  if (address.find("://") != std::string_view::npos)
    return wrong("write HOST:PORT; what is spoken there follows from the option");
  std::string_view host = address;
  const std::size_t bracket = address.rfind(']');
  const std::size_t colon = address.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  if (has_port) {
    host = address.substr(0, colon);
    if (!port_from(address.substr(colon + 1), listener.port))
      return wrong("write a port from 0 (any free one) to 65535 behind the colon");
  }
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return wrong("an IPv6 address needs brackets, such as [::1]:1883");
  }
  if (host.empty()) return wrong("the host is missing; 0.0.0.0 is every IPv4 address of this machine");
  listener.host = host;
  return listener;
}

std::expected<std::vector<net::ServerListener>, std::string> listeners_of(const BrokerOptions& options) {
  std::vector<net::ServerListener> listeners;
  for (const auto& kind : kinds) {
    std::size_t count = 0;
    for (const auto& address : options.*kind.addresses) {
      auto listener = listener_from(address, kind.port);
      if (!listener) return std::unexpected(fmt::format("{}: {}", kind.option, listener.error()));
      listener->name = ++count == 1 ? kind.name : fmt::format("{}-{}", kind.name, count);
      listener->tls = kind.tls;
      listener->websocket = kind.websocket;
      listeners.push_back(std::move(*listener));
    }
  }
  return listeners;
}

std::expected<net::ServerOptions, std::string> server_options(const BrokerOptions& options) {
  net::ServerOptions server;
  if (!options.target_file.empty()) {
    if (const auto taken = take_target_file(options.target_file, server); !taken)
      return std::unexpected(taken.error());
  }
  auto listeners = listeners_of(options);
  if (!listeners) return std::unexpected(listeners.error());
  if (!listeners->empty()) server.listeners = std::move(*listeners);
  if (server.listeners.empty()) server.listeners.push_back({.name = "tcp", .port = 1883});

  if (options.certificate.empty() != options.key.empty())
    return std::unexpected("--certificate and --key belong together; name both");
  for (const std::string* each : {&options.certificate, &options.key, &options.ca}) {
    if (each->empty()) continue;
    if (const auto text = read_named_file(*each, "file"); !text) return std::unexpected(text.error());
  }
  if (!options.certificate.empty()) {
    server.certificate = options.certificate;
    server.key = options.key;
  }
  if (!options.ca.empty()) server.ca = options.ca;

  auto faults = faults_named(options.faults);
  if (!faults) return std::unexpected(faults.error());
  server.faults = *faults;
  const auto seed = seed_of(options.seed);
  if (!seed) return std::unexpected(seed.error());
  server.seed = *seed;
  return server;
}

std::string url_of(const net::ServerListener& listener) {
  using runner::Transport;
  runner::ListenerAddress address;
  address.transport = listener.websocket ? (listener.tls ? Transport::wss : Transport::ws)
                                         : (listener.tls ? Transport::tls : Transport::tcp);
  address.host = listener.host;
  address.port = listener.port;
  address.path = listener.path;
  return runner::url_of(address);
}

}  // namespace cli
