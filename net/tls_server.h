// The server's side of TLS without a socket, the counterpart of tls.h.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "net/upward.h"

namespace net {

/// Files in PEM.
struct TlsServerOptions {
  std::string certificate;  ///< the server's, with its chain
  std::string key;
  std::string client_ca;  ///< a client certificate of this authority is demanded; empty: none is asked for
};

/// Certificate and key of a listener, read once and shared by its connections.
class TlsServerContext {
 public:
  /// Fails with a sentence that names the file.
  static std::expected<TlsServerContext, std::string> create(const TlsServerOptions& options);

  struct Native;
  std::shared_ptr<const Native> native;
};

class TlsServer {
 public:
  explicit TlsServer(const TlsServerContext& context);
  ~TlsServer();
  TlsServer(TlsServer&&) noexcept;
  TlsServer& operator=(TlsServer&&) noexcept;

  /// Bytes of the client, in any cut. After refused or ended nothing more is to be fed; `reply` is still to
  /// be sent: it tells the client why.
  Upward receive(std::string_view bytes);
  /// Application data as records, to be sent below. Only once opened.
  std::string send(std::string_view bytes);
  /// close_notify, to be sent below; empty before the handshake is through.
  std::string close();

  /// Whether a client must show a certificate.
  bool demands_certificate() const;
  /// For faults, before the first receive(): one that is missing, or that nobody known has signed, will do.
  void let_in_without_certificate();
  void trust_every_authority();

  /// Common Name in the subject of the client's certificate, once opened; empty: it showed none.
  std::string client_name() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
