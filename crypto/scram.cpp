#include "crypto/scram.h"

#include "crypto/digest.h"

namespace crypto::scram {

std::optional<std::string_view> next_part(std::optional<std::string_view>& rest) {
  if (!rest) return std::nullopt;
  const std::size_t comma = rest->find(',');
  const std::string_view part = rest->substr(0, comma);
  rest = comma == std::string_view::npos ? std::nullopt : std::optional(rest->substr(comma + 1));
  return part;
}

std::optional<std::string_view> value_of(std::optional<std::string_view> part, char name) {
  if (!part || part->size() < 3 || (*part)[0] != name || (*part)[1] != '=') return std::nullopt;
  return part->substr(2);
}

std::string saslname(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == ',')
      text += "=2C";
    else if (c == '=')
      text += "=3D";
    else
      text += c;
  }
  return text;
}

std::optional<std::string> from_saslname(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      name += text[i];
      continue;
    }
    const std::string_view code = text.substr(i + 1, 2);
    if (code != "2C" && code != "3D") return std::nullopt;
    name += code == "2C" ? ',' : '=';
    i += 2;
  }
  return name;
}

Keys make_keys(std::string_view password, std::string_view salt, int iterations) {
  const std::string salted = salted_password(password, salt, iterations);
  Keys keys;
  keys.client = hmac_sha256(salted, "Client Key");
  keys.stored = sha256(keys.client);
  keys.server = hmac_sha256(salted, "Server Key");
  return keys;
}

std::string mirrored(std::string_view key_or_proof, std::string_view stored_key,
                     std::string_view auth_message) {
  std::string mirror = hmac_sha256(stored_key, auth_message);
  for (std::size_t i = 0; i < mirror.size() && i < key_or_proof.size(); ++i)
    mirror[i] = static_cast<char>(mirror[i] ^ key_or_proof[i]);
  return mirror;
}

std::string server_signature(const Keys& keys, std::string_view auth_message) {
  return hmac_sha256(keys.server, auth_message);
}

}  // namespace crypto::scram
