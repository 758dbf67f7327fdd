// The few pieces of cryptography that authentication needs, over OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crypto {

/// 32 bytes each.
std::string sha256(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);
/// Hi() of RFC 5802, which is PBKDF2 with HMAC-SHA-256. `iterations` is above 0.
std::string salted_password(std::string_view password, std::string_view salt, int iterations);

/// Takes the same time wherever the two differ, and whatever their lengths are.
bool equal_in_constant_time(std::string_view a, std::string_view b);

std::string to_hex(std::string_view bytes);
/// Either case; nothing when it is not pairs of hex digits.
std::optional<std::string> from_hex(std::string_view text);

std::string to_base64(std::string_view bytes);
/// Nothing when it is not the one encoding of some bytes, padding included.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace crypto
