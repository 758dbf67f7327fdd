// Where a connection goes and what lies between it and TCP. Plain data: the runner makes it from a target's
// listener and the certificates of an actor.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace net {

/// Files in PEM; empty: none. Without `ca` the system's authorities are trusted.
struct TlsOptions {
  std::string ca;
  std::string certificate;  ///< ours, with its key; empty: none is shown
  std::string key;
  std::string server_name;  ///< for SNI and the name in the certificate; empty: the host
  bool insecure{};          ///< trust any certificate of the server

  friend auto operator<=>(const TlsOptions&, const TlsOptions&) = default;
};

struct Endpoint {
  std::string host;  ///< a name or an address, IPv6 without brackets
  std::uint16_t port{};
  bool tls{};
  bool websocket{};
  std::string path = "/mqtt";  ///< WebSocket
  TlsOptions tls_options;
};

}  // namespace net
