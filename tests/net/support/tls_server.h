// The other end of TLS in tests: OpenSSL on a blocking socket.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace net::testing {

struct TlsServerSettings {
  std::string folder = {};   ///< with ca.crt, server.crt, server.key
  bool wants_certificate{};  ///< of the client, and refuses without
  bool tls_1_2_only{};
};

/// A behaviour for LoopbackServer: echoes until the end; says "closed" after our close_notify.
std::function<void(int)> tls_echo(const TlsServerSettings& settings);

/// Another one: what comes goes in the clear to a port of 127.0.0.1, and back.
std::function<void(int)> tls_relay(const TlsServerSettings& settings, std::uint16_t port);

}  // namespace net::testing
