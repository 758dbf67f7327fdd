// See the header.
#include "net/tls_server.h"

#include <array>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "net/tls_session.h"

namespace net {

struct TlsServerContext::Native {
  explicit Native(SSL_CTX* made) : context(made, &SSL_CTX_free) {}
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context;
};

std::expected<TlsServerContext, std::string> TlsServerContext::create(const TlsServerOptions& options) {
  ERR_clear_error();
  auto native = std::make_shared<Native>(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* context = native->context.get();
  if (context == nullptr) return std::unexpected("OpenSSL cannot be used: " + openssl_error());
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // Every connection is a new one: no tickets, so that what is sent depends on nothing that went before.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context, 0);
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate.c_str()) != 1) {
    return std::unexpected(
        fmt::format("cannot read the server certificate {}: {}", options.certificate, openssl_error()));
  }
  if (SSL_CTX_use_PrivateKey_file(context, options.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return std::unexpected(fmt::format("cannot use the key {} of the server certificate {}: {}", options.key,
                                       options.certificate, openssl_error()));
  }
  if (!options.client_ca.empty()) {
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(options.client_ca.c_str()));
    if (SSL_CTX_get_client_CA_list(context) == nullptr ||
        SSL_CTX_load_verify_locations(context, options.client_ca.c_str(), nullptr) != 1) {
      return std::unexpected(
          fmt::format("cannot read the CA certificate {}: {}", options.client_ca, openssl_error()));
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  ERR_clear_error();
  TlsServerContext result;
  result.native = std::move(native);
  return result;
}

struct TlsServer::State {
  explicit State(const TlsServerContext& made_from)
      : context(made_from.native), session(context->context.get()) {}

  std::shared_ptr<const TlsServerContext::Native> context;
  TlsSession session;
};

TlsServer::TlsServer(const TlsServerContext& context) : state_(std::make_unique<State>(context)) {
  SSL_set_accept_state(state_->session.native());
}

TlsServer::~TlsServer() = default;
TlsServer::TlsServer(TlsServer&&) noexcept = default;
TlsServer& TlsServer::operator=(TlsServer&&) noexcept = default;

Upward TlsServer::receive(std::string_view bytes) {
  Upward out;
  TlsSession& session = state_->session;
  session.feed(bytes);
  if (!session.established()) {
    bool wants_more = false;
    if (session.shake_hands(wants_more)) {
      out.state = Upward::State::opened;
    } else if (!wants_more) {
      out.state = Upward::State::refused;
      out.why = "the TLS handshake failed: " + openssl_error();
    }
  }
  if (session.established()) session.read(out);
  out.reply = session.take_output();
  return out;
}

std::string TlsServer::send(std::string_view bytes) {
  return state_->session.send(bytes);
}

std::string TlsServer::close() {
  return state_->session.established() ? state_->session.close() : std::string();
}

bool TlsServer::demands_certificate() const {
  return (SSL_get_verify_mode(state_->session.native()) & SSL_VERIFY_FAIL_IF_NO_PEER_CERT) != 0;
}

void TlsServer::let_in_without_certificate() {
  SSL_set_verify(state_->session.native(), SSL_VERIFY_PEER, nullptr);
}

void TlsServer::trust_every_authority() {
  SSL_set_verify(state_->session.native(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                 [](int, X509_STORE_CTX*) { return 1; });
}

std::string TlsServer::client_name() const {
  const X509* certificate = SSL_get0_peer_certificate(state_->session.native());
  if (certificate == nullptr) return {};
  X509_NAME* subject = X509_get_subject_name(certificate);
  const int size = X509_NAME_get_text_by_NID(subject, NID_commonName, nullptr, 0);
  if (size <= 0) return {};
  std::string name(static_cast<std::size_t>(size) + 1, '\0');
  X509_NAME_get_text_by_NID(subject, NID_commonName, name.data(), static_cast<int>(name.size()));
  name.resize(static_cast<std::size_t>(size));
  return name;
}

}  // namespace net
