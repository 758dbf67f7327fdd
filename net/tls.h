// The client's side of TLS without a socket: OpenSSL over memory, so that half-close, reset and segments are
// under the control of whoever owns the socket.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "net/endpoint.h"
#include "net/upward.h"

namespace net {

/// Certificates and keys, read once and shared by many connections.
class TlsContext {
 public:
  /// Fails with a sentence that names the file.
  static std::expected<TlsContext, std::string> create(const TlsOptions& options);

  struct Native;
  std::shared_ptr<const Native> native;
};

class TlsClient {
 public:
  /// `name` is the host that was asked for; the context's server_name goes before it.
  TlsClient(const TlsContext& context, std::string_view name);
  ~TlsClient();
  TlsClient(TlsClient&&) noexcept;
  TlsClient& operator=(TlsClient&&) noexcept;

  /// The first flight of the handshake, to be sent below.
  std::string start();
  /// Bytes of the server, in any cut. After refused, failed or ended nothing more is to be fed.
  Upward receive(std::string_view bytes);
  /// Application data as records, to be sent below. Only once opened.
  std::string send(std::string_view bytes);
  /// close_notify, to be sent below; reading goes on.
  std::string close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
