// The options of `broker`: where it listens, what it shows over TLS, which rules it breaks.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.h"
#include "net/broker_server.h"

namespace cli {

struct BrokerOptions {
  std::vector<std::string> tcp;  ///< addresses as typed, likewise the next three
  std::vector<std::string> tls;
  std::vector<std::string> ws;
  std::vector<std::string> wss;
  std::string target_file;
  std::string certificate;
  std::string key;
  std::string ca;
  std::vector<std::string> faults;
  bool list_faults = false;
  std::string json;  ///< of the list of faults
  std::string seed;  ///< hexadecimal; empty: drawn
  bool quiet = false;
  bool verbose = false;
};

void add_broker_options(CLI::App& app, BrokerOptions& options);

/// An address of the command line: `HOST:PORT`, `HOST`, `PORT`, `[::1]:PORT`; port 0 is any free one. A port
/// alone listens on 127.0.0.1, a host alone on `standard_port`. The error is a sentence.
std::expected<net::ServerListener, std::string> listener_from(std::string_view address,
                                                              std::uint16_t standard_port);

/// All listeners of the command line, named tcp, tls, ws and wss (`tcp-2`, … beyond the first of a kind);
/// none when no option names one. The error is a sentence.
std::expected<std::vector<net::ServerListener>, std::string> listeners_of(const BrokerOptions& options);

/// How everything fits together, and what is read from files and drawn: ready to serve, but for certificates
/// that are still to be made (`certificate` empty). The error is a sentence.
std::expected<net::ServerOptions, std::string> server_options(const BrokerOptions& options);

/// "mqtt://127.0.0.1:1883".
std::string url_of(const net::ServerListener& listener);

}  // namespace cli
