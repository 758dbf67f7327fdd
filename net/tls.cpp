// Whom a client trusts, and what it makes of a handshake that fails.
#include "net/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/tls_session.h"

namespace net {
namespace {

bool is_address(const std::string& name) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str());
  ASN1_OCTET_STRING_free(address);
  ERR_clear_error();
  return address != nullptr;
}

}  // namespace

struct TlsContext::Native {
  explicit Native(SSL_CTX* made) : context(made, &SSL_CTX_free) {}
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context;
  TlsOptions options;
};

std::expected<TlsContext, std::string> TlsContext::create(const TlsOptions& options) {
  ERR_clear_error();
  auto native = std::make_shared<Native>(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = native->context.get();
  if (context == nullptr) return std::unexpected("OpenSSL cannot be used: " + openssl_error());
  native->options = options;
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context, options.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  if (options.ca.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  } else if (SSL_CTX_load_verify_locations(context, options.ca.c_str(), nullptr) != 1) {
    return std::unexpected(fmt::format("cannot read the CA certificate {}: {}", options.ca, openssl_error()));
  }
  if (!options.certificate.empty()) {
    if (SSL_CTX_use_certificate_chain_file(context, options.certificate.c_str()) != 1) {
      return std::unexpected(
          fmt::format("cannot read the client certificate {}: {}", options.certificate, openssl_error()));
    }
    const std::string& key = options.key.empty() ? options.certificate : options.key;
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
      return std::unexpected(fmt::format("cannot use the key {} of the client certificate {}: {}", key,
                                         options.certificate, openssl_error()));
    }
  }
  ERR_clear_error();
  TlsContext result;
  result.native = std::move(native);
  return result;
}

struct TlsClient::State {
  explicit State(const TlsContext& made_from) : context(made_from.native), session(context->context.get()) {}

  void shake_hands(Upward& out) {
    bool wants_more = false;
    if (session.shake_hands(wants_more)) {
      out.state = Upward::State::opened;
      return;
    }
    if (wants_more) return;
    const long verified = SSL_get_verify_result(session.native());
    if (!context->options.insecure && verified != X509_V_OK) {
      out.state = Upward::State::failed;
      out.why = fmt::format("the server's certificate is not trusted ({}); name its authority or allow any",
                            X509_verify_cert_error_string(verified));
      ERR_clear_error();
      return;
    }
    out.state = Upward::State::refused;
    out.why = "the server refused the TLS handshake: " + openssl_error();
  }

  std::shared_ptr<const TlsContext::Native> context;
  TlsSession session;
};

TlsClient::TlsClient(const TlsContext& context, std::string_view name)
    : state_(std::make_unique<State>(context)) {
  const TlsOptions& options = context.native->options;
  const std::string asked = options.server_name.empty() ? std::string(name) : options.server_name;
  SSL* ssl = state_->session.native();
  SSL_set_connect_state(ssl);
  X509_VERIFY_PARAM* verification = SSL_get0_param(ssl);
  if (is_address(asked)) {
    X509_VERIFY_PARAM_set1_ip_asc(verification, asked.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl, const_cast<char*>(asked.c_str()));
    X509_VERIFY_PARAM_set1_host(verification, asked.c_str(), asked.size());
  }
}

TlsClient::~TlsClient() = default;
TlsClient::TlsClient(TlsClient&&) noexcept = default;
TlsClient& TlsClient::operator=(TlsClient&&) noexcept = default;

std::string TlsClient::start() {
  Upward ignored;
  state_->shake_hands(ignored);
  return state_->session.take_output();
}

Upward TlsClient::receive(std::string_view bytes) {
  Upward out;
  TlsSession& session = state_->session;
  session.feed(bytes);
  if (!session.established()) state_->shake_hands(out);
  if (session.established()) session.read(out);
  out.reply = session.take_output();
  return out;
}

std::string TlsClient::send(std::string_view bytes) {
  return state_->session.send(bytes);
}

std::string TlsClient::close() {
  return state_->session.close();
}

}  // namespace net
