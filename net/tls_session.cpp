// What the network brings goes into one BIO, what it is to be sent comes out of the other.
#include "net/tls_session.h"

#include <array>
#include <openssl/err.h>

namespace net {

std::string openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "unknown error" : reason;
}

TlsSession::TlsSession(SSL_CTX* context)
    : ssl_(SSL_new(context), &SSL_free),
      from_network_(BIO_new(BIO_s_mem())),
      to_network_(BIO_new(BIO_s_mem())) {
  SSL_set_bio(ssl_.get(), from_network_, to_network_);
}

bool TlsSession::shake_hands(bool& wants_more) {
  wants_more = false;
  if (established_) return true;
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_.get());
  established_ = done == 1;
  if (!established_) wants_more = SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_READ;
  return established_;
}

void TlsSession::feed(std::string_view bytes) {
  BIO_write(from_network_, bytes.data(), static_cast<int>(bytes.size()));
}

void TlsSession::read(Upward& out) {
  std::array<char, 16384> buffer;
  for (;;) {
    ERR_clear_error();
    const int count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (count > 0) {
      out.bytes.append(buffer.data(), static_cast<std::size_t>(count));
      continue;
    }
    const int error = SSL_get_error(ssl_.get(), count);
    if (error == SSL_ERROR_ZERO_RETURN) {
      out.state = Upward::State::ended;
    } else if (error == SSL_ERROR_SSL) {
      // With TLS 1.3 a server rejects a client's certificate only after the handshake is through there.
      out.state = Upward::State::ended;
      out.why = "TLS: " + openssl_error();
    }
    return;
  }
}

std::string TlsSession::send(std::string_view bytes) {
  ERR_clear_error();
  if (!bytes.empty()) SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  return take_output();
}

std::string TlsSession::close() {
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  return take_output();
}

std::string TlsSession::take_output() {
  std::string out;
  const std::size_t waiting = BIO_ctrl_pending(to_network_);
  if (waiting == 0) return out;
  out.resize(waiting);
  const int count = BIO_read(to_network_, out.data(), static_cast<int>(waiting));
  out.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return out;
}

}  // namespace net
