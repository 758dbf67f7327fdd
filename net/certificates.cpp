// X.509 by OpenSSL's C interface; P-256 keys, because RSA keys take a second to make.
#include "net/certificates.h"

#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

namespace net {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

struct Identity {
  Key key{nullptr, &EVP_PKEY_free};
  Certificate certificate{nullptr, &X509_free};
};

bool add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  const bool done = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return done;
}

struct Kind {
  const char* common_name;
  bool authority;
  const char* names;  ///< subject alternative names; null: none
  const char* usage;  ///< extended key usage; null: none
};

/// `issuer` null: signed by itself. Nothing in the identity when OpenSSL failed.
Identity make(const Kind& kind, long serial, const Identity* issuer) {
  constexpr long day = 24L * 60 * 60;
  Identity made;
  made.key.reset(EVP_EC_gen("P-256"));
  Certificate certificate(X509_new(), &X509_free);
  if (!made.key || !certificate) return made;
  X509* raw = certificate.get();
  X509* signer = issuer == nullptr ? raw : issuer->certificate.get();
  EVP_PKEY* signing_key = issuer == nullptr ? made.key.get() : issuer->key.get();
  X509_set_version(raw, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(raw), serial);
  X509_gmtime_adj(X509_getm_notBefore(raw), -day);
  X509_gmtime_adj(X509_getm_notAfter(raw), 7 * day);
  X509_set_pubkey(raw, made.key.get());
  X509_NAME* name = X509_get_subject_name(raw);
  X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("conformance"),
                             -1, -1, 0);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(kind.common_name), -1, -1, 0);
  X509_set_issuer_name(raw, X509_get_subject_name(signer));
  bool good = add_extension(raw, signer, NID_basic_constraints,
                            kind.authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
              add_extension(raw, signer, NID_key_usage,
                            kind.authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
              add_extension(raw, signer, NID_subject_key_identifier, "hash");
  if (kind.names != nullptr) good = good && add_extension(raw, signer, NID_subject_alt_name, kind.names);
  if (kind.usage != nullptr) good = good && add_extension(raw, signer, NID_ext_key_usage, kind.usage);
  if (good && X509_sign(raw, signing_key, EVP_sha256()) > 0) made.certificate = std::move(certificate);
  return made;
}

bool write(const Identity& identity, const std::string& path) {
  if (!identity.certificate) return false;
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  const File certificate(std::fopen((path + ".crt").c_str(), "we"), &std::fclose);
  const File key(std::fopen((path + ".key").c_str(), "we"), &std::fclose);
  if (!certificate || !key) return false;
  ::fchmod(fileno(key.get()), S_IRUSR | S_IWUSR);
  return PEM_write_X509(certificate.get(), identity.certificate.get()) == 1 &&
         PEM_write_PrivateKey(key.get(), identity.key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
}

}  // namespace

std::expected<void, std::string> write_certificates(const std::string& folder) {
  const Identity ca = make({"conformance test authority", true, nullptr, nullptr}, 1, nullptr);
  const Identity stranger = make({"a foreign authority", true, nullptr, nullptr}, 1, nullptr);
  if (ca.certificate && stranger.certificate) {
    const Identity server =
        make({"localhost", false, "DNS:localhost,IP:127.0.0.1,IP:::1", "serverAuth"}, 2, &ca);
    const Identity client = make({"conformance", false, nullptr, "clientAuth"}, 3, &ca);
    const Identity foreign = make({"conformance", false, nullptr, "clientAuth"}, 2, &stranger);
    if (write(ca, folder + "/ca") && write(server, folder + "/server") && write(client, folder + "/client") &&
        write(foreign, folder + "/foreign")) {
      return {};
    }
  }
  return std::unexpected(fmt::format("cannot make certificates in {}", folder));
}

}  // namespace net
