// OpenSSL between two memory BIOs: what the network brings goes into one, what it is to be sent comes out of
// the other.
#include "net/tls.h"

#include <array>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace net {
namespace {

/// The first error on OpenSSL's queue in words; empties the queue.
std::string openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "unknown error" : reason;
}

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
  explicit State(const TlsContext& made_from)
      : context(made_from.native), ssl(SSL_new(context->context.get()), &SSL_free) {}

  std::string take_output() {
    std::string out;
    std::array<char, 16384> buffer{};
    int count = 0;
    while ((count = BIO_read(to_network, buffer.data(), static_cast<int>(buffer.size()))) > 0) {
      out.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return out;
  }

  void shake_hands(Upward& out) {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl.get());
    if (done == 1) {
      established = true;
      out.state = Upward::State::opened;
      return;
    }
    if (const int error = SSL_get_error(ssl.get(), done); error == SSL_ERROR_WANT_READ) return;
    const long verified = SSL_get_verify_result(ssl.get());
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

  void read(Upward& out) {
    std::array<char, 16384> buffer{};
    for (;;) {
      ERR_clear_error();
      const int count = SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (count > 0) {
        out.bytes.append(buffer.data(), static_cast<std::size_t>(count));
        continue;
      }
      const int error = SSL_get_error(ssl.get(), count);
      if (error == SSL_ERROR_ZERO_RETURN) {
        out.state = Upward::State::ended;
      } else if (error == SSL_ERROR_SSL) {
        // With TLS 1.3 a server rejects our certificate only after the handshake is through on our side.
        out.state = Upward::State::ended;
        out.why = "TLS: " + openssl_error();
      }
      return;
    }
  }

  std::shared_ptr<const TlsContext::Native> context;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl;
  BIO* from_network = nullptr;  ///< owned by ssl
  BIO* to_network = nullptr;    ///< owned by ssl
  bool established = false;
};

TlsClient::TlsClient(const TlsContext& context, std::string_view name)
    : state_(std::make_unique<State>(context)) {
  const TlsOptions& options = context.native->options;
  const std::string asked = options.server_name.empty() ? std::string(name) : options.server_name;
  SSL* ssl = state_->ssl.get();
  state_->from_network = BIO_new(BIO_s_mem());
  state_->to_network = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, state_->from_network, state_->to_network);
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
  return state_->take_output();
}

Upward TlsClient::receive(std::string_view bytes) {
  Upward out;
  BIO_write(state_->from_network, bytes.data(), static_cast<int>(bytes.size()));
  if (!state_->established) state_->shake_hands(out);
  if (state_->established) state_->read(out);
  out.reply = state_->take_output();
  return out;
}

std::string TlsClient::send(std::string_view bytes) {
  ERR_clear_error();
  if (!bytes.empty()) SSL_write(state_->ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
  return state_->take_output();
}

std::string TlsClient::close() {
  ERR_clear_error();
  SSL_shutdown(state_->ssl.get());
  return state_->take_output();
}

}  // namespace net
