// What both sides of SCRAM-SHA-256 have in common (RFC 5802, RFC 7677): attributes of messages, and keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crypto::scram {

/// The part before the next comma; moves `rest` behind it. Nothing when nothing is left.
std::optional<std::string_view> next_part(std::optional<std::string_view>& rest);

/// The value of an attribute such as "r=…"; it is not empty.
std::optional<std::string_view> value_of(std::optional<std::string_view> part, char name);

/// A name as messages have it: a comma is "=2C", an equals sign "=3D", for neither can stand for itself.
std::string saslname(std::string_view name);

/// Back; nothing when an equals sign begins neither.
std::optional<std::string> from_saslname(std::string_view text);

struct Keys {
  std::string client;
  std::string stored;
  std::string server;
};
/// `iterations` is above 0.
Keys make_keys(std::string_view password, std::string_view salt, int iterations);

/// ClientProof of a ClientKey, and back: the two are each other's mirror in ClientSignature. Both of 32
/// bytes.
std::string mirrored(std::string_view key_or_proof, std::string_view stored_key,
                     std::string_view auth_message);

/// ServerSignature. `auth_message` is the three messages before it (RFC 5802, section 3).
std::string server_signature(const Keys& keys, std::string_view auth_message);

}  // namespace crypto::scram
