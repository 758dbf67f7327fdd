// One end of TLS without a socket: OpenSSL between two memory BIOs, so that half-close, reset and segments
// are under the control of whoever owns the socket. What TlsClient and TlsServer have in common.
#pragma once

#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <string_view>

#include "net/upward.h"

namespace net {

/// The first error on OpenSSL's queue in words; empties the queue.
std::string openssl_error();

class TlsSession {
 public:
  /// `context` may go when the session was made.
  explicit TlsSession(SSL_CTX* context);

  /// Goes on with the handshake: true when it is through now or was before; `wants_more` when it only needs
  /// more bytes of the other side. Otherwise openssl_error() says why it failed.
  bool shake_hands(bool& wants_more);
  bool established() const { return established_; }

  /// Bytes of the other side, in any cut.
  void feed(std::string_view bytes);
  /// Application data that came; `ended` when the other side closed TLS or broke it.
  void read(Upward& out);
  /// Application data as records, once established.
  std::string send(std::string_view bytes);
  /// close_notify; reading goes on.
  std::string close();
  /// What is to be sent below.
  std::string take_output();

  SSL* native() const { return ssl_.get(); }

 private:
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  BIO* from_network_;  ///< owned by ssl_
  BIO* to_network_;    ///< owned by ssl_
  bool established_ = false;
};

}  // namespace net
