// The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. The messages are functions
// of their own, so that they can be held against the published example.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "broker/authentication.h"
#include "crypto/scram.h"

namespace broker {

namespace scram {

inline constexpr int iterations = 4096;  ///< the least that RFC 7677 recommends

struct ClientFirst {
  std::string gs2_header;  ///< "n,," or "y,,", perhaps with an authorization identity
  std::string authorization_identity;
  std::string user_name;
  std::string nonce;
  std::string bare;  ///< without the header
};
/// Nothing when it is ill-formed, asks for channel binding ("p=") or has an extension that must be
/// understood.
std::optional<ClientFirst> read_client_first(std::string_view message);

struct ClientFinal {
  std::string channel_binding;  ///< decoded
  std::string nonce;
  std::string proof;  ///< decoded
  std::string without_proof;
};
std::optional<ClientFinal> read_client_final(std::string_view message);

std::string server_first(std::string_view nonce, std::string_view salt);

using crypto::scram::Keys;

/// Whether the proof is that of the password. `auth_message` as crypto/scram.h has it.
bool proof_fits(const Keys& keys, std::string_view auth_message, std::string_view proof);
/// "v=…".
std::string server_final(const Keys& keys, std::string_view auth_message);

}  // namespace scram

class ScramExchange : public AuthenticationExchange {
 public:
  static constexpr std::string_view method = "SCRAM-SHA-256";

  /// Makes the server's part of the nonce, and the salt, of `nonce`.
  ScramExchange(const Settings& settings, std::string_view nonce);
  /// With both given. `server_nonce` is printable ASCII without a comma.
  ScramExchange(const Settings& settings, std::string server_nonce, std::string salt);

  AuthenticationStep next(std::optional<std::string_view> data) override;

 private:
  enum class Awaits : std::uint8_t { client_first, client_first_asked, client_final, nothing };
  AuthenticationStep take_client_first(std::optional<std::string_view> data);
  AuthenticationStep take_client_final(std::string_view data);

  const Settings& settings_;
  std::string server_nonce_;
  std::string salt_;
  scram::ClientFirst first_;
  std::string nonce_;  ///< the client's part and ours
  std::string server_first_;
  Awaits awaits_ = Awaits::client_first;
};

}  // namespace broker
