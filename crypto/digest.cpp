#include "crypto/digest.h"

#include <array>
#include <cstddef>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace crypto {
namespace {

constexpr std::size_t digest_size = 32;
using Digest = std::array<unsigned char, digest_size>;

const unsigned char* bytes_of(std::string_view text) {
  // OpenSSL is never given a null pointer, not even for no bytes.
  return reinterpret_cast<const unsigned char*>(text.empty() ? "" : text.data());
}

std::string text_of(const Digest& digest) {
  return {digest.begin(), digest.end()};
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string sha256(std::string_view data) {
  Digest digest{};
  EVP_Digest(bytes_of(data), data.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return text_of(digest);
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  Digest digest{};
  HMAC(EVP_sha256(), bytes_of(key), static_cast<int>(key.size()), bytes_of(data), data.size(), digest.data(),
       nullptr);
  return text_of(digest);
}

std::string salted_password(std::string_view password, std::string_view salt, int iterations) {
  Digest digest{};
  PKCS5_PBKDF2_HMAC(password.empty() ? "" : password.data(), static_cast<int>(password.size()),
                    bytes_of(salt), static_cast<int>(salt.size()), iterations, EVP_sha256(),
                    static_cast<int>(digest.size()), digest.data());
  return text_of(digest);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  // Digests are of one length; that of the password is not told by the time either.
  return CRYPTO_memcmp(sha256(a).data(), sha256(b).data(), digest_size) == 0;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char c : bytes) {
    hex += digits[static_cast<unsigned char>(c) >> 4U];
    hex += digits[static_cast<unsigned char>(c) & 0xFU];
  }
  return hex;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_of(text[i]);
    const int low = digit_of(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a null character
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text),
                      static_cast<int>(text.size())) < 0)
    return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(bytes.size() - padding);
  // OpenSSL forgives spaces, bits left over and misplaced padding.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace crypto
